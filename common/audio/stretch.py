"""Time shrunk or stretched by a piece of speech that repeats itself: one period is left out, or said twice.

Overlap and add at the likeliest lag. Levels and pitch stay; a steady tone stays a tone.
"""

import numpy as np
from numpy.typing import NDArray

from common.audio.level import from_db

Samples = NDArray[np.float32]
"""(n,), mono."""
LEAST_LAG, MOST_LAG = 120, 720
"""2.5 to 15 ms: the periods of voices from 67 to 400 Hz, and multiples of higher ones."""
OVERLAP = 240
LEAST_SAMPLES = MOST_LAG + OVERLAP
"""What a piece must have for the whole range of lags."""
QUIET = from_db(-55.0)
_COARSE = 6
_FLOOR = 1e-9


def shorten(sound: Samples, wish: int, least_likeness: float = 0.6) -> Samples:
    """Leave out at most about `wish` samples of (n,), near its start; returned unchanged where nothing fits."""
    lag = _lag(sound, min(wish, len(sound) - OVERLAP), least_likeness)
    if lag == 0:
        return sound
    overlap = min(max(lag, OVERLAP), len(sound) - lag)
    return np.concatenate((_faded(sound[:overlap], sound[lag : lag + overlap]), sound[lag + overlap :]))


def lengthen(sound: Samples, wish: int, least_likeness: float = 0.6) -> Samples:
    """Repeat at most about `wish` samples of (n,), near its end; returned unchanged where nothing fits."""
    lag = _lag(sound[::-1], min(wish, len(sound) - OVERLAP), least_likeness)
    if lag == 0:
        return sound
    overlap = min(max(lag, OVERLAP), len(sound) - lag)
    join = len(sound) - overlap
    return np.concatenate((sound[:join], _faded(sound[join:], sound[join - lag : join - lag + overlap]), sound[-lag:]))


def is_quiet(sound: Samples) -> bool:
    """Tell whether (n,) is so quiet that any length of it may be added or left out."""
    return float(np.dot(sound, sound)) < QUIET * QUIET * len(sound)


def _faded(old: Samples, new: Samples) -> Samples:
    fade = np.linspace(0.0, 1.0, len(old), dtype=np.float32)
    return old + (new - old) * fade


def _lag(sound: Samples, most: int, least_likeness: float) -> int:
    """Return by how many samples the beginning comes again, LEAST_LAG to MOST_LAG; 0 where it does not."""
    most = min(most, MOST_LAG)
    if most < LEAST_LAG:
        return 0
    if is_quiet(sound):
        return most
    lag, likeness = likeliest_lag(sound, most)
    return lag if likeness >= least_likeness else 0


def likeliest_lag(sound: Samples, most: int) -> tuple[int, float]:
    """Return the lag, LEAST_LAG to `most`, at which the beginning of `sound` comes again, and how like it is, to 1."""
    coarse = sound[: len(sound) // _COARSE * _COARSE].reshape(-1, _COARSE).mean(axis=1)
    lag, _ = _likeliest(coarse, LEAST_LAG // _COARSE, most // _COARSE, OVERLAP // _COARSE)
    first = max(LEAST_LAG, lag * _COARSE - _COARSE)
    return _likeliest(sound, first, max(first, min(most, lag * _COARSE + _COARSE)), OVERLAP)


def _likeliest(sound: Samples, first: int, last: int, length: int) -> tuple[int, float]:
    """Return the lag, from `first` to `last`, at which `length` samples are most like the first ones, and how like."""
    template, rest = sound[:length], sound[first : last + length]
    products = np.correlate(rest, template, "valid")
    energies = np.cumsum(np.concatenate(([0.0], np.square(rest, dtype=np.float64))))
    local = energies[length:] - energies[:-length]
    likeness = products / np.sqrt(local * np.dot(template, template) + _FLOOR)
    best = int(likeness.argmax())
    return first + best, float(likeness[best])
