"""Hum: tones at multiples of 50 or 60 Hz that stand while the voice pauses."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Curve, k_weights
from common.audio.fitness.frames import LOW_HZ, LOW_SAMPLES
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Mask, Parts
from common.model.units import SILENCE_DBFS

MAINS_HZ: Final = (50.0, 60.0)
HARMONICS: Final = 10
PIECE_FRAMES: Final = 20
"""200 ms of pause a spectrum: lines of 50 Hz lie ten bins apart."""
PROMINENT_DB: Final = 8.0
"""Of a line over the noise on both sides of it."""
LEAST_LINES: Final = 3
STEADY_PERCENTILE: Final = 30.0
"""Of the pieces: a hum is in all of them, a voice in the next room is not."""


def hum_db(heard: Heard, parts: Parts, level_lufs: float) -> float:
    """Return the mains' tones (K-weighted) against the speech, dB; SILENCE_DBFS where there are none."""
    power = _pauses_spectrum(heard, parts.pause)
    if power is None:
        return SILENCE_DBFS
    step = LOW_HZ / (2.0 * (len(power) - 1))
    tones = max(_tones(power, step, mains) for mains in MAINS_HZ)
    return SILENCE_DBFS if tones <= 0.0 else float(10.0 * np.log10(tones)) - level_lufs


def _pauses_spectrum(heard: Heard, pause: Mask) -> Curve | None:
    """Return the power spectrum that the pauses have all along; None where no pause is long enough."""
    rows = heard.low.reshape(-1, LOW_SAMPLES)
    whole = np.flatnonzero(np.convolve(pause, np.ones(PIECE_FRAMES), mode="valid") > PIECE_FRAMES - 0.5)
    starts = _apart(whole)
    if not len(starts):
        return None
    samples = PIECE_FRAMES * LOW_SAMPLES
    pieces = np.stack([rows[at : at + PIECE_FRAMES].ravel() for at in starts]).astype(np.float64)
    window = np.hanning(samples + 1)[:-1]
    spectrum = np.abs(np.fft.rfft((pieces - pieces.mean(axis=1, keepdims=True)) * window, axis=1)) ** 2
    steady: Curve = np.percentile(spectrum, STEADY_PERCENTILE, axis=0) * 2.0 / (samples * float(np.sum(window**2)))
    return steady


def _apart(starts: NDArray[np.intp]) -> list[int]:
    """Choose starts whose pieces overlap by half at most."""
    chosen: list[int] = []
    for start in starts.tolist():
        if not chosen or start - chosen[-1] >= PIECE_FRAMES // 2:
            chosen.append(start)
    return chosen


def _tones(power: Curve, step_hz: float, mains_hz: float) -> float:
    """Return the K-weighted power of the lines that stand out."""
    found, lines = 0.0, 0
    for harmonic in range(1, HARMONICS + 1):
        middle = round(harmonic * mains_hz / step_hz)
        around = np.concatenate((power[middle - 5 : middle - 2], power[middle + 3 : middle + 6]))
        line = power[middle - 2 : middle + 3]
        floor = float(np.median(around))
        if line.max() > floor * 10.0 ** (PROMINENT_DB / 10.0):
            lines += 1
            weight = float(k_weights(np.array([harmonic * mains_hz]))[0])
            found += max(0.0, float(line.sum()) - 5.0 * floor) * weight
    return found if lines >= LEAST_LINES else 0.0
