"""Clipping: flat tops that many frames share, at whatever level they lie now."""

from typing import Final

import numpy as np

from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts
from common.model.units import BLOCK_SAMPLES

FULL: Final = 0.995
NEAR_RATIO: Final = 0.84
"""1.5 dB: frames whose peak lies so near to the highest share its ceiling."""
FLAT_SHARE: Final = 0.085
"""Of a frame's samples, within 1.5 dB of its peak, from which on its tops are flat."""


def clipped_percent(heard: Heard, parts: Parts) -> float:
    """Return how much of the speech has flat tops at its ceiling, per cent."""
    if not parts.speech.any():
        return 0.0
    size = np.maximum(heard.high, -heard.least)
    speech = size[parts.speech]
    ceiling = float(np.percentile(speech, 99.5))
    flat = heard.tops[parts.speech] > FLAT_SHARE * BLOCK_SAMPLES
    clipped = (speech >= ceiling * NEAR_RATIO) & flat
    return 100.0 * float(np.mean(clipped | (speech >= FULL)))
