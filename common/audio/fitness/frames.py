"""From samples to frames: what is kept of each 10 ms of sound, in steps that are short enough for a media loop."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from common.audio.fitness.bands import BINS, FRAME_SAMPLES, LINES_HZ, STARTS, Floats, a_weights, k_weights
from common.model.units import BLOCK_SAMPLES

BATCH: Final = 4
"""Frames that are made at once: numpy's calls cost more than their work."""
BATCH_SAMPLES: Final = BATCH * BLOCK_SAMPLES
LOW_SAMPLES: Final = 80
"""Of a frame at 8 kHz."""
STEP: Final = BLOCK_SAMPLES // LOW_SAMPLES
LOW_HZ: Final = 8_000
TAPS: Final = 97
KEPT_SAMPLES: Final = FRAME_SAMPLES - BLOCK_SAMPLES
"""Of the batch before: a frame reaches back so far."""
TOP_RATIO: Final = 0.84
"""1.5 dB under a frame's peak: how much of the frame lies above tells a flat top from a point."""
FADED = 1e-12
"""Added to every sample (-240 dBFS): denormal numbers, which cost a hundredfold, are gone."""

_WINDOW: Final[Floats] = (
    np.hanning(FRAME_SAMPLES + 1)[:-1] / np.sqrt(3.0 / 8.0 * FRAME_SAMPLES * FRAME_SAMPLES / 2.0)
).astype(np.float32)
"""Scaled so that the bins of a frame add up to its mean square."""
_WEIGHTS: Final[Floats] = np.stack((k_weights(LINES_HZ), a_weights(LINES_HZ)), axis=1).astype(np.float32)
_LOW_PASS: Final[Floats] = (np.sinc((np.arange(TAPS) - TAPS // 2) / STEP * 0.9) * np.hamming(TAPS) / STEP * 0.9).astype(
    np.float32
)


@dataclass(frozen=True, slots=True)
class Frames:
    """BATCH frames: power in bands, weighted power (K, A), samples' extremes, flatness of the tops, and 8 kHz sound."""

    bands: Floats
    weighted: Floats
    high: Floats
    least: Floats
    tops: Floats
    low: Floats


def clean(block: Floats) -> Floats:
    """Return one voice (n,) of any floats as float32 within full scale; what is no number is silence."""
    voice = np.asarray(block)
    mono = voice[:, 0] if voice.ndim == 2 and voice.shape[1] else voice.ravel()
    with np.errstate(all="ignore"):
        most = float(np.abs(mono).max(initial=0.0))
        if not most <= 1.0:
            mono = np.clip(np.nan_to_num(mono, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
        cleaned: Floats = (mono + FADED).astype(np.float32)
    return cleaned


class Framer:
    """Cuts a stream into batches of frames. Thread: one."""

    def __init__(self) -> None:
        self._sound: Floats = np.zeros(KEPT_SAMPLES + BATCH_SAMPLES, dtype=np.float32)
        self._filled = KEPT_SAMPLES

    def add(self, samples: Floats) -> list[Frames]:
        """Take clean samples (n,) and return the batches that are full."""
        made = []
        while len(samples):
            taken = samples[: len(self._sound) - self._filled]
            self._sound[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            samples = samples[len(taken) :]
            if self._filled == len(self._sound):
                made.append(_measured(self._sound))
                self._sound[:KEPT_SAMPLES] = self._sound[BATCH_SAMPLES:]
                self._filled = KEPT_SAMPLES
        return made


class Lowerer:
    """Brings a stream to 8 kHz, in batches; its delay is a millisecond. Thread: one."""

    def __init__(self) -> None:
        self._sound: Floats = np.zeros(TAPS - 1 + BATCH_SAMPLES, dtype=np.float32)
        self._filled = TAPS - 1

    def add(self, samples: Floats) -> list[Floats]:
        """Take clean samples (n,) and return (BATCH, LOW_SAMPLES) of each batch that is full."""
        made = []
        while len(samples):
            taken = samples[: len(self._sound) - self._filled]
            self._sound[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            samples = samples[len(taken) :]
            if self._filled == len(self._sound):
                made.append(lowered(self._sound))
                self._sound[: TAPS - 1] = self._sound[BATCH_SAMPLES:]
                self._filled = TAPS - 1
        return made


def lowered(sound: Floats) -> Floats:
    """Return (BATCH, LOW_SAMPLES) at 8 kHz of (TAPS - 1 + BATCH_SAMPLES,)."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, TAPS)[::STEP]
    low: Floats = (windows @ _LOW_PASS).reshape(BATCH, LOW_SAMPLES)
    return low


def _measured(sound: Floats) -> Frames:
    windows = np.lib.stride_tricks.sliding_window_view(sound, FRAME_SAMPLES)[::BLOCK_SAMPLES]
    spectrum = np.fft.rfft(windows * _WINDOW, axis=1)
    power: Floats = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    bands: Floats = np.add.reduceat(power[:, : BINS - 1], STARTS, axis=1).astype(np.float32)
    newest = sound[KEPT_SAMPLES:].reshape(BATCH, BLOCK_SAMPLES)
    high, least = newest.max(axis=1), newest.min(axis=1)
    size = np.maximum(high, -least)
    tops = np.count_nonzero(np.abs(newest) >= (size * TOP_RATIO)[:, None], axis=1)
    return Frames(
        bands, power @ _WEIGHTS, high, least, tops.astype(np.float32), lowered(sound[KEPT_SAMPLES - TAPS + 1 :])
    )
