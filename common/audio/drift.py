"""How far two sample clocks run apart, in ppm, measured against a third that both are stamped with."""

from collections import deque
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ

Numbers: TypeAlias = NDArray[np.float64]
"""(n,)."""
WINDOW_S = 4.0
"""Of each as long, the reading that was delayed least stands for all."""
LEAST_WINDOWS, MOST_WINDOWS = 6, 90
STEP_S = 0.004
"""Three windows that lie as far from the line are a new path, not a clock."""
STEP_WINDOWS = 3
MOST_PPM = 500.0
"""No crystal of a sound card is worse: what seems to be is a line that changes."""


class ClockRate:
    """A sample clock whose readings arrive with delays of any kind, never early."""

    def __init__(self) -> None:
        self._windows: deque[tuple[float, float]] = deque(maxlen=MOST_WINDOWS)
        self._window_ends_s: float | None = None
        self._least = (0.0, 0.0)
        self.ppm: float | None = None
        """How much faster than the stamps' clock it runs; None until LEAST_WINDOWS have passed."""

    def add(self, samples: float, mono_s: float) -> bool:
        """Take a reading: so many samples at, or a little before, an instant. Tell whether `ppm` was measured anew."""
        delay_s = mono_s - samples / SAMPLE_RATE_HZ
        if self._window_ends_s is None or mono_s < self._window_ends_s:
            if self._window_ends_s is None:
                self._window_ends_s = mono_s + WINDOW_S
                self._least = (mono_s, delay_s)
            elif delay_s < self._least[1]:
                self._least = (mono_s, delay_s)
            return False
        self._windows.append(self._least)
        self._window_ends_s = mono_s + WINDOW_S
        self._least = (mono_s, delay_s)
        return self._measure()

    def restart(self) -> None:
        """Forget the readings, as after a jump of the samples; the rate stays."""
        self._windows.clear()
        self._window_ends_s = None

    def _measure(self) -> bool:
        if len(self._windows) < LEAST_WINDOWS:
            return False
        at_s, delay_s = np.array(self._windows).T
        slope, rests = _line(at_s, delay_s)
        if abs(_median(rests[-STEP_WINDOWS:])) > STEP_S:
            kept = list(self._windows)[-STEP_WINDOWS:]
            self._windows.clear()
            self._windows.extend(kept)
            return False
        self.ppm = -slope * 1e6
        return True


def _line(at_s: Numbers, delay_s: Numbers) -> tuple[float, Numbers]:
    """Return the median of all slopes (Theil and Sen), and what lies off the line."""
    first, second = _pairs(len(at_s))
    slope = _median((delay_s[second] - delay_s[first]) / (at_s[second] - at_s[first]))
    level = delay_s - slope * at_s
    return slope, level - _median(level)


@lru_cache(maxsize=8)
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return every pair of so many places."""
    first, second = np.triu_indices(count, 1)
    return first, second


def _median(numbers: Numbers) -> float:
    """Return what `np.median` does of many, in half the time."""
    above = len(numbers) // 2
    below = (len(numbers) - 1) // 2
    parted = np.partition(numbers, (below, above))
    return (float(parted[below]) + float(parted[above])) / 2


class DriftEstimator:
    """A sender's media clock against a reader's sample clock. Thread: one at a time."""

    def __init__(self) -> None:
        self.ppm = 0.0
        """How much faster the sender's runs; 0 until both are known."""
        self._sender = ClockRate()
        self._reader = ClockRate()

    def sent(self, samples: float, arrived_mono_s: float) -> None:
        """Take a packet: its media time in samples, and when it came."""
        if self._sender.add(samples, arrived_mono_s):
            self._compare()

    def read(self, samples: float, mono_s: float) -> None:
        """Take a read: how many samples were asked for before it, and when."""
        if self._reader.add(samples, mono_s):
            self._compare()

    def restart(self) -> None:
        """Tell that the media time jumps, or that reads stood still; what is known of the rates stays."""
        self._sender.restart()
        self._reader.restart()

    def _compare(self) -> None:
        if self._sender.ppm is not None and self._reader.ppm is not None:
            self.ppm = min(max(-MOST_PPM, self._sender.ppm - self._reader.ppm), MOST_PPM)
