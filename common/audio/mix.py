"""Sums of blocks, and the sum without one: mix-minus."""

from collections.abc import Collection, Mapping
from typing import TypeVar

import numpy as np

from common.audio.format import Block

Key = TypeVar("Key")


def mix(blocks: Collection[Block], shape: tuple[int, int]) -> Block:
    """Add blocks of one `shape` (samples, ports); the sum of none is silence, and that of one is the block itself."""
    first, *others = blocks or (np.zeros(shape, dtype=np.float32),)
    if not others:
        return first
    total: Block = first + others[0]
    for block in others[1:]:
        total += block
    return total


def mix_minus(blocks: Mapping[Key, Block], base: Block) -> tuple[dict[Key, Block], Block]:
    """Add to `base`, for each key, all blocks but its own; and all of them. Where none is added it is `base` itself.

    Each is the sum of the others, never a difference: the rest is exact.
    """
    sums: dict[Key, Block] = {}
    total = base
    for key, block in blocks.items():
        for earlier, others in sums.items():
            if others is base:
                sums[earlier] = others + block
            else:
                np.add(others, block, out=others)
        sums[key] = total
        total = total + block
    return sums, total
