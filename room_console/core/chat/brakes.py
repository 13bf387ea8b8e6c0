"""How often people may write and read."""

from collections.abc import Hashable

from common.aio.clock import Clock
from common.model.chat import ChatKind
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.chat.places import Place
from room_console.core.control.tokenbucket import TokenBuckets

LINES_PER_S, LINES_BURST = 12 / 60, 6
"""Of one person in one chat."""
PERSON_PER_S, PERSON_BURST = 30 / 60, 12
"""Of one person in all chats but the technicians'."""
EVENT_PER_S, EVENT_BURST = 5.0, 20
"""Of all in the event chat: each line goes to everyone."""
READS_PER_S, READS_BURST = 1.0, 10
"""Histories that one person asks for."""


class Brakes:
    """Each method raises ConferenceError(`too_fast`) with the time to wait. Thread: the core's loop."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = TokenBuckets(clock)

    def write(self, place: Place, by: ParticipantId) -> None:
        """Count a line."""
        self._take((by, place), LINES_PER_S, LINES_BURST)
        if place.kind is not ChatKind.HELP:
            self._take((by, "lines"), PERSON_PER_S, PERSON_BURST)
        if place.kind is ChatKind.EVENT:
            self._take(place, EVENT_PER_S, EVENT_BURST)

    def read(self, by: ParticipantId) -> None:
        """Count a history."""
        self._take((by, "reads"), READS_PER_S, READS_BURST)

    def _take(self, key: Hashable, rate_per_s: float, burst: int) -> None:
        if wait_s := self._buckets.take(key, rate_per_s, burst):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many lines a minute are too many", wait_s)
