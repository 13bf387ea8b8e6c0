"""Rings between two threads. One producer, one consumer, memory of a fixed size, no lock.

The producer alone moves the write position, the consumer alone the read position; both only grow. Each store of a
position is one aligned word, after the samples it stands for: so the two may also be processes that share the memory.
A producer that overtakes is noticed by the consumer, which then skips the oldest.
"""

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.model.units import BLOCK_SAMPLES

WRITTEN, READ = 0, 1


def ring_rows(capacity_samples: int) -> int:
    """Return how many samples a ring of this capacity keeps memory for."""
    return 2 * capacity_samples


class SampleRing:
    """Samples between a device's callback and a thread, in pieces of any length.

    `dropped_samples` counts what the producer overwrote before it was read. `memory`, zeroed (`ring_rows`, ports), and
    `positions`, two zeros, are given where two processes share them.
    """

    def __init__(
        self,
        capacity_samples: int,
        ports: int = 1,
        memory: Block | None = None,
        positions: NDArray[np.int64] | None = None,
    ) -> None:
        self.capacity_samples = capacity_samples
        self.ports = ports
        self.dropped_samples = 0
        self._size = ring_rows(capacity_samples)
        self._memory: Block = np.zeros((self._size, ports), dtype=np.float32) if memory is None else memory
        self._positions = np.zeros(2, dtype=np.int64) if positions is None else positions

    @property
    def fill_samples(self) -> int:
        """Return how many samples wait; from any thread."""
        return int(self._positions[WRITTEN] - self._positions[READ])

    @property
    def was_written(self) -> bool:
        """Tell whether any sample ever came; from any thread."""
        return bool(self._positions[WRITTEN])

    def write_samples(self, samples: Block) -> None:
        """Append (n, ports), n at most the capacity. Thread: the producer's; neither waits nor takes much memory."""
        count = len(samples)
        start = int(self._positions[WRITTEN]) % self._size
        first = min(count, self._size - start)
        self._memory[start : start + first] = samples[:first]
        if first < count:
            self._memory[: count - first] = samples[first:]
        self._positions[WRITTEN] += count

    def peek_into(self, target: Block, offset_samples: int = 0) -> None:
        """Copy from the read position plus an offset, without moving. Thread: the consumer's, as for all below."""
        count = len(target)
        start = (int(self._positions[READ]) + offset_samples) % self._size
        first = min(count, self._size - start)
        target[:first] = self._memory[start : start + first]
        if first < count:
            target[first:] = self._memory[: count - first]

    def skip(self, samples: int) -> None:
        """Move the read position on."""
        self._positions[READ] += samples

    def read_into(self, target: Block) -> int:
        """Fill as much of (n, ports) as there is, silence the rest; return how many samples there were."""
        self.drop_excess()
        count = min(len(target), self.fill_samples)
        self.peek_into(target[:count])
        target[count:] = 0.0
        self.skip(count)
        return count

    def read_block(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, ports), or None until there are as many."""
        self.drop_excess()
        if self.fill_samples < BLOCK_SAMPLES:
            return None
        block = np.empty((BLOCK_SAMPLES, self.ports), dtype=np.float32)
        self.peek_into(block)
        self.skip(BLOCK_SAMPLES)
        return block

    def drop_excess(self) -> None:
        """Skip the oldest samples beyond the capacity, and count them."""
        excess = self.fill_samples - self.capacity_samples
        if excess > 0:
            self.skip(excess)
            self.dropped_samples += excess
