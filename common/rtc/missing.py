"""Packets that did not come: asked for at once, again after the learnt round trip and more, and given up in time."""

from dataclasses import dataclass

FIRST_ROUND_TRIP_S = 0.1
LEAST_REORDER_S, MOST_REORDER_S = 0.005, 0.05
"""How long a packet that was merely overtaken is waited for; learnt from those that were."""
LEAST_WAIT_S, MOST_WAIT_S = 0.02, 0.5
OVERTAKEN_SHARE = 0.3
"""Of a round trip: what comes sooner after it was asked for is no answer."""
REORDER_DECAY = 0.95
BACK_OFF = 1.5
MOST_ASKS = 5
DOUBTFUL_ASKS = 2
"""After so many without an answer something else must help as well."""
MAX_MISSING = 512


@dataclass(slots=True)
class _Wanted:
    missed_mono_s: float
    next_mono_s: float
    asked_mono_s: float = 0.0
    asks: int = 0


class MissingPackets:
    """What is missing of one source, by extended sequence number. Thread: one at a time."""

    def __init__(self) -> None:
        self.round_trip_s = FIRST_ROUND_TRIP_S
        """Smoothed, of requests that were answered the first time (RFC 6298, section 2)."""
        self.repaired = 0
        self._reorder_s = LEAST_REORDER_S
        self._deviation_s = FIRST_ROUND_TRIP_S / 4
        self._wanted: dict[int, _Wanted] = {}

    def __len__(self) -> int:
        return len(self._wanted)

    def note_gap(self, first: int, end: int, now_mono_s: float) -> bool:
        """Want the packets from `first` up to, not with, `end`; False if there are too many to be asked for."""
        if end - first + len(self._wanted) > MAX_MISSING:
            return False
        for number in range(first, end):
            self._wanted[number] = _Wanted(now_mono_s, now_mono_s + self._reorder_s)
        return True

    def note_arrived(self, number: int, now_mono_s: float) -> None:
        """Take that a packet has come; learn from it."""
        if (wanted := self._wanted.pop(number, None)) is None:
            return
        answered_s = now_mono_s - wanted.asked_mono_s
        if wanted.asks == 0 or answered_s < self.round_trip_s * OVERTAKEN_SHARE:
            late_s = now_mono_s - wanted.missed_mono_s
            self._reorder_s = min(MOST_REORDER_S, max(self._reorder_s, late_s))
            return
        self.repaired += 1
        self._reorder_s = max(LEAST_REORDER_S, self._reorder_s * REORDER_DECAY)
        if wanted.asks == 1:
            self._learn(answered_s)

    def forget_before(self, number: int) -> None:
        """Want no packet before this one any more."""
        self._wanted = {n: wanted for n, wanted in self._wanted.items() if n >= number}

    def due(self, now_mono_s: float) -> list[int]:
        """Return what is to be asked for now, in its order."""
        due = sorted(n for n, w in self._wanted.items() if w.next_mono_s <= now_mono_s and w.asks < MOST_ASKS)
        for number in due:
            wanted = self._wanted[number]
            if wanted.asks == 0:
                wanted.asked_mono_s = now_mono_s
            wanted.next_mono_s = now_mono_s + self._patience_s * BACK_OFF**wanted.asks
            wanted.asks += 1
        return due

    def is_doubtful(self, now_mono_s: float) -> bool:
        """Tell whether a packet was asked for twice in vain."""
        return any(
            w.asks > DOUBTFUL_ASKS or (w.asks == DOUBTFUL_ASKS and w.next_mono_s <= now_mono_s)
            for w in self._wanted.values()
        )

    def is_hopeless(self, now_mono_s: float) -> bool:
        """Tell whether a packet will not come any more."""
        return any(w.asks >= MOST_ASKS and w.next_mono_s <= now_mono_s for w in self._wanted.values())

    @property
    def _patience_s(self) -> float:
        return min(MOST_WAIT_S, max(LEAST_WAIT_S, self.round_trip_s + 4 * self._deviation_s))

    def _learn(self, sample_s: float) -> None:
        self._deviation_s += (abs(sample_s - self.round_trip_s) - self._deviation_s) / 4
        self.round_trip_s += (sample_s - self.round_trip_s) / 8
