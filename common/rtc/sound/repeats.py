"""Repeats asked for (generic NACK, RFC 4585, section 6.2.1): of what, when it can help, and how long they take."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.losses import LossWatch
from common.rtc.sound.settings import SoundCounters

MOST_MISSING = 64
"""More at once is an outage that no repeat mends."""
MOST_ASKED = 4
KEPT_S = 1.0
"""An answer that comes too late to be played still tells the round trip."""
PROBE_S = 2.0
"""While packets get lost, one is asked for as often, even where it seems useless: the round trip may have changed."""
SPREAD = 1.25
"""Over the round trip before asking again."""
SAFETY_S = 0.004
MOST_REORDER_S = 0.04


@dataclass(slots=True)
class _Missing:
    noticed_s: float
    timestamp: int
    asked: int = 0
    asked_s: float = 0.0


class RepeatRequests:
    """The missing packets of one stream. Thread: the receiver's."""

    def __init__(
        self, on_nack: Callable[[Sequence[int]], None] | None, counters: SoundCounters, losses: LossWatch
    ) -> None:
        self._on_nack = on_nack
        self._counters = counters
        self._losses = losses
        self._missing: dict[int, _Missing] = {}
        self._round_trips_s: deque[float] = deque(maxlen=15)
        self._reorder_s = 0.0
        self._asked_s = float("-inf")
        self._packet_samples = 0

    @property
    def round_trip_s(self) -> float | None:
        """Return how long an answer takes; None until one has come."""
        return median(self._round_trips_s) if self._round_trips_s else None

    @property
    def answer_s(self) -> float | None:
        """Return within what time after the gap is seen nearly every answer is there; None while unknown."""
        if not self._round_trips_s:
            return None
        ordered = sorted(self._round_trips_s)
        return ordered[len(ordered) * 4 // 5] + self._reorder_s + SAFETY_S

    @property
    def again_s(self) -> float:
        """Return after what time an unanswered request is made again."""
        return (self.round_trip_s or 0.0) * SPREAD + SAFETY_S

    def learn_round_trip(self, round_trip_s: float) -> None:
        """Take the round trip as measured otherwise, while no answer has told it."""
        if not self._round_trips_s and 0.0 < round_trip_s < KEPT_S:
            self._round_trips_s.append(round_trip_s)

    def missed(self, first: int, end: int, timestamp: int, packet_samples: int, now_s: float) -> None:
        """Take that packets `first` to before `end` have not come; `end` itself, of this timestamp, has."""
        self._packet_samples = packet_samples
        for number in range(max(first, end - MOST_MISSING), end):
            if number not in self._missing:
                while len(self._missing) >= MOST_MISSING:
                    del self._missing[next(iter(self._missing))]
                self._missing[number] = _Missing(now_s, timestamp - (end - number) * packet_samples)

    def came(self, number: int, now_s: float) -> bool:
        """Take that a packet has come; tell whether it is the answer to a request."""
        missing = self._missing.pop(number, None)
        if missing is None:
            return False
        waited_s = now_s - missing.asked_s
        round_trip_s = self.round_trip_s
        if missing.asked == 0 or (round_trip_s is not None and missing.asked == 1 and waited_s < 0.5 * round_trip_s):
            self._reorder_s = min(MOST_REORDER_S, max(self._reorder_s, now_s - missing.noticed_s))
            return False
        if missing.asked == 1:
            self._round_trips_s.append(waited_s)
        return True

    @property
    def is_missing(self) -> bool:
        """Tell whether a packet is."""
        return bool(self._missing)

    @property
    def is_busy(self) -> bool:
        """Tell whether `look` has anything to do."""
        return bool(self._missing or self._reorder_s)

    def clear(self) -> None:
        """Forget what is missing, as when the stream begins anew."""
        self._missing.clear()

    def look(self, playing: float, now_s: float) -> None:
        """Ask for what is due; `playing` is the timestamp being read now. Called at every read while busy."""
        if self._missing:
            self._ask(playing, now_s)
        if self._reorder_s:
            self._reorder_s = self._reorder_s * 0.9995 if self._reorder_s > 0.001 else 0.0

    def _ask(self, playing: float, now_s: float) -> None:
        asked: list[int] = []
        round_trip_s = self.round_trip_s
        for number, missing in list(self._missing.items()):
            if now_s - max(missing.noticed_s, missing.asked_s) > KEPT_S:
                del self._missing[number]
            elif now_s - missing.noticed_s >= self._reorder_s:
                if missing.asked == 0:
                    self._losses.lost(number, now_s, self._packet_samples)
                if self._is_due(missing, playing, now_s, round_trip_s):
                    missing.asked += 1
                    missing.asked_s = self._asked_s = now_s
                    asked.append(number & 0xFFFF)
        if asked and self._on_nack is not None:
            self._counters.requested += len(asked)
            self._on_nack(asked)

    def _is_due(self, missing: _Missing, playing: float, now_s: float, round_trip_s: float | None) -> bool:
        if missing.asked >= MOST_ASKED:
            return False
        if round_trip_s is None or (missing.asked == 0 and now_s - self._asked_s > PROBE_S):
            return missing.asked == 0
        if missing.asked and now_s - missing.asked_s < self.again_s:
            return False
        return (missing.timestamp - playing) / SAMPLE_RATE_HZ >= round_trip_s
