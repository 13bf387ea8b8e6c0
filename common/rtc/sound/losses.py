"""How badly a line loses packets, which says what delay their repair is worth."""

from collections import deque

WINDOW_S, RUNS_FOR_REPAIR = 10.0, 3
"""As many losses within it, and waiting for a copy or a repeat is worth its delay."""
REST_S = 8.0
"""Without a loss for as long it no longer is."""
HARD_WINDOW_S, UNREPAIRED_FOR_HARD = 8.0, 10
"""As many blocks that stayed lost all the same, 1.2 % of them, and waiting for a second repeat is."""
HARD_S = 30.0


class LossWatch:
    """Counts runs of lost packets, and those that nothing repaired. Thread: the receiver's."""

    def __init__(self) -> None:
        self.is_lossy = False
        """Whether packets get lost so often that waiting for their repair is worth its delay."""
        self.is_hard = False
        """Whether one repeat is not enough."""
        self._runs_s: deque[float] = deque(maxlen=RUNS_FOR_REPAIR)
        self._unrepaired_s: deque[float] = deque(maxlen=UNREPAIRED_FOR_HARD)
        self._last_number = -2

    def lost(self, number: int, now_s: float) -> None:
        """Take that a packet is missing, whether or not it is repaired later."""
        is_new = number > self._last_number + 1
        self._last_number = max(self._last_number, number)
        if not is_new:
            return
        self._runs_s.append(now_s)
        if len(self._runs_s) == RUNS_FOR_REPAIR and now_s - self._runs_s[0] <= WINDOW_S:
            self.is_lossy = True

    def unrepaired(self, blocks: int, now_s: float) -> None:
        """Take that so many blocks of lost packets were not there in time, nor their copies."""
        if not self.is_lossy:
            return
        self._unrepaired_s.extend([now_s] * min(blocks, UNREPAIRED_FOR_HARD))
        if len(self._unrepaired_s) == UNREPAIRED_FOR_HARD and now_s - self._unrepaired_s[0] <= HARD_WINDOW_S:
            self.is_hard = True

    def look(self, now_s: float) -> None:
        """Let time pass."""
        if self.is_lossy and now_s - self._runs_s[-1] > REST_S:
            self.is_lossy = self.is_hard = False
            self._unrepaired_s.clear()
        if self.is_hard and now_s - self._unrepaired_s[-1] > HARD_S:
            self.is_hard = False

    def restart(self) -> None:
        """Take that the numbers begin anew."""
        self._last_number = -2
