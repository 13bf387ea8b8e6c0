"""When to look at a device again: from shortly before its next block is due, and often then."""

from common.devices.paced import MonoClock, monotonic
from common.model.units import BLOCK_S

EARLY_S, LOOK_S = 0.001, 0.001
"""A look a millisecond, from a millisecond before the block is due."""
CREEP_S = 0.0002
"""A block that was found later moves what is expected by so much at most: it may have been the looks that were late."""
ABSENT_S = 0.003
"""Overdue by as much, a device is not waited for: it gives several blocks at once, or none."""


class BlockBeat:
    """Foretells a device's blocks from those it gave. Thread: one at a time.

    A device that is looked at every few milliseconds would be found with its block by as much too late, and never
    equally late: whoever reads the sound at the other end then waits for the latest.
    """

    def __init__(self, clock: MonoClock = monotonic) -> None:
        self._clock = clock
        self._due_s = clock()

    def note(self) -> None:
        """Take that a block is found."""
        now_s = self._clock()
        late_s = now_s - self._due_s
        found_s = self._due_s + min(late_s, CREEP_S) if late_s < BLOCK_S else now_s
        self._due_s = found_s + BLOCK_S

    def wait_s(self, most_s: float) -> float:
        """Return how long to wait before the next look, `most_s` at most."""
        left_s = self._due_s - self._clock()
        if left_s < -ABSENT_S:
            return most_s
        return min(most_s, max(LOOK_S, left_s - EARLY_S))
