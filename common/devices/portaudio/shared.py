"""The memory that a stream's process and its owner share: counters, and a ring for each direction.

It has no name that could outlive a killed process. On each ring one side writes and the other reads.
"""

import multiprocessing
from ctypes import Array, c_float, c_longlong
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from common.audio.ring import SampleRing, ring_rows

SPAWN = multiprocessing.get_context("spawn")
"""A fresh process, on every system: a fork would take locks and PortAudio's state along."""
POSITIONS = 2


class Count(IntEnum):
    """What the callback counts."""

    CALLS = 0
    FLAGGED = 1
    SHORT = 2
    CUT_SAMPLES = 3
    LARGEST_CALL_SAMPLES = 4
    ENDED = 5
    """1 when PortAudio says that the stream does not run any more."""
    WATCHES = 6
    """How many watches over a headphone's queue have ended."""
    LEAST_SAMPLES = 7
    """What waited for a headphone at the least within the last of them."""


class StreamMemory:
    """Made by the owner and handed to the process as it starts; each side makes its own views, once."""

    def __init__(self, inputs: int, outputs: int, capacity_samples: int) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.capacity_samples = capacity_samples
        rows = ring_rows(capacity_samples)
        self._numbers = SPAWN.RawArray(c_longlong, len(Count) + 2 * POSITIONS)
        self._heard = SPAWN.RawArray(c_float, max(1, rows * inputs))
        self._to_play = SPAWN.RawArray(c_float, max(1, rows * outputs))

    def counts(self) -> NDArray[np.int64]:
        """View the counters, indexed by Count. The process writes, the owner reads."""
        return np.frombuffer(memoryview(self._numbers), np.int64)[: len(Count)]

    def heard(self) -> SampleRing:
        """View what the device hears: (n, inputs)."""
        return self._ring(self._heard, self.inputs, len(Count))

    def to_play(self) -> SampleRing:
        """View what the device shall play: (n, outputs)."""
        return self._ring(self._to_play, self.outputs, len(Count) + POSITIONS)

    def _ring(self, raw: Array[c_float], ports: int, first: int) -> SampleRing:
        rows = ring_rows(self.capacity_samples)
        samples = np.frombuffer(memoryview(raw), np.float32)[: rows * ports].reshape(rows, ports)
        positions = np.frombuffer(memoryview(self._numbers), np.int64)[first : first + POSITIONS]
        return SampleRing(self.capacity_samples, ports, memory=samples, positions=positions)
