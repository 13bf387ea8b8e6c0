"""What machines do to a voice's level: a gate that shuts pauses off, a gain that rises in them, compression."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import Curve
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts, db, runs
from common.model.units import BLOCK_S

SHUT_DB: Final = 15.0
"""A shut pause lies so far under the noise that is heard right after the speech."""
FALL_DB: Final = 10.0
FALL_FRAMES: Final = 3
"""Noise that falls so steeply is shut off: no room decays by 10 dB in 30 ms (T60 of 0.18 s)."""
DEAD_DBFS: Final = -95.0
"""No microphone is so quiet (A)."""
LEAST_FRAMES: Final = 30
BEFORE_FRAMES: Final = 14
"""A pause's beginning is looked for from so long before it on."""
RISING_FRAMES: Final = 30
"""Shorter pauses say nothing of a gain."""
EDGE_FRAMES: Final = 10
"""At each end of a pause, whose levels are compared."""
LEAST_PAUSES: Final = 3


def shut_percent(heard: Heard, parts: Parts) -> float | None:
    """Return how much of the pauses is shut off, per cent; None where there are too few."""
    levels = db(heard.a_weighted)
    pause = parts.pause
    if pause.sum() < LEAST_FRAMES:
        return None
    seam = levels[~pause & ~parts.speech]
    open_db = float(np.percentile(seam, 20)) if len(seam) else 0.0
    shut = pause & (levels < DEAD_DBFS)
    for start, end in runs(pause):
        before = levels[max(0, start - BEFORE_FRAMES) : end]
        before = before[before < parts.loud_db - parts.depth_db]
        if len(before) > FALL_FRAMES and float(np.max(before[:-FALL_FRAMES] - before[FALL_FRAMES:])) >= FALL_DB:
            shut[start:end] |= levels[start:end] < open_db - SHUT_DB
    return 100.0 * float(shut.sum() / pause.sum())


def rise_db_per_s(heard: Heard, parts: Parts) -> float | None:
    """Return how fast the noise rises in pauses, the median of all; None where too few are long enough."""
    levels = db(heard.a_weighted)
    rises = [
        float(np.median(levels[end - EDGE_FRAMES : end]) - np.median(levels[start : start + EDGE_FRAMES]))
        / ((end - start - EDGE_FRAMES) * BLOCK_S)
        for start, end in runs(parts.pause)
        if end - start >= RISING_FRAMES
    ]
    return float(np.median(rises)) if len(rises) >= LEAST_PAUSES else None


def range_db(heard: Heard, parts: Parts) -> float:
    """Return the distance between the loud and the quiet of the speech, dB."""
    levels: Curve = db(heard.loudness[parts.speech]).astype(np.float64)
    return float(np.percentile(levels, 95) - np.percentile(levels, 20))
