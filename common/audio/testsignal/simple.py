"""A tone, a chirp, and the noise of a quiet room."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from common.audio.level import from_db
from common.model.units import SAMPLE_RATE_HZ

CHIRP_S = 0.2
CHIRP_FIRST_HZ, CHIRP_LAST_HZ = 300.0, 6000.0
CHIRP_DBFS = -12.0
CHIRP_FADE_S = 0.02
ROOM_TONE_DBFS = -62.0


@cache
def chirp() -> NDArray[np.float32]:
    """Make the chirp by which delay is measured: (samples,), 300 to 6,000 Hz in 200 ms, faded at both ends."""
    at_s = np.arange(round(CHIRP_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    sweep_hz_per_s = (CHIRP_LAST_HZ - CHIRP_FIRST_HZ) / CHIRP_S
    wave = np.sin(2 * np.pi * (CHIRP_FIRST_HZ * at_s + sweep_hz_per_s / 2 * at_s**2))
    fade = round(CHIRP_FADE_S * SAMPLE_RATE_HZ)
    rise = np.sin(np.linspace(0.0, np.pi / 2, fade)) ** 2
    wave[:fade] *= rise
    wave[-fade:] *= rise[::-1]
    made = (wave * from_db(CHIRP_DBFS)).astype(np.float32)
    made.setflags(write=False)
    return made


def tone(frequency_hz: float, seconds: float, level_dbfs: float = -20.0, start_sample: int = 0) -> NDArray[np.float32]:
    """Make (samples,) of a sine with the peak at `level_dbfs`; `start_sample` continues an earlier piece."""
    at_samples = start_sample + np.arange(round(seconds * SAMPLE_RATE_HZ))
    turns = at_samples * frequency_hz / SAMPLE_RATE_HZ
    return (np.sin(2 * np.pi * (turns % 1.0)) * from_db(level_dbfs)).astype(np.float32)


@cache
def room_tone() -> NDArray[np.float32]:
    """Make a second of what any open microphone hears: (samples,) of quiet noise, not to be written to."""
    made = (np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ) * from_db(ROOM_TONE_DBFS)).astype(np.float32)
    made.setflags(write=False)
    return made
