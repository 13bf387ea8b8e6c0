"""Change of sample rate: a polyphase windowed sinc, for whole pieces and for streams."""

from math import gcd

import numpy as np

from common.audio.format import Block
from common.model.units import SAMPLE_RATE_HZ

ZERO_CROSSINGS = 32
KAISER_BETA = 9.0
"""Stop band at about -90 dB."""
CUTOFF = 0.95
CHUNK = 16_384


def resample(sound: Block, from_hz: int, to_hz: int = SAMPLE_RATE_HZ) -> Block:
    """Convert (n, ports) at `from_hz` to `to_hz`; every time in it stays where it was."""
    if from_hz == to_hz:
        return sound
    divisor = gcd(from_hz, to_hz)
    up, down = to_hz // divisor, from_hz // divisor
    half = int(np.ceil(ZERO_CROSSINGS * max(1.0, down / up)))
    phases = _phases(up, min(1.0, up / down) * CUTOFF, half)
    padded = np.pad(sound, ((half, half), (0, 0)))
    total = -(-len(sound) * up // down)
    out: Block = np.empty((total, sound.shape[1]), dtype=np.float32)
    for start in range(0, total, CHUNK):
        at = np.arange(start, min(start + CHUNK, total)) * down
        windows = at[:, None] // up + np.arange(2 * half)[None, :] + 1
        windows = np.minimum(windows, len(padded) - 1)
        out[start : start + len(at)] = np.einsum("nk,nkp->np", phases[at % up], padded[windows])
    return out


class StreamResampler:
    """Converts a stream piece by piece; its delay is 32 samples of the lower rate."""

    def __init__(self, from_hz: int, ports: int, to_hz: int = SAMPLE_RATE_HZ) -> None:
        divisor = gcd(from_hz, to_hz)
        self._up, self._down = to_hz // divisor, from_hz // divisor
        self._half = int(np.ceil(ZERO_CROSSINGS * max(1.0, self._down / self._up)))
        self._phases = _phases(self._up, min(1.0, self._up / self._down) * CUTOFF, self._half)
        self._rest: Block = np.zeros((self._half, ports), dtype=np.float32)
        self._at = 0

    def convert(self, sound: Block) -> Block:
        """Take the next (n, ports) and return as many samples as they make."""
        held = np.concatenate((self._rest, sound))
        last = (len(held) - 2 * self._half) * self._up
        at = np.arange(self._at, max(self._at, last), self._down)
        windows = at[:, None] // self._up + np.arange(2 * self._half)[None, :] + 1
        converted: Block = np.einsum("nk,nkp->np", self._phases[at % self._up], held[windows])
        following = self._at + len(at) * self._down
        consumed = following // self._up
        self._rest = held[consumed:]
        self._at = following - consumed * self._up
        return converted


def _phases(up: int, cutoff: float, half: int) -> Block:
    """Return (up, 2 * half) taps: row p lies p / up of a sample behind a sample."""
    at = np.arange(-half + 1, half + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (at / half) ** 2, 0, 1))) / np.i0(KAISER_BETA)
    taps = cutoff * np.sinc(cutoff * at) * window
    made: Block = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return made
