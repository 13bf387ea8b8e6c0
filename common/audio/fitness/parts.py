"""Where a voice speaks and where it pauses: by level, between what is loudest and what is quietest."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Floats

Mask = NDArray[np.bool_]

SILENT_POWER: Final = 1e-10
"""-100 dBFS (A): under it no microphone is connected."""
LEAST_RANGE_DB: Final = 5.0
"""Sound that varies less is no speech."""
SPEECH_UNDER_LOUD_DB: Final = 25.0
"""Speech lies so far under its loud syllables at most, pauses apart."""
SHARE: Final = 0.5
"""Of the range, where the noise leaves less than that."""
GUARD_AFTER: Final = 12
"""Frames after speech that are not counted as pause: the room still sounds."""
GUARD_BEFORE: Final = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """Masks over the frames: `speech`, and `pause` well apart from it; what is in neither is a seam."""

    speech: Mask
    pause: Mask
    loud_db: float
    floor_db: float


def db(power: Floats) -> Floats:
    """Convert power to decibels, -120 at the least."""
    decibels: Floats = (10.0 * np.log10(np.maximum(power, 1e-12))).astype(np.float32)
    return decibels


def parts_of(a_weighted: Floats) -> Parts:
    """Part frames (n,) of A-weighted power."""
    none = np.zeros(len(a_weighted), dtype=np.bool_)
    if len(a_weighted) < 2 * GUARD_AFTER:
        return Parts(none, none, -120.0, -120.0)
    levels = db(_smoothed(a_weighted))
    heard = levels[levels > -100.0]
    if not len(heard):
        return Parts(none, ~none, -120.0, -120.0)
    loud, floor = float(np.percentile(heard, 97)), float(np.percentile(heard, 5))
    if loud - floor < LEAST_RANGE_DB:
        return Parts(none, ~none, loud, floor)
    threshold = max(loud - SPEECH_UNDER_LOUD_DB, floor + SHARE * (loud - floor))
    speech = levels > threshold
    return Parts(speech, ~_widened(speech), loud, floor)


def _smoothed(power: Floats) -> Floats:
    smooth: Floats = np.convolve(power, np.full(3, 1 / 3, dtype=np.float32), mode="same")
    return smooth


def _widened(speech: Mask) -> Mask:
    wide: Mask = np.convolve(speech, np.ones(GUARD_AFTER + GUARD_BEFORE + 1), mode="full") > 0.5
    return wide[GUARD_BEFORE : GUARD_BEFORE + len(speech)]
