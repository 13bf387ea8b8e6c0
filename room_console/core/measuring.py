"""Measuring the network (R9): who may, with which ticket and key, against which addresses."""

import logging
import secrets
from typing import Final

from common.model.errors import MediaError
from common.model.ids import ParticipantId
from common.protocol.checks import CheckAccess, StartCheck
from common.rtc.probe import KEY_BYTES
from room_console.core.control.gateway import Connection
from room_console.core.control.ndt7.runs import Runs
from room_console.core.hallside import HallSide
from room_console.core.relays import Relays

_log = logging.getLogger(__name__)
RELAY_S: Final = 120
"""How long a relay's password for a check is good: a run and its slack."""


class Measuring:
    """Answers `StartCheck`. A run ends with the link that asked for it. Thread: the core's loop."""

    def __init__(self, runs: Runs, hall: HallSide, relays: Relays) -> None:
        self._runs = runs
        self._hall = hall
        self._relays = relays
        self._askers: dict[ParticipantId, Connection] = {}

    async def start(self, connection: Connection, message: StartCheck) -> CheckAccess:
        """Let a participant measure. Raises: ConferenceError(`busy` with a wait, `media_failed`)."""
        who = connection.participant
        self._askers[who] = connection
        ticket = self._runs.start(who)
        key = secrets.token_bytes(KEY_BYTES)
        try:
            addresses = await self._hall.run(self._hall.engine.allow_probe(key, ticket.expires_in_s))
        except MediaError:
            self._runs.end(who)
            raise
        _log.info("= %s measures the network", who)
        servers = self._relays.grant(who, RELAY_S)
        return CheckAccess(message.ref, ticket.text, key.hex(), addresses, ticket.expires_in_s, servers)

    def forget(self, connection: Connection) -> None:
        """End the run, and the place in the queue, that a closed link asked for."""
        if self._askers.get(connection.participant) is connection:
            del self._askers[connection.participant]
            self._runs.end(connection.participant)
            self._runs.leave_queue(connection.participant)
