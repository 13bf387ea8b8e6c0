"""The relay's channel that carries a leg (RFC 8656, section 12): written to at once, renewed by our own clock.

aioice makes a task of each packet. It renews a channel when the wall clock says so, which may be set back during a
meeting, and then by a request for every packet that is sent before the first answer, each of which waits for its own.
"""

import asyncio
import logging
import math
import struct
from typing import Any, Final

from aioice.stun import TransactionError
from aioice.turn import TurnClientMixin

RENEW_S: Final = 120.0
"""Under half of the 5 minutes that the permission beneath the channel lasts; the channel itself lasts 10."""
_HEAD = struct.Struct("!HH")
_log = logging.getLogger(__name__)


class RelayChannel:
    """A channel that aioice has bound to a peer. Thread: the loop's."""

    def __init__(self, turn: TurnClientMixin, peer: tuple[str, int]) -> None:
        self._turn: Any = turn
        self._peer = peer
        self._number = turn.peer_to_channel[peer]
        turn.channel_refresh_at[self._number] = math.inf

    def send(self, data: bytes) -> None:
        """Send a datagram to the peer."""
        self._turn._send(_HEAD.pack(self._number, len(data)) + data)

    async def keep(self, every_s: float = RENEW_S) -> None:
        """Renew it until cancelled; where the relay refuses, let go of the relay: its owner hears of that."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self._turn.channel_bind(self._number, self._peer)
            except (TransactionError, ConnectionError) as error:
                _log.info("x the relay does not renew its channel: %s", type(error).__name__)
                self._turn.transport.close()
                return
