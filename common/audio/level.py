"""Decibels, and the level of a piece of sound. Full scale is 1.0; silence reads SILENCE_DBFS."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.model.units import SILENCE_DBFS

Samples = NDArray[np.floating[Any]]
_LEAST = 10.0 ** (SILENCE_DBFS / 20.0)


def to_db(ratio: float) -> float:
    """Convert an amplitude ratio to decibels, SILENCE_DBFS at the least."""
    return 20.0 * math.log10(ratio) if ratio > _LEAST else SILENCE_DBFS


def from_db(level_db: float) -> float:
    """Convert decibels to an amplitude ratio."""
    return float(10.0 ** (level_db / 20.0))


def rms_dbfs(samples: Samples) -> float:
    """Measure the root mean square over all of `samples`, dBFS; a full sine is -3."""
    if samples.size == 0:
        return SILENCE_DBFS
    return to_db(math.sqrt(float(np.mean(np.square(samples, dtype=np.float64)))))


def peak_dbfs(samples: Samples) -> float:
    """Measure the greatest sample, dBFS."""
    return to_db(float(np.max(np.abs(samples)))) if samples.size else SILENCE_DBFS
