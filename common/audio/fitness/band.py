"""The upper edge of the audio band: the highest frequency at which the sound follows the speech."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import EDGES_HZ
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts, db

LEAST_RISE_DB: Final = 6.0
"""By which the loud frames of a band stand over its pauses where the band carries speech."""
LOUD_PERCENTILE: Final = 97.0
FLOOR_UNDER_BEST_DB: Final = 75.0
"""A band that is so far under the strongest carries leakage, no speech."""
GAP_BANDS: Final = 2
"""So many bands without speech end it."""


def upper_edge_hz(heard: Heard, parts: Parts) -> float:
    """Return the upper edge of the speech, Hz."""
    levels = db(heard.bands)
    loud = np.percentile(levels[parts.speech], LOUD_PERCENTILE, axis=0)
    quiet = levels[parts.pause] if parts.pause.sum() >= 10 else levels
    floor = np.percentile(quiet, 50 if parts.pause.sum() >= 10 else 5, axis=0)
    carries = (loud > floor + LEAST_RISE_DB) & (loud > loud.max() - FLOOR_UNDER_BEST_DB)
    missed = 0
    edge = 0
    for band, carried in enumerate(carries.tolist()):
        missed = 0 if carried else missed + 1
        if carried:
            edge = band + 1
        elif missed > GAP_BANDS and edge:
            break
    return float(EDGES_HZ[edge])
