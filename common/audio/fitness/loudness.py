"""How loud the speech is and how loud what lies under it: level, noise and their distance."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import Floats
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts, db
from common.model.units import SILENCE_DBFS

GATE_FRAMES: Final = 40
"""Gating blocks of 400 ms, one each 100 ms (ITU-R BS.1770-5, annex 1)."""
GATE_STEP: Final = 10
ABSOLUTE_GATE: Final = 1e-7
"""-70 LUFS."""
RELATIVE_GATE: Final = 0.1
"""-10 LU."""
LEAST_PAUSE_FRAMES: Final = 30
LOUD_OVER_MEAN_DB: Final = 6.0
"""Of speech: its loud syllables over its mean."""
CROWDED_PERCENTILE: Final = 20.0
CROWDED_DB: Final = 12.0
"""A voice alone has four fifths of its frames never so near to its loud syllables."""


def gated_lufs(loudness: Floats) -> float:
    """Return the gated loudness (LUFS) of frames (n,) of K-weighted power; SILENCE_DBFS where all is gated."""
    if len(loudness) < GATE_FRAMES:
        return SILENCE_DBFS
    blocks = np.lib.stride_tricks.sliding_window_view(loudness, GATE_FRAMES)[::GATE_STEP].mean(axis=1)
    blocks = blocks[blocks > ABSOLUTE_GATE]
    if not len(blocks):
        return SILENCE_DBFS
    blocks = blocks[blocks > RELATIVE_GATE * blocks.mean()]
    return float(10.0 * np.log10(blocks.mean()))


def noise_dbfs(heard: Heard, parts: Parts) -> float:
    """Return the A-weighted level of the pauses; of the quietest frames where there are too few."""
    pauses = heard.a_weighted[parts.pause]
    if len(pauses) < LEAST_PAUSE_FRAMES:
        pauses = np.sort(heard.a_weighted)[: max(1, len(heard.a_weighted) // 20)]
    return float(10.0 * np.log10(max(float(pauses.mean()), 1e-12)))


def snr_db(heard: Heard, parts: Parts, noise: float) -> float:
    """Return how far the speech (A-weighted, without the noise) lies over the noise, dB.

    Other voices that are nearly as loud look like speech and leave no pause: then the quieter frames are the noise.
    """
    speech = float(heard.a_weighted[parts.speech].mean()) - 10.0 ** (noise / 10.0)
    over_pauses = float(10.0 * np.log10(max(speech, 1e-12))) - noise
    quieter = float(np.percentile(db(heard.a_weighted), CROWDED_PERCENTILE))
    over_quieter = parts.loud_db - LOUD_OVER_MEAN_DB - quieter
    return min(over_pauses, over_quieter) if over_quieter < CROWDED_DB else over_pauses
