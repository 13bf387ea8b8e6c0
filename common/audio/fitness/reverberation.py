"""Reverberation: the room's decay shows in how steeply sound can end.

After Wen, Habets and Naylor, Blind estimation of reverberation time based on the distribution of signal decay rates
(ICASSP 2008): speech's own endings only lengthen what the room does: the steep end of the distribution is its.
"""

from typing import Final

import numpy as np

from common.audio.fitness.bands import MIDDLES_HZ, Curve
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import db
from common.model.units import BLOCK_S

RANGES_HZ: Final = ((400.0, 800.0), (800.0, 1600.0), (1600.0, 3200.0), (3200.0, 6400.0))
SMOOTHED_FRAMES: Final = 5
LEAST_FRAMES: Final = 10
LEAST_FALL_DB: Final = 12.0
BREAK_DB: Final = 3.0
"""A rise by as much ends a decay."""
OVER_FLOOR_DB: Final = 8.0
STEEP_PERCENTILE: Final = 20.0
LEAST_DECAYS: Final = 6


def t60_s(heard: Heard) -> float | None:
    """Return the reverberation time, s; None where too few endings were heard."""
    times = [time for range_hz in RANGES_HZ for time in _decay_times_s(_levels(heard, range_hz))]
    return float(np.percentile(times, STEEP_PERCENTILE)) if len(times) >= LEAST_DECAYS else None


def _levels(heard: Heard, range_hz: tuple[float, float]) -> Curve:
    inside = slice(*np.searchsorted(MIDDLES_HZ, range_hz).tolist())
    level = db(heard.bands[:, inside].sum(axis=1)).astype(np.float64)
    smooth: Curve = np.convolve(level, np.full(SMOOTHED_FRAMES, 1 / SMOOTHED_FRAMES), mode="same")
    return smooth


def _decay_times_s(levels: Curve) -> list[float]:
    """Return what each decay would take for 60 dB, by a line through it."""
    floor = float(np.percentile(levels, 10)) + OVER_FLOOR_DB
    times = []
    for start, end in _falls(levels.tolist(), floor):
        if end - start >= LEAST_FRAMES and levels[start] - levels[end - 1] >= LEAST_FALL_DB:
            times.append(-60.0 * BLOCK_S / _slope(levels[start:end]))
    return times


def _slope(levels: Curve) -> float:
    """Return the slope, a frame, of the line that fits best."""
    at = np.arange(len(levels)) - (len(levels) - 1) / 2.0
    return float(at @ levels / (at @ at))


def _falls(levels: list[float], floor: float) -> list[tuple[int, int]]:
    """Return begin and end of each stretch from a peak to the bottom before the next rise, or to the floor."""
    found = []
    top = bottom = 0
    for at, level in enumerate(levels):
        if level >= levels[top]:
            top = bottom = at
        elif level < levels[bottom] and level > floor:
            bottom = at
        if level > levels[bottom] + BREAK_DB or level <= floor:
            found.append((top, bottom + 1))
            top = bottom = at
    return found
