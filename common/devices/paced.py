"""Time for devices without hardware: how many blocks are due by a monotonic clock."""

import time
from collections.abc import Callable

from common.model.units import BLOCK_S

MonoClock = Callable[[], float]
MOST_LATE_BLOCKS = 10
"""Later than 100 ms is not caught up: those blocks are skipped and counted."""

monotonic: MonoClock = time.monotonic


class Pacer:
    """Hands out ticks, one a block, from `start` on. `skipped` counts those that came too late to be used."""

    def __init__(self, clock: MonoClock = monotonic) -> None:
        self._clock = clock
        self._given = 0
        self.skipped = 0
        self.started_mono_s: float | None = None

    def start(self) -> None:
        """Begin to count; the first tick is due one block later."""
        self.started_mono_s = self._clock()
        self._given = 0
        self.skipped = 0

    def stop(self) -> None:
        """Give no more ticks."""
        self.started_mono_s = None

    def take(self) -> bool:
        """Tell whether a tick is due, and take it."""
        if self.started_mono_s is None:
            return False
        due = self._due(self.started_mono_s)
        late = due - self._given - MOST_LATE_BLOCKS
        if late > 0:
            self.skipped += late
            self._given += late
        if due <= self._given:
            return False
        self._given += 1
        return True

    def pass_over(self) -> int:
        """Take every tick that is due, none of them missed by anybody; return how many."""
        before = self._given
        if self.started_mono_s is not None:
            self._given = max(before, self._due(self.started_mono_s))
        return self._given - before

    def wait_s(self) -> float:
        """Return how long it is until a tick is due; 0 when one is."""
        if self.started_mono_s is None:
            return BLOCK_S
        return max(0.0, self.started_mono_s + (self._given + 1) * BLOCK_S - self._clock())

    @property
    def ticks(self) -> int:
        """Return how many ticks have passed, taken or skipped."""
        return self._given

    def _due(self, started_mono_s: float) -> int:
        return int((self._clock() - started_mono_s) / BLOCK_S + 1e-6)


class PacedDevice:
    """What every device without hardware has: a name, and a pacer in place of a driver."""

    def __init__(self, name: str, clock: MonoClock) -> None:
        self.name = name
        self._pacer = Pacer(clock)

    def start(self) -> None:
        """Begin; the first block is due one block later."""
        self._pacer.start()

    def stop(self) -> None:
        """Give and take nothing more."""
        self._pacer.stop()

    def wait_s(self) -> float:
        """Return how long it is until a block is due; 0 when one is."""
        return self._pacer.wait_s()

    @property
    def xruns(self) -> int:
        """Return how many blocks nobody fetched in time."""
        return self._pacer.skipped

    @property
    def latency_ms(self) -> float:
        """Return what its driver takes: nothing."""
        return 0.0

    @property
    def is_alive(self) -> bool:
        """Tell whether it was started."""
        return self._pacer.started_mono_s is not None

    @property
    def started_mono_s(self) -> float | None:
        """Return the instant of the first sample; None when stopped."""
        return self._pacer.started_mono_s
