"""Sound that has a voice's rhythm, band and peaks without being one: syllables of noise with pauses between."""

import numpy as np
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ

Voice = NDArray[np.float32]
SYLLABLE_S, PAUSE_S = 0.22, 0.08
WORD_SYLLABLES, WORD_PAUSE_S = 4, 0.6
DECAY_S = 0.02


def speechlike(seconds: float, rms: float = 0.05, noise_rms: float = 0.0003, seed: int = 1) -> Voice:
    """Return (samples,): syllables, falling 6 dB an octave over 500 Hz, each dying away, over white noise."""
    random = np.random.default_rng(seed)
    total = round(seconds * SAMPLE_RATE_HZ)
    spectrum = np.fft.rfft(random.standard_normal(total))
    hz = np.fft.rfftfreq(total, 1 / SAMPLE_RATE_HZ)
    voice = np.fft.irfft(spectrum / np.maximum(hz, 500.0) * (hz > 80.0), total)
    voice *= _envelope(total, random)
    loud = voice[np.abs(voice) > 0.01 * np.abs(voice).max()]
    noise = random.standard_normal(total) * noise_rms
    spoken: Voice = (voice * (rms / np.sqrt(np.mean(loud**2))) + noise).astype(np.float32)
    return spoken


def _envelope(total: int, random: np.random.Generator) -> NDArray[np.float64]:
    envelope = np.zeros(total)
    at, count = round(0.5 * SAMPLE_RATE_HZ), 0
    while at < total:
        length = min(round(SYLLABLE_S * SAMPLE_RATE_HZ), total - at)
        rise = np.minimum(1.0, np.arange(length) / (0.02 * SAMPLE_RATE_HZ))
        envelope[at : at + length] = rise * random.uniform(0.2, 1.0)
        tail = min(SAMPLE_RATE_HZ // 5, total - at - length)
        fall = np.exp(-np.arange(tail) / (DECAY_S * SAMPLE_RATE_HZ)) * envelope[at + length - 1]
        envelope[at + length : at + length + tail] = fall
        count += 1
        at += length + round((WORD_PAUSE_S if count % WORD_SYLLABLES == 0 else PAUSE_S) * SAMPLE_RATE_HZ)
    return envelope
