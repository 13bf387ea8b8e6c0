"""From samples to frames: what is kept of each 10 ms of sound, in steps that are short enough for a media loop."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import BANDS, BINS, FRAME_SAMPLES, LINES_HZ, STARTS, Floats, a_weights, k_weights
from common.model.units import BLOCK_SAMPLES

BATCH: Final = 4
"""Frames that are made at once: numpy's calls cost more than their work."""
BATCH_SAMPLES: Final = BATCH * BLOCK_SAMPLES
MOST_BATCHES: Final = 4
"""Made at once where so much comes at once; for larger products of matrices OpenBLAS wakes threads, which cost more."""
KEPT_SAMPLES: Final = FRAME_SAMPLES - BLOCK_SAMPLES
"""Of the batch before: a frame reaches back so far."""
LOW_HZ: Final = 8_000
LOW_SAMPLES: Final = 80
"""Of a frame at 8 kHz."""
STEP: Final = BLOCK_SAMPLES // LOW_SAMPLES
TAPS: Final = 97
LOW_RUN: Final = 16
"""Low samples that one product of matrices makes."""
RUNS: Final = BATCH * LOW_SAMPLES // LOW_RUN
"""Of them in a batch."""
FADED: Final = 1e-12
"""Added to every sample (-240 dBFS): denormal numbers, which cost a hundredfold, are gone."""

SIZES: Final = 384
"""Bins of samples' size, 32 an octave, down to -72 dBFS: a float's bits, read whole, rise as its logarithm."""
_SIZE_SHIFT: Final = 18
_LEAST_SIZE: Final = ((127 << 23) >> _SIZE_SHIFT) - SIZES + 1
Sizes = NDArray[np.uint16]

_WINDOW: Final[Floats] = (
    np.hanning(FRAME_SAMPLES + 1)[:-1] / np.sqrt(3.0 / 8.0 * FRAME_SAMPLES * FRAME_SAMPLES / 2.0)
).astype(np.float32)
"""Scaled so that the bins of a frame add up to its mean square."""
_WEIGHTS: Final[Floats] = np.stack((k_weights(LINES_HZ), a_weights(LINES_HZ)), axis=1).astype(np.float32)


def _low_pass() -> Floats:
    """Return ((LOW_RUN - 1) * STEP + TAPS, LOW_RUN): a windowed sinc to 3.6 kHz, once for each of the low samples."""
    taps = np.sinc((np.arange(TAPS) - TAPS // 2) / STEP * 0.9) * np.hamming(TAPS) / STEP * 0.9
    made: Floats = np.zeros(((LOW_RUN - 1) * STEP + TAPS, LOW_RUN), dtype=np.float32)
    for number in range(LOW_RUN):
        made[number * STEP : number * STEP + TAPS, number] = taps
    return made


_LOW_PASS: Final[Floats] = _low_pass()


@dataclass(frozen=True, slots=True)
class Frames:
    """BATCH frames."""

    bands: Floats
    """(BATCH, BANDS), mean square."""
    weighted: Floats
    """(BATCH, 2), mean square, K- and A-weighted."""
    sizes: Sizes
    """(SIZES,), how many samples are of each size."""
    low: Floats
    """(BATCH, LOW_SAMPLES), at 8 kHz."""


def size_of(bin_number: float) -> float:
    """Return the sample size at which a bin of `Frames.sizes` begins; between two, the nearest below."""
    bits = np.array([(round(bin_number) + _LEAST_SIZE) << _SIZE_SHIFT], dtype=np.int32)
    return float(bits.view(np.float32)[0])


def one_voice(block: NDArray[Any]) -> NDArray[Any]:
    """Return the first voice (n,) of a block."""
    return block[:, 0] if block.ndim == 2 and block.shape[1] else block.ravel()


def clean(voice: NDArray[Any]) -> Floats:
    """Return (n,) of any floats as float32 within full scale; what is no number is silence."""
    with np.errstate(all="ignore"):
        if not float(np.abs(voice).max(initial=0.0)) <= 1.0:
            voice = np.clip(np.nan_to_num(voice, nan=0.0, posinf=1.0, neginf=-1.0), -1.0, 1.0)
        cleaned: Floats = (voice + FADED).astype(np.float32, copy=False)
    return cleaned


class _Batches:
    """Gathers samples, and cleans them as a batch is full; keeps so many of the batch before."""

    def __init__(self, kept_samples: int) -> None:
        self.sound: Floats = np.zeros(kept_samples + MOST_BATCHES * BATCH_SAMPLES, dtype=np.float32)
        self._kept = self._filled = kept_samples

    def take(self, samples: NDArray[Any]) -> NDArray[Any]:
        """Take as many as there is room for; return the rest."""
        end = min(self._filled + len(samples), len(self.sound))
        taken, rest = samples[: end - self._filled], samples[end - self._filled :]
        self.sound[self._filled : end] = taken if taken.dtype == np.float32 else clean(taken)
        before, self._filled = self.full, end
        if self.full > before:
            newest = self.newest(self.full)
            newest[:] = clean(newest)
        return rest

    @property
    def full(self) -> int:
        """Count the batches that are full."""
        return (self._filled - self._kept) // BATCH_SAMPLES

    def newest(self, count: int) -> Floats:
        """View so many batches."""
        return self.sound[self._kept : self._kept + count * BATCH_SAMPLES]

    def drop(self, count: int) -> None:
        """Let go of so many batches; no room is left otherwise."""
        samples = count * BATCH_SAMPLES
        self._filled -= samples
        self.sound[: self._filled] = self.sound[samples : samples + self._filled]


class Framer:
    """Cuts a stream into batches of frames. Thread: one."""

    def __init__(self) -> None:
        self._batches = _Batches(KEPT_SAMPLES)
        sound = self._batches.sound
        self._windows = np.lib.stride_tricks.sliding_window_view(sound, FRAME_SAMPLES)[::BLOCK_SAMPLES]
        self._runs = _runs(sound[KEPT_SAMPLES - TAPS + 1 :])

    def add(self, samples: NDArray[Any]) -> list[Frames]:
        """Take samples (n,) and return the batches that are full: many at once cost half of one by one."""
        made: list[Frames] = []
        while len(samples):
            samples = self._batches.take(samples)
            if full := self._batches.full:
                made += self._measured(full)
                self._batches.drop(full)
        return made

    def _measured(self, batches: int) -> list[Frames]:
        spectrum = np.fft.rfft(self._windows[: batches * BATCH] * _WINDOW, axis=1)
        power: Floats = (spectrum.real**2 + spectrum.imag**2).astype(np.float32, copy=False)
        bands = np.add.reduceat(power[:, : BINS - 1], STARTS, axis=1).reshape(batches, BATCH, BANDS)
        weighted = (power @ _WEIGHTS).reshape(batches, BATCH, 2)
        low = (self._runs[: batches * RUNS] @ _LOW_PASS).reshape(batches, BATCH, LOW_SAMPLES)
        return list(map(Frames, bands, weighted, _sizes(self._batches.newest(batches), batches), low))


class Lowerer:
    """Brings a stream to 8 kHz, in batches; its delay is a millisecond. Thread: one."""

    def __init__(self) -> None:
        self._batches = _Batches(TAPS - 1)
        self._runs = _runs(self._batches.sound)

    def add(self, samples: NDArray[Any]) -> list[Floats]:
        """Take samples (n,) and return (BATCH, LOW_SAMPLES) of each batch that is full."""
        made: list[Floats] = []
        while len(samples):
            samples = self._batches.take(samples)
            if full := self._batches.full:
                made.extend((self._runs[: full * RUNS] @ _LOW_PASS).reshape(full, BATCH, LOW_SAMPLES))
                self._batches.drop(full)
        return made


def _sizes(newest: Floats, batches: int) -> Sizes:
    """Return (batches, SIZES): how many samples of each batch are of each size."""
    bits = np.maximum((np.abs(newest).view(np.int32) >> _SIZE_SHIFT) - _LEAST_SIZE, 0).reshape(batches, BATCH_SAMPLES)
    bits += np.arange(0, batches * SIZES, SIZES, dtype=np.int32)[:, None]
    counts = np.bincount(bits.ravel(), minlength=batches * SIZES)
    return counts.reshape(batches, SIZES).astype(np.uint16)


def _runs(sound: Floats) -> Floats:
    """View (TAPS - 1 + BATCH_SAMPLES,) as the stretches from which LOW_RUN low samples are made at a time."""
    return np.lib.stride_tricks.sliding_window_view(sound, len(_LOW_PASS))[:: LOW_RUN * STEP]
