"""What machines do to a voice's level: a gate that shuts pauses off, a gain that rises in them, compression."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import Curve
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Mask, Parts, db

SHUT_UNDER_DB: Final = 15.0
"""A shut pause lies so far under the noise that is heard beside the speech."""
DEAD_DBFS: Final = -95.0
"""No microphone is so quiet (A)."""
LONG_PAUSE_FRAMES: Final = 60
EDGE_FRAMES: Final = 20
"""At each end of a long pause, whose levels are compared."""
LEAST_FRAMES: Final = 30


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Return begin and end of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def shut_percent(heard: Heard, parts: Parts) -> float | None:
    """Return how much of the pauses is shut off, per cent; None where there are too few."""
    pauses = db(heard.a_weighted[parts.pause])
    if len(pauses) < LEAST_FRAMES:
        return None
    open_db = float(np.percentile(pauses, 90))
    return 100.0 * float(np.mean((pauses < DEAD_DBFS) | (pauses < open_db - 2 * SHUT_UNDER_DB)))


def rise_db(heard: Heard, parts: Parts) -> float | None:
    """Return by how much the noise rises within a long pause, the median of all; None where none is long."""
    levels = db(heard.a_weighted)
    rises = [
        float(np.median(levels[end - EDGE_FRAMES : end]) - np.median(levels[start : start + EDGE_FRAMES]))
        for start, end in runs(parts.pause)
        if end - start >= LONG_PAUSE_FRAMES
    ]
    return float(np.median(rises)) if rises else None


def range_db(heard: Heard, parts: Parts) -> float:
    """Return the distance between the loud and the quiet of the speech, dB."""
    levels: Curve = db(heard.loudness[parts.speech]).astype(np.float64)
    return float(np.percentile(levels, 95) - np.percentile(levels, 20))
