"""The upper edge of the audio band: the highest frequency at which the sound follows the speech."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import BANDS, EDGES_HZ, MIDDLES_HZ, Curve
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts, db

RISE_DB: Final = 6.0
"""By which the loud frames of a band stand over its pauses where the band carries speech."""
LOUD_PERCENTILE: Final = 97.0
LEAST_PAUSE_FRAMES: Final = 10
LEAST_DB: Final = -75.0
"""A band that is so far under the strongest carries leakage, no speech."""
GAP_BANDS: Final = 2
"""So many bands without speech end it."""
CLIFF_DB: Final = 24.0
"""A fall, within a kilohertz and for good, that no voice has: there something cuts."""
CLIFF_FROM_HZ: Final = 2_500.0
BEFORE_HZ: Final = (1_200.0, 200.0)
BEYOND_HZ: Final = 900.0
MASKING_DB: Final = -62.0
"""Noise over this, against the strongest band, may hide what a voice has there."""
FADED_RISE_DB: Final = 15.0
"""A voice that fades into noise stands no higher over it a kilohertz before."""


def upper_edge_hz(heard: Heard, parts: Parts) -> float:
    """Return the upper edge of the band, Hz: of the speech, or of the noise where that hides how far speech goes."""
    has_pauses = np.count_nonzero(parts.pause) >= LEAST_PAUSE_FRAMES
    quiet, percentile = (heard.bands[parts.pause], 50.0) if has_pauses else (heard.bands, 5.0)
    loud: Curve = db(np.percentile(heard.bands[parts.speech], LOUD_PERCENTILE, axis=0)).astype(np.float64)
    floor: Curve = db(np.percentile(quiet, percentile, axis=0)).astype(np.float64)
    strongest = float(loud.max())
    loud, floor = loud - strongest, floor - strongest
    cliff = _cliff(loud, CLIFF_DB)
    edge = min(_last_with_speech(loud, floor), cliff)
    if edge < cliff and _is_masked(loud, floor, edge):
        edge = _cliff(floor, CLIFF_DB / 2.0)
    return float(EDGES_HZ[edge])


def _last_with_speech(loud: Curve, floor: Curve) -> int:
    """Return the band behind the last that carries speech."""
    carries = (loud > floor + RISE_DB) & (loud > LEAST_DB)
    edge = missed = 0
    for band, carried in enumerate(carries.tolist()):
        missed = 0 if carried else missed + 1
        if carried:
            edge = band + 1
        elif edge and missed > GAP_BANDS:
            break
    return edge


def _cliff(levels: Curve, least_db: float) -> int:
    """Return the band at which the levels fall steeply and for good; BANDS where they do not."""
    deepest, at = least_db, BANDS
    highest_beyond = np.maximum.accumulate(levels[::-1])[::-1]
    for band in range(int(np.searchsorted(EDGES_HZ, CLIFF_FROM_HZ)), BANDS):
        hz = EDGES_HZ[band]
        first, last = np.searchsorted(MIDDLES_HZ, (hz - BEFORE_HZ[0], hz - BEFORE_HZ[1]))
        beyond = int(np.searchsorted(MIDDLES_HZ, hz + BEYOND_HZ))
        if beyond < BANDS:
            fall = float(np.median(levels[first:last]) - highest_beyond[beyond])
            if fall > deepest:
                deepest, at = fall, band
    return at


def _is_masked(loud: Curve, floor: Curve, edge: int) -> bool:
    """Tell whether the speech fades into noise at an edge, rather than ends."""
    if not 0 < edge < BANDS or floor[edge] < MASKING_DB:
        return False
    first, last = np.searchsorted(MIDDLES_HZ, (EDGES_HZ[edge] - BEFORE_HZ[0], EDGES_HZ[edge] - BEFORE_HZ[1]))
    return float(np.median((loud - floor)[first:last])) < FADED_RISE_DB
