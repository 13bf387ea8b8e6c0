"""How badly a line loses packets, which says what delay their repair is worth."""

from collections import deque
from enum import IntEnum

from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

WINDOW_S, RUNS_FOR_COPY = 10.0, 3
"""As many runs of lost packets within it, and waiting for the next packet, which has a copy, is worth its delay."""
HEAVY_WINDOW_S, RUNS_FOR_REPEAT, RUNS_FOR_NO_REPEAT = 20.0, 20, 12
"""As many, 2 % of packets of 20 ms, and so is waiting for a repeat; until there are fewer than that again."""
SHORT_SAMPLES, SHORT_FACTOR = 480, 2
"""Of packets so short twice as many runs mean the same share, of which as few have no copy."""
BRISK_WINDOW_S, RUNS_FOR_BRISK = 2.0, 5
"""As many in so short a time, 5 %, and there is no need to wait and see."""
UNREPAIRED_WINDOW_S, BLOCKS_FOR_REPEAT, BLOCKS_FOR_SECOND = 8.0, 6, 10
"""As many blocks that stayed lost all the same, 1 % of them, and the next stronger means is."""
HOLE_PACKETS, HOLE_WINDOW_S, HOLE_SHARE, BURSTY_S = 2, 10.0, 1 / 3, 30.0
"""So many packets lost in a row are a hole, of which the next packet's copy mends but the end. Where as great a share
of runs are holes, the line loses in bursts: for as long a repeat is worth its delay, however little is lost in all."""
OUTAGE_SAMPLES = SAMPLE_RATE_HZ // 4
"""A longer hole is an outage, which no repeat mends and nothing follows from."""
OPEN_WITHIN_S, LENGTHENED_S = 0.1, 0.5
"""Within so long all of a hole is played; so long after it was decided to wait, the delay has grown."""
REST_S = 8.0
"""Without a loss for as long, nothing is."""
HOLD_S, LEAST_STAY_S = 30.0, 4.0
"""A stronger means is kept until all was repaired for so long, and not followed by the next before it could show."""


class Repair(IntEnum):
    """What is waited for; each means more delay than the one before."""

    NONE = 0
    COPY = 1
    REPEAT = 2
    SECOND_REPEAT = 3


class LossWatch:
    """Counts runs of lost packets, and what nothing repaired. Thread: the receiver's."""

    def __init__(self) -> None:
        self.repair = Repair.NONE
        self._runs_s: deque[float] = deque(maxlen=RUNS_FOR_REPEAT * SHORT_FACTOR)
        self._holes_s: deque[float] = deque(maxlen=RUNS_FOR_REPEAT * SHORT_FACTOR)
        self._unrepaired_s: deque[float] = deque(maxlen=BLOCKS_FOR_SECOND)
        self._last_number = -2
        self._in_a_row = 0
        self._packet_samples = BLOCK_SAMPLES
        self._since_s = 0.0
        self._bursty_until_s = float("-inf")
        self._before_hole = (Repair.NONE, 0.0, float("-inf"))
        self._last_unrepaired_s = float("-inf")

    def lost(self, number: int, now_s: float, packet_samples: int) -> None:
        """Take that a packet is missing, whether or not it is repaired later; told again, it is the same loss."""
        if number <= self._last_number:
            return
        self._packet_samples = packet_samples
        self._in_a_row = self._in_a_row + 1 if number == self._last_number + 1 else 1
        self._last_number = number
        if self._in_a_row == 1:
            self._note_run(now_s)
        elif self._in_a_row == HOLE_PACKETS:
            self._before_hole = (self.repair, self._since_s, self._bursty_until_s)
            self._note_hole(now_s)
        elif 0 <= self._in_a_row * packet_samples - OUTAGE_SAMPLES < packet_samples:
            self._holes_s.pop()
            self.repair, self._since_s, self._bursty_until_s = self._before_hole

    def unrepaired(self, blocks: int, now_s: float) -> None:
        """Take that so many blocks of lost packets were not there in time, nor their copies."""
        if self.repair is Repair.NONE:
            return
        self._last_unrepaired_s = now_s
        self._unrepaired_s.extend([now_s] * min(blocks, BLOCKS_FOR_SECOND))
        many = BLOCKS_FOR_REPEAT if self.repair is Repair.COPY else BLOCKS_FOR_SECOND
        is_many = _has(self._unrepaired_s, many, UNREPAIRED_WINDOW_S, now_s)
        stayed_s = now_s - self._since_s
        is_worse = (is_many and stayed_s >= LEAST_STAY_S) or (self._is_open(now_s) and stayed_s >= LENGTHENED_S)
        if is_worse and self.repair < Repair.SECOND_REPEAT:
            self._set(Repair(self.repair + 1), now_s)

    def look(self, now_s: float) -> None:
        """Let time pass."""
        is_bursty = now_s < self._bursty_until_s
        if self.repair is Repair.NONE:
            return
        if now_s - self._runs_s[-1] > REST_S and not is_bursty:
            self._set(Repair.NONE, now_s)
        elif self.repair > Repair.COPY and now_s - max(self._last_unrepaired_s, self._since_s) > HOLD_S:
            is_heavy = _has(self._runs_s, RUNS_FOR_NO_REPEAT * self._factor, HEAVY_WINDOW_S, now_s)
            least = Repair.REPEAT if is_heavy or is_bursty else Repair.COPY
            if self.repair > least:
                self._set(Repair(self.repair - 1), now_s)

    def restart(self) -> None:
        """Take that the numbers begin anew."""
        self._last_number = -2

    @property
    def _factor(self) -> int:
        return SHORT_FACTOR if self._packet_samples <= SHORT_SAMPLES else 1

    def _note_run(self, now_s: float) -> None:
        self._runs_s.append(now_s)
        is_brisk = _has(self._runs_s, RUNS_FOR_BRISK * self._factor, BRISK_WINDOW_S, now_s)
        if is_brisk or _has(self._runs_s, RUNS_FOR_REPEAT * self._factor, HEAVY_WINDOW_S, now_s):
            self._raise(Repair.REPEAT, now_s)
        elif _has(self._runs_s, RUNS_FOR_COPY, WINDOW_S, now_s):
            self._raise(Repair.COPY, now_s)

    def _note_hole(self, now_s: float) -> None:
        self._holes_s.append(now_s)
        holes, runs = (_count(times_s, HOLE_WINDOW_S, now_s) for times_s in (self._holes_s, self._runs_s))
        if holes >= HOLE_SHARE * runs:
            self._bursty_until_s = now_s + BURSTY_S
            self._raise(Repair.REPEAT, now_s)

    def _is_open(self, now_s: float) -> bool:
        """Tell whether the line loses in bursts, and has just left a hole open."""
        blocks = HOLE_PACKETS * max(1, self._packet_samples // BLOCK_SAMPLES)
        return now_s < self._bursty_until_s and _has(self._unrepaired_s, blocks, OPEN_WITHIN_S, now_s)

    def _raise(self, repair: Repair, now_s: float) -> None:
        if repair > self.repair:
            self._set(repair, now_s)

    def _set(self, repair: Repair, now_s: float) -> None:
        self.repair = repair
        self._since_s = now_s
        self._unrepaired_s.clear()


def _count(times_s: deque[float], window_s: float, now_s: float) -> int:
    """Return how many there were within so long."""
    return sum(now_s - at_s <= window_s for at_s in times_s)


def _has(times_s: deque[float], count: int, window_s: float, now_s: float) -> bool:
    """Tell whether there were as many within so long."""
    return len(times_s) >= count and now_s - times_s[-count] <= window_s
