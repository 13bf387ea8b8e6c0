"""Tell which of the voices speaks, by its pitch: the lag at which the sound repeats itself."""

import numpy as np
from numpy.typing import NDArray

from common.audio.level import Samples, rms_dbfs
from common.audio.testsignal.voice import GLIDE, TALKBACK_VOICE, VOICES, pitch_hz
from common.model.units import SAMPLE_RATE_HZ

DECIMATION = 8
"""Lags are sought at 6 kHz and refined between samples: pitch lies under 250 Hz."""
FRAME_S = 0.06
HOP_S = 0.03
LEAST_DBFS = -70.0
"""Under this a window is silence."""
LOUD_DB = 15.0
"""Frames further than this under the loudest say nothing: there the softer voice would be heard."""
LEAST_PERIODICITY = 0.6
LEAST_SHARE = 0.5
LEAST_VOICED = 0.25
"""Share of the loud frames that must have a pitch."""
EVERY_VOICE = VOICES + 1
BAND = GLIDE + 0.025
"""Ratio by which a pitch may lie off a voice's own."""


def identify_voice(samples: Samples) -> tuple[int | None, float]:
    """Return the voice that is loudest in (n,) or (n, 1), and the share (0 to 1) of the voiced sound that is its.

    1.5 s suffice. None, and 0, for silence, noise and what is none of them.
    """
    if rms_dbfs(samples) < LEAST_DBFS:
        return None, 0.0
    frames = _loud_frames(_decimated(samples.reshape(-1).astype(np.float64)))
    votes = np.zeros(EVERY_VOICE)
    voiced = 0.0
    for frame in frames:
        pitch = _pitch_hz(frame)
        weight = float(np.sqrt(np.mean(frame**2)))
        voiced += weight if pitch else 0.0
        for number in range(EVERY_VOICE):
            if pitch and abs(pitch / pitch_hz(number) - 1) < BAND:
                votes[number] += weight
    whole = sum(float(np.sqrt(np.mean(f**2))) for f in frames)
    if whole == 0.0 or voiced < LEAST_VOICED * whole:
        return None, 0.0
    best = int(votes.argmax())
    share = float(votes[best] / voiced)
    return (best, share) if share >= LEAST_SHARE else (None, 0.0)


def _decimated(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Low-pass and keep every DECIMATION-th sample."""
    taps = np.hanning(4 * DECIMATION + 1)
    low = np.convolve(samples, taps / taps.sum(), mode="same")
    return low[::DECIMATION]


def _loud_frames(samples: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    rate = SAMPLE_RATE_HZ // DECIMATION
    length, hop = round(FRAME_S * rate), round(HOP_S * rate)
    if len(samples) < length:
        return []
    frames = np.lib.stride_tricks.sliding_window_view(samples, length)[::hop]
    powers = np.mean(frames**2, axis=1)
    is_loud = powers > powers.max() * 10 ** (-LOUD_DB / 10)
    return list(frames[is_loud] - frames[is_loud].mean(axis=1, keepdims=True))


def _pitch_hz(frame: NDArray[np.float64]) -> float | None:
    """Return the frame's pitch, or None where it does not repeat itself."""
    rate = SAMPLE_RATE_HZ / DECIMATION
    size = 1 << (2 * len(frame) - 1).bit_length()
    spectrum = np.fft.rfft(frame, size)
    products = np.fft.irfft(spectrum * spectrum.conj(), size)[: len(frame)]
    energy = np.cumsum(np.concatenate(([0.0], frame**2)))
    lags = np.arange(len(frame))
    heads, tails = energy[len(frame) - lags], energy[-1] - energy[lags]
    likeness = products / np.sqrt(heads * tails + 1e-20)
    first = int(rate / (pitch_hz(TALKBACK_VOICE) * 2.0))
    last = int(rate / (pitch_hz(0) * 0.85))
    likeness, offset = likeness[first : last + 2], first
    inner = (likeness[1:-1] >= likeness[:-2]) & (likeness[1:-1] > likeness[2:])
    peaks = np.flatnonzero(inner) + 1
    if len(peaks) == 0 or likeness[peaks].max() < LEAST_PERIODICITY:
        return None
    strong = peaks[likeness[peaks] > 0.92 * likeness[peaks].max()]
    at = int(strong[0])
    before, middle, after = likeness[at - 1 : at + 2]
    shift = 0.5 * (before - after) / (before - 2 * middle + after)
    return float(rate / (offset + at + shift))
