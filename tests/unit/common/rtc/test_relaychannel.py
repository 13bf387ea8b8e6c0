"""A channel of a relay that is played."""

import asyncio
import math
from typing import Any

import pytest
from aioice.stun import TransactionTimeout
from aioice.turn import TurnClientUdpProtocol

from common.rtc.relaychannel import RelayChannel

PEER = ("192.0.2.7", 5004)
NUMBER = 0x4001


class Transport:
    """Writes down what is done to it."""

    def __init__(self) -> None:
        self.is_closed = False
        self.sent: list[bytes] = []

    def sendto(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def turn() -> Any:
    """Return what aioice has of a relay that has bound a channel."""
    made: Any = TurnClientUdpProtocol(("192.0.2.1", 3478), "anna", "secret", 600, 500)
    made.transport = Transport()
    made.peer_to_channel[PEER] = NUMBER
    made.channel_refresh_at[NUMBER] = 0.0
    return made


async def test_a_datagram_leaves_at_once_in_its_channel_and_is_never_kept_for_a_renewal(turn: Any) -> None:
    channel = RelayChannel(turn, PEER)
    assert turn.channel_refresh_at[NUMBER] == math.inf
    channel.send(b"sound")
    assert turn.transport.sent == [b"\x40\x01\x00\x05sound"]


async def test_it_is_renewed_until_the_relay_refuses_which_ends_the_relay(
    turn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: list[tuple[int, tuple[str, int]]] = []

    async def bind(number: int, peer: tuple[str, int]) -> None:
        bound.append((number, peer))
        if len(bound) == 3:
            raise TransactionTimeout

    monkeypatch.setattr(turn, "channel_bind", bind)
    await asyncio.wait_for(RelayChannel(turn, PEER).keep(every_s=0.0), 10.0)
    assert bound == [(NUMBER, PEER)] * 3
    assert turn.transport.is_closed
