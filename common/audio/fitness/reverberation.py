"""Reverberation: the room's decay shows in how steeply sound can end."""

from typing import Final

import numpy as np

from common.audio.fitness.bands import MIDDLES_HZ, Curve
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts, db

RANGES_HZ: Final = ((400.0, 800.0), (800.0, 1600.0), (1600.0, 3200.0), (3200.0, 6400.0))
LEAST_FRAMES: Final = 10
LEAST_FALL_DB: Final = 12.0
OVER_FLOOR_DB: Final = 8.0
STEEP_PERCENTILE: Final = 25.0
"""Of the decays' times: speech's own endings only lengthen what the room does."""
LEAST_DECAYS: Final = 6


def t60_s(heard: Heard, parts: Parts) -> float | None:
    """Return the reverberation time, s; None where too few endings were heard."""
    times = [time for range_hz in RANGES_HZ for time in _decay_times_s(heard, parts, range_hz)]
    return float(np.percentile(times, STEEP_PERCENTILE)) if len(times) >= LEAST_DECAYS else None


def _decay_times_s(heard: Heard, parts: Parts, range_hz: tuple[float, float]) -> list[float]:
    inside = slice(*np.searchsorted(MIDDLES_HZ, range_hz).tolist())
    level = db(heard.bands[:, inside].sum(axis=1)).astype(np.float64)
    smooth: Curve = np.convolve(level, np.full(3, 1 / 3), mode="same")
    floor = float(np.percentile(smooth, 10)) + OVER_FLOOR_DB
    falling = (np.diff(smooth, append=smooth[-1:]) < 0.0) & (smooth > floor)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], falling.astype(np.int8), [0]))))
    times = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        fall = smooth[start] - smooth[end - 1]
        if end - start >= LEAST_FRAMES and fall >= LEAST_FALL_DB:
            slope = np.polyfit(np.arange(end - start) * 0.01, smooth[start:end], 1)[0]
            times.append(-60.0 / float(slope))
    return times
