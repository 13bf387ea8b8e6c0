"""Seven speech-like voices by formant synthesis: pulses and breath, shaped by the resonances of vowels.

Formant frequencies are rounded from the means of adult speakers in Peterson and Barney (1952). No words are said;
pitch, rhythm and series of vowels are each voice's own, and the same at every start.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.audio.level import from_db
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

VOICES = 7
TALKBACK_VOICE = 7
"""One more, of whoever sits at the desk: between an octave above the lowest and the next."""
TALKBACK_HZ = 235.5
LOWEST_HZ = 112.0
PITCH_STEP = 1.105
"""Ratio of neighbouring pitches. All lie within an octave, so that no voice's octave or half is another's pitch."""
GLIDE = 0.02
"""How far a voice's pitch moves about its own, as a ratio."""
LOOP_S = 10.0
RMS_DBFS = -23.0
PEAK_DBFS = -6.5
PULSE_RESPONSE_SAMPLES = 4096
FORMANT_BANDWIDTHS_HZ = (80.0, 90.0, 120.0, 200.0)
RADIATION_HZ = 70.0
"""Under this the mouth gives less and less: no direct current."""
TILT_HZ = 900.0
"""Above this the glottis gives 6 dB less an octave."""
VOWELS_HZ: dict[str, tuple[float, float, float, float]] = {
    "a": (730.0, 1090.0, 2440.0, 3400.0),
    "e": (530.0, 1840.0, 2480.0, 3500.0),
    "i": (270.0, 2290.0, 3010.0, 3700.0),
    "o": (570.0, 840.0, 2410.0, 3300.0),
    "u": (300.0, 870.0, 2240.0, 3300.0),
    "r": (490.0, 1350.0, 1690.0, 3200.0),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """What makes one voice."""

    vowels: str
    syllable_s: float
    pause_every: int
    tract: float
    """Ratio of its formants to the means: a shorter tract is higher."""


SPEAKERS = (
    Speaker("aoeaia", 0.24, 7, 0.90),
    Speaker("ieuieo", 0.17, 9, 1.00),
    Speaker("uoauoa", 0.21, 6, 0.94),
    Speaker("eaeiar", 0.15, 11, 1.06),
    Speaker("orouar", 0.26, 5, 0.97),
    Speaker("aiaeue", 0.19, 8, 1.10),
    Speaker("iauioa", 0.22, 10, 1.15),
    Speaker("oeaoie", 0.20, 7, 1.18),
)


def pitch_hz(number: int) -> float:
    """Return the pitch about which voice `number` speaks."""
    return TALKBACK_HZ if number == TALKBACK_VOICE else float(LOWEST_HZ * PITCH_STEP**number)


class Voice:
    """Voice `number`, 0 to 7, for ever; a BlockReader that always has a block."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._loop = voice_loop(number)
        self._at = 0

    def read(self) -> Block:
        """Return the next (BLOCK_SAMPLES, 1)."""
        return self.take(BLOCK_SAMPLES)

    def take(self, samples: int) -> Block:
        """Return the next (samples, 1)."""
        places = np.arange(self._at, self._at + samples)
        self._at = (self._at + samples) % len(self._loop)
        return self._loop.take(places, mode="wrap")[:, None]


@cache
def voice_loop(number: int) -> NDArray[np.float32]:
    """Synthesise what voice `number` repeats: (samples,), not to be written to."""
    speaker = SPEAKERS[number]
    random = np.random.default_rng(number)
    total = round(LOOP_S * SAMPLE_RATE_HZ)
    wave = np.zeros(total + SAMPLE_RATE_HZ)
    at, count = 0, 0
    while at < total:
        syllable = _syllable(speaker, pitch_hz(number), count, random)
        wave[at : at + len(syllable)] += syllable
        count += 1
        at += len(syllable) - PULSE_RESPONSE_SAMPLES
        at += round(0.22 * SAMPLE_RATE_HZ) if count % speaker.pause_every == 0 else 0
    wave[: len(wave) - total] += wave[total:]
    return _levelled(wave[:total])


def _syllable(speaker: Speaker, pitch: float, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    vowel = VOWELS_HZ[speaker.vowels[count % len(speaker.vowels)]]
    samples = round(speaker.syllable_s * random.uniform(0.85, 1.15) * SAMPLE_RATE_HZ)
    glide = random.uniform(-GLIDE, GLIDE, 2)
    turns = np.cumsum(pitch * np.linspace(1 + glide[0], 1 + glide[1], samples) / SAMPLE_RATE_HZ)
    pulses = np.diff(np.floor(turns), prepend=0.0)
    envelope = np.sin(np.linspace(0.0, np.pi, samples)) ** 0.6
    breath = random.standard_normal(samples) * 0.004
    voiced = _shaped((pulses + breath) * envelope, vowel, speaker.tract)
    voiced[: samples // 8] += _consonant(samples // 8, random)
    return voiced


def _shaped(source: NDArray[np.float64], vowel: tuple[float, ...], tract: float) -> NDArray[np.float64]:
    """Filter through the vowel's resonances, in the frequency domain; the tail is PULSE_RESPONSE_SAMPLES longer."""
    length = len(source) + PULSE_RESPONSE_SAMPLES
    size = 1 << (length - 1).bit_length()
    at_hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ)
    response = (1j * at_hz / RADIATION_HZ) / (1 + 1j * at_hz / RADIATION_HZ) / (1 + 1j * at_hz / TILT_HZ)
    for centre_hz, bandwidth_hz in zip(vowel, FORMANT_BANDWIDTHS_HZ, strict=True):
        centre = centre_hz * tract
        response *= centre**2 / (centre**2 - at_hz**2 + 1j * at_hz * bandwidth_hz)
    return np.fft.irfft(np.fft.rfft(source, size) * response, size)[:length]


def _consonant(samples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Make a short hiss, the higher part of noise."""
    noise = np.diff(random.standard_normal(samples), prepend=0.0)
    return np.asarray(noise * np.hanning(samples) * 0.01)


def _levelled(wave: NDArray[np.float64]) -> NDArray[np.float32]:
    """Bring to RMS_DBFS, bending the highest peaks under PEAK_DBFS."""
    wave = wave - wave.mean()
    most = from_db(PEAK_DBFS)
    for _ in range(4):
        wave = wave * (from_db(RMS_DBFS) / np.sqrt(np.mean(wave**2)))
        wave = most * np.tanh(wave / most)
    levelled = wave.astype(np.float32)
    levelled.setflags(write=False)
    return levelled
