"""What stands before every headphone: no sample above a ceiling, no loudness above what an ear may have.

ITU-T P.360 bounds short and long disturbances apart, and wants speech left as it is. A program knows no sound pressure:
the bounds are laid from speech at its usual -20 dBFS. Whoever listens to that at 80 dB(A), loud already, gets at most
94 dB(A) for more than 100 ms (ISO 20109, hearing protection), and 85 dB(A) on the whole (Directive 2003/10/EC).
"""

import math

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.audio.level import from_db
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

CEILING_DBFS = -1.0
LOOK_AHEAD_SAMPLES = 120
"""2.5 ms: within them the gain comes down, before the peak is there."""
RELEASE_PER_S = 5.0
"""How much of full gain comes back in a second after a peak."""
SHOCK_DBFS, SHOCK_S = -6.0, 0.1
LOUDNESS_DBFS, LOUDNESS_S = -15.0, 3.0
RESERVE_DB = 20.0
"""How far above the bound a block may be when little was heard before it: speech has such syllables."""
RISE = 1.007
"""A block's gain over that of the one before, at most, as it comes back: 6 dB a second."""

_RISE_A_SAMPLE = RELEASE_PER_S / SAMPLE_RATE_HZ
_MARGIN = LOOK_AHEAD_SAMPLES * _RISE_A_SAMPLE
"""What the gain rises by from a peak's being seen to its being played: it goes lower by so much before."""
CEILING = from_db(CEILING_DBFS)
THRESHOLD = CEILING / (1.0 + _MARGIN)
"""Samples up to here, 0.1 dB under the ceiling, are no peaks."""
MOST = 1000.0
"""Samples beyond it, or that are no numbers, are no sound: their block is played as silence."""

_Curve = NDArray[np.float64]
_RISING: _Curve = np.arange(1, BLOCK_SAMPLES + 1, dtype=np.float64) * _RISE_A_SAMPLE


class PowerBound:
    """Bounds the mean power of what is played, weighted exponentially over `over_s`: it never exceeds `bound_dbfs`."""

    def __init__(self, bound_dbfs: float, over_s: float) -> None:
        self.bound = from_db(bound_dbfs) ** 2
        self.mean = 0.0
        self._blocks = over_s * SAMPLE_RATE_HZ / BLOCK_SAMPLES
        self._reserve = min(from_db(RESERVE_DB) ** 2, self._blocks) - 1.0

    def allowed(self) -> float:
        """Return the power that the next block may have: the bound where all of it is used up, else more."""
        return self.bound + self._reserve * max(0.0, self.bound - self.mean)

    def note(self, power: float) -> None:
        """Take the power of a block that is played."""
        self.mean += (power - self.mean) / self._blocks


class Limiter:
    """Delays by LOOK_AHEAD_SAMPLES; else what is within its bounds leaves it bit for bit. Thread: one.

    All ports get the same gain.
    """

    def __init__(self, ports: int = 1) -> None:
        self.limited_blocks = 0
        self._tail: Block = np.zeros((LOOK_AHEAD_SAMPLES, ports), np.float32)
        self._bounds = (PowerBound(SHOCK_DBFS, SHOCK_S), PowerBound(LOUDNESS_DBFS, LOUDNESS_S))
        self._gain = 1.0
        self._peaks = _PeakGain()

    def process(self, block: Block) -> Block:
        """Return as many samples as came, none of them above the ceiling."""
        peak = max(float(block.max(initial=0.0)), -float(block.min(initial=0.0)))
        if not peak <= MOST:
            block, peak = np.zeros_like(block), 0.0
        before, self._gain = self._gain, self._gain_for(block)
        delayed: Block = np.concatenate((self._tail, block))
        self._tail, delayed = delayed[len(block) :], delayed[: len(block)]
        is_quiet = peak * self._gain <= THRESHOLD and self._peaks.is_open
        if is_quiet and before == self._gain == 1.0:
            return delayed
        self.limited_blocks += 1
        gain = _ramp(before, self._gain, len(block))
        if not is_quiet:
            peaks = np.abs(block).max(axis=1) if block.shape[1] > 1 else np.abs(block[:, 0])
            gain = gain * self._peaks.next(peaks * np.float32(max(before, self._gain)))
        limited: Block = delayed * gain.astype(np.float32)[:, None]
        return np.clip(limited, -CEILING, CEILING, out=limited)

    def _gain_for(self, block: Block) -> float:
        """Return the gain that keeps the block within its bounds, and note what is played of it."""
        power = float(np.vdot(block, block)) / max(1, block.size)
        allowed = min(bound.allowed() for bound in self._bounds)
        gain = math.sqrt(allowed / power) if power > allowed else 1.0
        gain = min(gain, 1.0, self._gain * RISE)
        for bound in self._bounds:
            bound.note(power * gain * gain)
        return gain


class _PeakGain:
    """The gain that brings peaks under the ceiling, sample by sample: down within the look-ahead, slowly up again."""

    def __init__(self) -> None:
        self._held: _Curve = np.ones(LOOK_AHEAD_SAMPLES)

    @property
    def is_open(self) -> bool:
        """Tell whether the gain is 1 until there is a new peak."""
        return bool(self._held.min() >= 1.0)

    def next(self, peaks: NDArray[np.float32]) -> _Curve:
        """Take the samples' magnitudes; return the gains for the samples LOOK_AHEAD_SAMPLES before them."""
        rising = _RISING[: len(peaks)]
        needed = CEILING / np.maximum(peaks, THRESHOLD, dtype=np.float64) - _MARGIN
        slowly = np.minimum.accumulate(needed - rising)
        held = np.minimum(np.minimum(slowly, self._held[-1]) + rising, 1.0)
        held = np.concatenate((self._held, held))
        self._held = held[len(peaks) :]
        sums = np.cumsum(held)
        means: _Curve = (sums[LOOK_AHEAD_SAMPLES:] - sums[:-LOOK_AHEAD_SAMPLES]) / LOOK_AHEAD_SAMPLES
        return means


def _ramp(before: float, after: float, samples: int) -> _Curve:
    """Return gains for a block that begins LOOK_AHEAD_SAMPLES early: down before it is there, up only within it."""
    if before == after:
        return np.full(samples, after)
    head = min(LOOK_AHEAD_SAMPLES, samples)
    curve: _Curve = np.full(samples, min(before, after))
    if after < before:
        curve[:head] = np.linspace(before, after, head)
    else:
        curve[head:] = np.linspace(before, after, samples - head)
    return curve
