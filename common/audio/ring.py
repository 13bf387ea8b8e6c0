"""Rings between two threads or two clocks. One producer, one consumer, memory of a fixed size, no lock.

The producer alone moves the write position, the consumer alone the read position; both only grow. Each store of a
position is one aligned word, after the samples it stands for: so the two may also be processes that share the memory.
A producer that overtakes is noticed by the consumer, which then skips the oldest.
"""

import numpy as np
from numpy.typing import NDArray

from common.audio.format import Block
from common.model.units import BLOCK_SAMPLES

FILL_WEIGHT = 1 / 50
"""Of one read in the running mean of the fill: half a second of blocks."""
SLACK_BLOCKS = 1.0
"""How far the mean fill may lie from the aim before a block is skipped or repeated."""
CORRECTION_READS = 100
"""Least reads between two corrections of a slack just passed; a greater excess is worked off faster in proportion."""


WRITTEN, READ = 0, 1


def ring_rows(capacity_samples: int, history_samples: int = 0) -> int:
    """Return how many samples a ring of this capacity keeps memory for."""
    return 2 * capacity_samples + history_samples


class SampleRing:
    """Samples between a device's callback and a thread, in pieces of any length.

    `dropped_samples` counts what the producer overwrote before it was read. `memory`, zeroed (`ring_rows`, ports), and
    `positions`, two zeros, are given where two processes share them.
    """

    def __init__(
        self,
        capacity_samples: int,
        ports: int = 1,
        history_samples: int = 0,
        memory: Block | None = None,
        positions: NDArray[np.int64] | None = None,
    ) -> None:
        self.capacity_samples = capacity_samples
        self.ports = ports
        self.dropped_samples = 0
        self._size = ring_rows(capacity_samples, history_samples)
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


class BlockRing:
    """Blocks between two clocks: the consumer reads one at each of its ticks, the producer writes at its own pace.

    Gives nothing until `aim_blocks` wait, and again after it ran empty. Where the mean fill stays off the aim, one
    block is skipped or repeated under a cross-fade: `skipped`, `repeated`. `dropped` and `underruns` count blocks.
    """

    def __init__(self, capacity_blocks: int, aim_blocks: int, ports: int = 1) -> None:
        if not 0 < aim_blocks < capacity_blocks:
            raise ValueError(f"aim {aim_blocks} is not within 1 to {capacity_blocks - 1} blocks")
        self.aim_blocks = aim_blocks
        self.underruns = 0
        self.skipped = 0
        self.repeated = 0
        self._ring = SampleRing(capacity_blocks * BLOCK_SAMPLES, ports, history_samples=BLOCK_SAMPLES)
        self._is_primed = False
        self._mean_fill = float(aim_blocks)
        self._reads_since_correction = 0
        self._fade: Block = np.linspace(0.0, 1.0, BLOCK_SAMPLES, endpoint=False, dtype=np.float32)[:, None]

    @property
    def fill(self) -> float:
        """Return how many blocks wait; from any thread."""
        return self._ring.fill_samples / BLOCK_SAMPLES

    @property
    def dropped(self) -> int:
        """Return how many blocks were overwritten unread."""
        return self._ring.dropped_samples // BLOCK_SAMPLES

    def write(self, block: Block) -> None:
        """Append a block; when full the oldest is lost. Thread: the producer's."""
        self._ring.write_samples(block)

    def write_samples(self, samples: Block) -> None:
        """Append samples of any number. Thread: the producer's."""
        self._ring.write_samples(samples)

    def read(self) -> Block | None:
        """Return the block of this tick, or None while empty. Thread: the consumer's."""
        self._ring.drop_excess()
        fill = self.fill
        if not self._is_primed:
            if fill < self.aim_blocks:
                return None
            self._prime(fill)
        if fill < 1.0:
            self.underruns += 1
            self._is_primed = False
            return None
        return self._corrected(fill)

    def _prime(self, fill: float) -> None:
        self._is_primed = True
        self._mean_fill = min(fill, float(self.aim_blocks))
        self._reads_since_correction = 0

    def _corrected(self, fill: float) -> Block:
        self._mean_fill += (fill - self._mean_fill) * FILL_WEIGHT
        self._reads_since_correction += 1
        excess = self._mean_fill - self.aim_blocks
        is_due = abs(excess) > SLACK_BLOCKS and self._reads_since_correction * abs(excess) >= CORRECTION_READS
        if is_due and excess > 0 and fill >= 2.0:
            self.skipped += 1
            return self._faded(BLOCK_SAMPLES)
        if is_due and excess < 0:
            self.repeated += 1
            return self._faded(-BLOCK_SAMPLES)
        return self._next()

    def _next(self) -> Block:
        block: Block = np.empty((BLOCK_SAMPLES, self._ring.ports), dtype=np.float32)
        self._ring.peek_into(block)
        self._ring.skip(BLOCK_SAMPLES)
        return block

    def _faded(self, jump_samples: int) -> Block:
        """Return a block that begins at the read position and ends, cross-faded, `jump_samples` from there."""
        away = np.empty((BLOCK_SAMPLES, self._ring.ports), dtype=np.float32)
        self._ring.peek_into(away, jump_samples)
        self._mean_fill -= jump_samples / BLOCK_SAMPLES
        self._reads_since_correction = 0
        block = self._next()
        self._ring.skip(jump_samples)
        block += (away - block) * self._fade
        return block
