"""Where a voice speaks and where it pauses: by level, between what is loudest and what is quietest."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Floats
from common.model.units import SILENCE_DBFS

Mask = NDArray[np.bool_]

SILENT_POWER: Final = 1e-10
"""-100 dBFS (A): under it no microphone is connected."""
LEAST_RANGE_DB: Final = 5.0
"""Sound that varies less is no speech."""
MOST_DEPTH_DB: Final = 25.0
"""Speech lies so far under its loud syllables at most; what lies lower is pause."""
LEAST_DEPTH_DB: Final = 8.0
OVER_FLOOR_DB: Final = 10.0
"""Noise that wavers, as other voices do, is rarely so far over its floor."""
GUARD_AFTER: Final = 12
"""Frames after speech that are not counted as pause: the room still sounds."""
GUARD_BEFORE: Final = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """Masks over the frames: `speech`, and `pause` well apart from it; what is in neither is a seam."""

    speech: Mask
    pause: Mask
    loud_db: float
    depth_db: float
    """Speech lies over `loud_db - depth_db` (A)."""


def db(power: Floats) -> Floats:
    """Convert power to decibels, -120 at the least."""
    decibels: Floats = (10.0 * np.log10(np.maximum(power, 1e-12))).astype(np.float32)
    return decibels


def parts_of(a_weighted: Floats) -> Parts:
    """Part frames (n,) of A-weighted power."""
    none = np.zeros(len(a_weighted), dtype=np.bool_)
    if len(a_weighted) < 2 * GUARD_AFTER:
        return Parts(none, none, SILENCE_DBFS, 0.0)
    levels = db(_smoothed(a_weighted))
    heard = levels[levels > -100.0]
    if not len(heard):
        return Parts(none, ~none, SILENCE_DBFS, 0.0)
    loud, floor = float(np.percentile(heard, 97)), float(np.percentile(heard, 5))
    if loud - floor < LEAST_RANGE_DB:
        return Parts(none, ~none, loud, 0.0)
    depth = min(MOST_DEPTH_DB, max(LEAST_DEPTH_DB, loud - floor - OVER_FLOOR_DB))
    speech = levels > loud - depth
    return Parts(speech, ~_widened(speech), loud, depth)


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return begin and end of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _smoothed(power: Floats) -> Floats:
    smooth: Floats = np.convolve(power, np.full(3, 1 / 3, dtype=np.float32), mode="same")
    return smooth


def _widened(speech: Mask) -> Mask:
    wide: Mask = np.convolve(speech, np.ones(GUARD_AFTER + GUARD_BEFORE + 1), mode="full") > 0.5
    return wide[GUARD_BEFORE : GUARD_BEFORE + len(speech)]
