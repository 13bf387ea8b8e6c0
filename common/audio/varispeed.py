"""A stream played a little faster or slower: a windowed sinc whose phase slides.

Over a piece the phase slides so little that four filters, mixed along a cubic, stand for all between them. A filter
is applied to rows of ROW samples at once, as one product of matrices.
"""

from functools import cache
from math import cos, floor, pi

import numpy as np
from numpy.typing import NDArray

from common.audio.format import HIGHEST, LOWEST

Samples = NDArray[np.float32]
"""(n,), mono."""
HALF = 14
"""Taps on each side, and the delay in samples: flat to 18 kHz."""
KAISER_BETA = 8.6
MOST_PPM, SETTLING_PPM = 1000.0, 300.0
ROW = 16
_TAPS = 2 * HALF
_PHASES, _BEYOND = 8192, 0.25
"""Filters to choose from, for each sample of delay; a slide may go beyond by a part of a sample."""
_NODES = tuple((1 - cos((2 * number + 1) * pi / 8)) / 2 for number in range(4))
"""Where along a slide its filters are taken: Chebyshev's nodes, between which a cubic is off least."""
_ROW_TAPS = ROW + _TAPS - 1
_WINDOW_POINTS = 16_384
_PIECE, _LEAST_PIECE = 960, 240
_MOST_ROWS = _PIECE // ROW + 2
_SETTLED = 1e-6
_MOST_SLIDE = 0.45
"""Of a sample in a piece: more, and the cubic is off by -95 dB at 8 kHz, by -70 dB at 16 kHz."""


class Varispeed:
    """Resamples by a ratio near 1, which may change from call to call without a seam. Thread: one at a time."""

    def __init__(self) -> None:
        self._held = np.zeros(_TAPS, np.float32)
        """What filters still reach, and one sample before."""
        self._phase = 0.0
        """Where the next sample lies after the one HALF into what is held."""
        self.held_samples = float(HALF)
        """How many samples were taken and are still to come out."""
        view = np.lib.stride_tricks.as_strided
        self._taps = np.zeros((len(_NODES), _ROW_TAPS + ROW - 1), np.float32)
        """Between zeros."""
        one_row, one = self._taps.strides
        self._shifted = view(self._taps[:, ROW - 1 :], (len(_NODES), ROW, _ROW_TAPS), (one_row, -one, one))
        """Each filter, ROW times, the next always one sample further."""
        self._filters = np.zeros((len(_NODES), ROW, _ROW_TAPS), np.float32)
        self._window = np.zeros(_MOST_ROWS * ROW + _TAPS - 1, np.float32)
        self._rows = view(self._window, (_MOST_ROWS, _ROW_TAPS), (ROW * one, one))

    def convert(self, sound: Samples, ppm: float) -> Samples:
        """Take (n,) within full scale and return what is due, at `ppm` faster than it came, within MOST_PPM.

        At 0 the phase slides to a whole sample, from where nothing need be computed.
        """
        if ppm == 0.0 and self._phase != 0.0 and len(sound):
            ppm = self._settling_ppm(len(sound))
        if ppm == 0.0:
            held = np.concatenate((self._held, sound))
            self._held = held[len(sound) :]
            return held[HALF : HALF + len(sound)]
        slide = min(max(-MOST_PPM, ppm), MOST_PPM) * 1e-6
        length = _PIECE
        while length * abs(slide) > _MOST_SLIDE and length > _LEAST_PIECE:
            length //= 2
        pieces = [self._convert(sound[at : at + length], slide) for at in range(0, len(sound), length)]
        self.held_samples = len(self._held) - HALF - self._phase
        return pieces[0] if len(pieces) == 1 else np.concatenate((sound[:0], *pieces))

    def _settling_ppm(self, samples: int) -> float:
        """Return what brings the phase nearer to a whole sample, 0 where it is there."""
        rest = self._phase if self._phase <= 0.5 else self._phase - 1.0
        if abs(rest) < _SETTLED:
            self._held = self._held if rest > 0 else self._held[1:]
            self._phase = 0.0
            self.held_samples = float(len(self._held) - HALF)
            return 0.0
        return -min(max(-SETTLING_PPM, rest / samples * 1e6), SETTLING_PPM)

    def _convert(self, sound: Samples, slide: float) -> Samples:
        held = np.concatenate((self._held, sound))
        places = len(held) - _TAPS
        count = max(0, int((places - self._phase) / (1.0 + slide)))
        while self._phase + count * (1.0 + slide) < places:
            count += 1
        rows = -(-count // ROW)
        whole = floor(self._phase + count * slide / 2)
        """The middle of the slide lies within a sample, so that its ends are not far beyond."""
        self._taps[:, ROW - 1 : 1 - ROW] = _TABLE.take(_rows_of(self._phase - whole, count * slide), axis=0)
        self._filters[:] = self._shifted
        self._window[: len(held) - 1 - whole] = held[1 + whole :]
        mixed = np.matmul(self._rows[:rows].copy(), self._filters.transpose(0, 2, 1)).reshape(len(_NODES), -1)
        mixed *= _weights(rows, count)
        following = self._phase + count * (1.0 + slide)
        whole = int(following)
        self._phase = following - whole
        self._held = held[whole:]
        out: Samples = np.add.reduce(mixed)[:count]
        return out.clip(LOWEST, HIGHEST, out=out)


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


def _rows_of(phase: float, slide: float) -> list[int]:
    """Return which rows of the table are the filters of a slide."""
    return [round((phase + slide * node + _BEYOND) * _PHASES) for node in _NODES]


@cache
def _weights(rows: int, count: int) -> Samples:
    """Return (nodes, rows * ROW): how much each of the filters counts along the slide (Lagrange)."""
    t = np.arange(rows * ROW) / max(1, count)
    made = [np.prod([(t - other) / (node - other) for other in _NODES if other != node], axis=0) for node in _NODES]
    return np.array(made, np.float32)
