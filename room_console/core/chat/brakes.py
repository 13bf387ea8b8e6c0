"""How often people may write and read."""

from collections import OrderedDict
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChatKind
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.chat.places import Place
from room_console.core.control.tokenbucket import TokenBucket

LINES_PER_S, LINES_BURST = 12 / 60, 6
"""Of one person in one chat."""
PERSON_PER_S, PERSON_BURST = 30 / 60, 12
"""Of one person in all chats but the technicians'."""
EVENT_PER_S, EVENT_BURST = 5.0, 20
"""Of all in the event chat: each line goes to everyone."""
READS_PER_S, READS_BURST = 1.0, 10
"""Histories that one person asks for."""
MOST_BUCKETS: Final = 20_000
"""The one not used for longest goes; it is full by then."""


class Brakes:
    """Each method raises ConferenceError(`too_fast`) with the time to wait. Thread: the core's loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[object, TokenBucket] = OrderedDict()

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

    def _take(self, key: object, rate_per_s: float, burst: int) -> None:
        now_s = self._clock.mono_s()
        if (bucket := self._buckets.get(key)) is None:
            bucket = self._buckets[key] = TokenBucket(rate_per_s, burst, now_s)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        if wait_s := bucket.take(now_s):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many lines a minute are too many", wait_s)
