"""How badly a line loses packets, which says what delay their repair is worth."""

from collections import deque
from enum import IntEnum

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
        self._unrepaired_s: deque[float] = deque(maxlen=BLOCKS_FOR_SECOND)
        self._last_number = -2
        self._factor = 1
        self._since_s = 0.0
        self._last_unrepaired_s = float("-inf")

    def lost(self, number: int, now_s: float, packet_samples: int) -> None:
        """Take that a packet is missing, whether or not it is repaired later."""
        self._factor = SHORT_FACTOR if packet_samples <= SHORT_SAMPLES else 1
        is_new = number > self._last_number + 1
        self._last_number = max(self._last_number, number)
        if not is_new:
            return
        self._runs_s.append(now_s)
        is_brisk = self._has_runs(RUNS_FOR_BRISK * self._factor, BRISK_WINDOW_S, now_s)
        if is_brisk or self._has_runs(RUNS_FOR_REPEAT * self._factor, HEAVY_WINDOW_S, now_s):
            self._raise(Repair.REPEAT, now_s)
        elif self._has_runs(RUNS_FOR_COPY, WINDOW_S, now_s):
            self._raise(Repair.COPY, now_s)

    def unrepaired(self, blocks: int, now_s: float) -> None:
        """Take that so many blocks of lost packets were not there in time, nor their copies."""
        if self.repair is Repair.NONE:
            return
        self._last_unrepaired_s = now_s
        self._unrepaired_s.extend([now_s] * min(blocks, BLOCKS_FOR_SECOND))
        many = BLOCKS_FOR_REPEAT if self.repair is Repair.COPY else BLOCKS_FOR_SECOND
        is_many = len(self._unrepaired_s) >= many and now_s - self._unrepaired_s[-many] <= UNREPAIRED_WINDOW_S
        if is_many and now_s - self._since_s >= LEAST_STAY_S and self.repair < Repair.SECOND_REPEAT:
            self._raise(Repair(self.repair + 1), now_s)

    def look(self, now_s: float) -> None:
        """Let time pass."""
        if self.repair is Repair.NONE:
            return
        if now_s - self._runs_s[-1] > REST_S:
            self._set(Repair.NONE, now_s)
        elif self.repair > Repair.COPY and now_s - max(self._last_unrepaired_s, self._since_s) > HOLD_S:
            is_heavy = self._has_runs(RUNS_FOR_NO_REPEAT * self._factor, HEAVY_WINDOW_S, now_s)
            least = Repair.REPEAT if is_heavy else Repair.COPY
            if self.repair > least:
                self._set(Repair(self.repair - 1), now_s)

    def restart(self) -> None:
        """Take that the numbers begin anew."""
        self._last_number = -2

    def _has_runs(self, count: int, window_s: float, now_s: float) -> bool:
        return len(self._runs_s) >= count and now_s - self._runs_s[-count] <= window_s

    def _raise(self, repair: Repair, now_s: float) -> None:
        if repair > self.repair:
            self._set(repair, now_s)

    def _set(self, repair: Repair, now_s: float) -> None:
        self.repair = repair
        self._since_s = now_s
        self._unrepaired_s.clear()
