"""Sums of blocks, and the sum without one: mix-minus."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from common.audio.format import Block

Key = TypeVar("Key")


def mix(blocks: Iterable[Block], shape: tuple[int, int]) -> Block:
    """Add blocks of one `shape` (samples, ports); the sum of none is silence."""
    total: Block = np.zeros(shape, dtype=np.float32)
    for block in blocks:
        total += block
    return total


def mix_minus(blocks: Mapping[Key, Block], absent: Key, base: Block) -> Block:
    """Add to `base` all blocks but `absent`'s. It is the sum of the others, never a difference: the rest is exact."""
    total: Block = base.copy()
    for key, block in blocks.items():
        if key != absent:
            total += block
    return total
