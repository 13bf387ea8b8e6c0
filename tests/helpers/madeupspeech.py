"""A voice made of breath: whole-band noise in syllables and pauses, over a quiet room; and the same by telephone.

It says nothing, but has what a verdict needs: syllables loud and soft, a band up to 16 kHz, pauses of two lengths.
"""

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.model.units import SAMPLE_RATE_HZ

SYLLABLE_S, SYLLABLES, PAUSES_S = 0.22, 9, (0.5, 1.2)
SPEECH_DBFS, ROOM_DBFS = -26.0, -75.0
KNEE_HZ, TOP_HZ = 500.0, 17_000.0
TELEPHONE_HZ = (300.0, 3_400.0)


def a_voice(seconds: float, seed: int = 3) -> Block:
    """Return (n, 1) of a good voice in a quiet room."""
    rng = np.random.default_rng(seed)
    samples = round(seconds * SAMPLE_RATE_HZ)
    breath = _shaped(rng.standard_normal(samples), 50.0, TOP_HZ, KNEE_HZ)
    said = breath * _syllables(samples, rng)
    spoken = said * 10 ** (SPEECH_DBFS / 20) / np.sqrt(np.mean(said[said != 0] ** 2))
    room = _shaped(rng.standard_normal(samples), 20.0, 20_000.0, 100.0)
    whole = spoken + room * 10 ** (ROOM_DBFS / 20) / np.std(room)
    voice: Block = whole[:, None].astype(np.float32)
    return voice


def by_telephone(voice: Block) -> Block:
    """Return a voice through a telephone's band."""
    return _shaped(voice[:, 0].astype(np.float64), *TELEPHONE_HZ, SAMPLE_RATE_HZ)[:, None].astype(np.float32)


def _shaped(sound: NDArray[np.float64], low_hz: float, high_hz: float, knee_hz: float) -> NDArray[np.float64]:
    """Cut off a band, 6 dB less an octave from the knee on."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    spectrum *= ((hz >= low_hz) & (hz <= high_hz)) / np.maximum(1.0, hz / knee_hz)
    cut: NDArray[np.float64] = np.fft.irfft(spectrum, len(sound))
    return cut


def _syllables(samples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    envelope = np.zeros(samples)
    length = round(SYLLABLE_S * SAMPLE_RATE_HZ)
    at, number = round(0.3 * SAMPLE_RATE_HZ), 0
    while at < samples:
        here = envelope[at : at + length]
        here += np.sin(np.linspace(0, np.pi, length))[: len(here)] * 10 ** (rng.uniform(-12, 0) / 20)
        number += 1
        pause_s = PAUSES_S[number // SYLLABLES % 2] if number % SYLLABLES == 0 else 0.0
        at += round(0.8 * length) + round(pause_s * SAMPLE_RATE_HZ)
    return envelope
