"""How far two sample clocks run apart, in ppm, measured against a third that both are stamped with."""

import math
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ

Numbers: TypeAlias = NDArray[np.float64]
"""(n,)."""
WINDOW_S = 4.0
"""Of each as long, the reading that was delayed least stands for all."""
LEAST_WINDOWS, MOST_WINDOWS = 8, 90
SURE_PPM, TRIES = 3.0, 10
"""Where the line through all windows is less sure, lines through the newest are tried, about as many."""
STEP_S = 0.004
"""Three windows that lie as far from the line are a new path, not a clock."""
STEP_WINDOWS = 3
WANDER_S = 0.0004
"""The least delay of a path may wander by as much, even where the readings lie on a line."""
TOGETHER = 2.5
"""Readings near each other are late together: by so much less is a line known than if each were late by itself."""
AGED_PPM = 10.0
"""A rate that was known before a jump may be off by as much more after it."""
CRYSTALS_PPM = 40.0
"""Clocks of sound cards differ by as much, mostly: an uncertain measurement is believed as far as it is surer."""
MOST_PPM = 500.0
"""No crystal of a sound card is worse: what seems to be is a line that changes."""
PPM = 1e6


class Rate(NamedTuple):
    """How much faster than the stamps' clock one runs, and by how much that is off, mostly."""

    ppm: float
    error_ppm: float

    def joined(self, other: "Rate") -> "Rate":
        """Return what two measurements say together, each as far as it is sure."""
        own, others = self.error_ppm**-2, other.error_ppm**-2
        return Rate((self.ppm * own + other.ppm * others) / (own + others), (own + others) ** -0.5)

    def aged(self) -> "Rate":
        """Return what is left of it after a jump."""
        return Rate(self.ppm, math.hypot(self.error_ppm, AGED_PPM))


class ClockRate:
    """A sample clock whose readings arrive with delays of any kind, never early."""

    def __init__(self) -> None:
        self._windows: deque[tuple[float, float]] = deque(maxlen=MOST_WINDOWS)
        self._window_ends_s: float | None = None
        self._least = (0.0, 0.0)
        self._before: Rate | None = None
        """What was known when the readings last began anew."""
        self.rate: Rate | None = None
        """None until LEAST_WINDOWS have passed."""

    def add(self, samples: float, mono_s: float) -> bool:
        """Take a reading: so many samples at, or a little before, an instant. Tell whether `rate` was measured anew."""
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
        """Forget the readings, as after a jump of the samples; what is known of the rate stays."""
        self._begin_anew(())
        self._window_ends_s = None

    def _measure(self) -> bool:
        if len(self._windows) < LEAST_WINDOWS:
            return False
        at_s, delay_s = np.array(self._windows).T
        slope, error, rests = _line(at_s, delay_s)
        if abs(_median(rests[-STEP_WINDOWS:])) > STEP_S:
            self._begin_anew(tuple(self._windows)[-STEP_WINDOWS:])
            return False
        measured = Rate(-slope * PPM, error * PPM)
        self.rate = measured.joined(self._before) if self._before is not None else measured
        return True

    def _begin_anew(self, kept: Sequence[tuple[float, float]]) -> None:
        self._before = self.rate.aged() if self.rate is not None else None
        self._windows.clear()
        self._windows.extend(kept)


def _line(at_s: Numbers, delay_s: Numbers) -> tuple[float, float, Numbers]:
    """Return a slope, its standard error, and what lies off its line: of all windows, or the surest of the newest.

    Where a disturbance has ended, what came before it makes a line less sure, for all its length.
    """
    count = len(at_s)
    first, second = _pairs(count)
    slopes = (delay_s[second] - delay_s[first]) / (at_s[second] - at_s[first])
    best = (math.inf, 0.0, count)
    for length in range(count, LEAST_WINDOWS - 1, -max(1, count // TRIES)):
        slope, error = _middle_slope(slopes[-_pairs_of(length) :], at_s[-length:])
        best = min(best, (error, slope, length))
        if error * PPM < SURE_PPM:
            break
    error, slope, length = best
    level = (delay_s - slope * at_s)[-length:]
    return slope, error, level - _median(level)


def _middle_slope(slopes: Numbers, at_s: Numbers) -> tuple[float, float]:
    """Return the median of the slopes between all pairs (Theil and Sen), and its standard error.

    The error is half the width of the confidence interval (Sen, 1968) of one deviation, and what a path may wander.
    """
    below, above = _middle(len(at_s))
    left, right = (len(slopes) - 1) // 2, len(slopes) // 2
    parted = np.partition(slopes, (below, left, right, above))
    off_s = at_s - at_s.sum() / len(at_s)
    wander = WANDER_S / math.sqrt(float(np.dot(off_s, off_s)))
    middle = (float(parted[left]) + float(parted[right])) / 2
    return middle, math.hypot(TOGETHER * (float(parted[above]) - float(parted[below])) / 2, wander)


@lru_cache(maxsize=8)
def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return every pair of so many places."""
    first, second = np.triu_indices(count, 1)
    return first, second


def _pairs_of(count: int) -> int:
    """Count them; those of the last so many places come last in `_pairs`."""
    return count * (count - 1) // 2


def _middle(count: int) -> tuple[int, int]:
    """Return between which of the slopes, in their order, that of so many places lies: one standard deviation."""
    slopes = _pairs_of(count)
    deviation = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    below = math.floor((slopes - 1 - deviation) / 2)
    return below, slopes - 1 - below


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
        """How much faster the sender's runs, as far as that is sure; 0 until both are known."""
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
        sender, reader = self._sender.rate, self._reader.rate
        if sender is None or reader is None:
            return
        variance = CRYSTALS_PPM**2
        share = variance / (variance + sender.error_ppm**2 + reader.error_ppm**2)
        self.ppm = min(max(-MOST_PPM, (sender.ppm - reader.ppm) * share), MOST_PPM)
