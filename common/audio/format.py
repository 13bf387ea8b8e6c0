"""What a block of sound is, and who gives and takes one."""

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Block: TypeAlias = NDArray[np.float32]
"""Shape (samples, ports), float32, 48 kHz, full scale 1.0. One voice is (samples, 1)."""

LOWEST, HIGHEST = np.array(-1.0, np.float32), np.array(1.0, np.float32)
"""Full scale, for numpy's `clip`: as arrays they cost half of what numbers do."""


class BlockReader(Protocol):
    """Gives sound, one block at a time, without waiting."""

    def read(self) -> Block | None:
        """Return the next block of BLOCK_SAMPLES, or None where none is due or there."""
        ...


class BlockWriter(Protocol):
    """Takes sound, one block at a time, without waiting; when full it drops the oldest and counts."""

    def write(self, block: Block) -> None:
        """Take a block of BLOCK_SAMPLES. The array may be kept: the caller does not change it afterwards."""
        ...
