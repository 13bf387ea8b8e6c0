"""A stream played a little faster or slower: a windowed sinc whose phase slides.

Over a piece the phase slides so little that three filters, mixed along a parabola, stand for all between them. A filter
is applied to rows of ROW samples at once, as one product of matrices.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from common.audio.format import HIGHEST, LOWEST

Samples = NDArray[np.float32]
"""(n,), mono."""
HALF = 14
"""Taps on each side, and the delay in samples: flat to 18 kHz."""
KAISER_BETA = 8.6
MOST_PPM, SETTLING_PPM = 1000.0, 300.0
ROW = 32
_TAPS = 2 * HALF
_PHASES, _BEYOND = 4096, 0.25
"""Filters to choose from, for each sample of delay; a slide may go beyond by a part of a sample."""
_WINDOW_POINTS = 16_384
_PIECE, _LEAST_PIECE = 960, 240
_MOST_ROWS = _PIECE // ROW + 2
_SETTLED = 1e-6
_MOST_SLIDE = 0.15
"""Of a sample in a piece: more, and the parabola is off by -80 dB at 8 kHz."""


class Varispeed:
    """Resamples by a ratio near 1, which may change from call to call without a seam. Thread: one at a time."""

    def __init__(self) -> None:
        self._held = np.zeros(_TAPS - 1, np.float32)
        self._phase = 0.0
        """Where the next sample lies after the one HALF - 1 into what is held."""
        self.held_samples = float(HALF)
        """How many samples were taken and are still to come out."""
        view = np.lib.stride_tricks.as_strided
        self._filters = np.zeros((ROW + _TAPS - 1, 3 * ROW), np.float32)
        row, one = self._filters.strides
        self._diagonals = view(self._filters, (_TAPS, 3, ROW), (row, ROW * one, row + one))
        self._window = np.zeros(_MOST_ROWS * ROW + _TAPS - 1, np.float32)
        self._rows = view(self._window, (_MOST_ROWS, ROW + _TAPS - 1), (ROW * one, one))

    def convert(self, sound: Samples, ppm: float) -> Samples:
        """Take (n,) within full scale and return what is due, at `ppm` faster than it came, within MOST_PPM.

        At 0 the phase slides to a whole sample, from where nothing need be computed.
        """
        if ppm == 0.0 and self._phase != 0.0 and len(sound):
            ppm = self._settling_ppm(len(sound))
        if ppm == 0.0:
            held = np.concatenate((self._held, sound))
            self._held = held[len(sound) :]
            return held[HALF - 1 : HALF - 1 + len(sound)]
        slide = min(max(-MOST_PPM, ppm), MOST_PPM) * 1e-6
        length = _PIECE
        while length * abs(slide) > _MOST_SLIDE and length > _LEAST_PIECE:
            length //= 2
        pieces = [self._convert(sound[at : at + length], slide) for at in range(0, len(sound), length)]
        self.held_samples = len(self._held) - HALF + 1 - self._phase
        return pieces[0] if len(pieces) == 1 else np.concatenate((sound[:0], *pieces))

    def _settling_ppm(self, samples: int) -> float:
        """Return what brings the phase nearer to a whole sample, 0 where it is there."""
        rest = self._phase if self._phase <= 0.5 else self._phase - 1.0
        if abs(rest) < _SETTLED:
            self._held = self._held if rest > 0 else self._held[1:]
            self._phase = 0.0
            self.held_samples = float(len(self._held) - HALF + 1)
            return 0.0
        return -min(max(-SETTLING_PPM, rest / samples * 1e6), SETTLING_PPM)

    def _convert(self, sound: Samples, slide: float) -> Samples:
        held = np.concatenate((self._held, sound))
        places = len(held) - _TAPS + 1
        count = max(0, int((places - self._phase) / (1.0 + slide)))
        while self._phase + count * (1.0 + slide) < places:
            count += 1
        rows = -(-count // ROW)
        self._diagonals[:] = _taps_at(self._phase, count * slide)
        self._window[: len(held)] = held
        mixed = (self._rows[:rows].copy() @ self._filters).reshape(rows, 3, ROW)
        mixed *= _weights(rows, count)
        following = self._phase + count * (1.0 + slide)
        whole = int(following)
        self._phase = following - whole
        self._held = held[whole:]
        out: Samples = mixed[:, 0] + mixed[:, 1] + mixed[:, 2]
        return out.reshape(-1)[:count].clip(LOWEST, HIGHEST)


def _make_table() -> Samples:
    """Return filters for phases from -_BEYOND to 1 + _BEYOND, a row for each 1 / _PHASES."""
    phases = np.arange(round(-_BEYOND * _PHASES), round((1 + _BEYOND) * _PHASES) + 1) / _PHASES
    at = np.arange(-HALF + 1, HALF + 1)[None, :] - phases[:, None]
    grid = np.linspace(0.0, 1.0, _WINDOW_POINTS)
    kaiser = np.i0(KAISER_BETA * np.sqrt(1.0 - grid)) / np.i0(KAISER_BETA)
    window = np.interp((at / (HALF + 0.5)) ** 2, grid, kaiser)
    taps = np.sinc(at) * window
    made: Samples = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return made


_TABLE = _make_table()
"""Made when the program starts: made in a meeting it would hold everybody's sound up."""


def _taps_at(phase: float, slide: float) -> Samples:
    """Return (taps, 3, 1): the filters at the beginning, the middle and the end of a slide."""
    rows = [round((place + _BEYOND) * _PHASES) for place in (phase, phase + slide / 2, phase + slide)]
    taps: Samples = _TABLE.take(rows, axis=0)
    return taps.T[:, :, None]


@cache
def _weights(rows: int, count: int) -> Samples:
    """Return (rows, 3, ROW): how much each of the three filters counts along the slide (Lagrange)."""
    t = np.arange(rows * ROW) / max(1, count)
    made = np.stack((2 * (t - 0.5) * (t - 1), 4 * t * (1 - t), 2 * t * (t - 0.5)))
    return np.ascontiguousarray(made.reshape(3, rows, ROW).transpose(1, 0, 2), np.float32)
