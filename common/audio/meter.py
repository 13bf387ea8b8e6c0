"""Meters: root mean square and peak of each port over the last 50 ms."""

from typing import NamedTuple

import numpy as np

from common.audio.format import Block
from common.audio.level import to_db
from common.model.units import LEVELS_HZ, SAMPLE_RATE_HZ, SILENCE_DBFS

WINDOW_SAMPLES = SAMPLE_RATE_HZ // LEVELS_HZ


class Level(NamedTuple):
    """Root mean square and highest peak of one window, dBFS."""

    rms_dbfs: float
    peak_dbfs: float


SILENT = Level(SILENCE_DBFS, SILENCE_DBFS)


class Meter:
    """Measures what is added, window by window.

    Thread: `add` belongs to one thread; `level` and `levels` may be read from any.
    """

    def __init__(self, ports: int = 1, window_samples: int = WINDOW_SAMPLES) -> None:
        self._window_samples = window_samples
        self._samples = 0
        self._squares = np.zeros(ports, dtype=np.float32)
        self._peaks = np.zeros(ports, dtype=np.float32)
        self._levels = (SILENT,) * ports

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the last whole window's levels, one a port."""
        return self._levels

    @property
    def level(self) -> Level:
        """Return the first port's."""
        return self._levels[0]

    def add(self, block: Block) -> None:
        """Take (n, ports)."""
        self._squares += np.einsum("ij,ij->j", block, block)
        np.maximum(self._peaks, np.abs(block).max(axis=0, initial=0.0), out=self._peaks)
        self._samples += len(block)
        if self._samples >= self._window_samples:
            self._close_window()

    def _close_window(self) -> None:
        means = np.sqrt(self._squares / self._samples)
        self._levels = tuple(
            Level(to_db(m), to_db(p)) for m, p in zip(means.tolist(), self._peaks.tolist(), strict=True)
        )
        self._samples = 0
        self._squares[:] = 0.0
        self._peaks[:] = 0.0
