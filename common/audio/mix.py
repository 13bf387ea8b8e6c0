"""Sums of blocks, and the sum without one: mix-minus."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np

from common.audio.format import Block

Key = TypeVar("Key")


def mix(blocks: Iterable[Block], shape: tuple[int, int]) -> Block:
    """Add blocks of one `shape` (samples, ports); the sum of none is silence, and that of one is the block itself."""
    total: Block | None = None
    for block in blocks:
        total = block if total is None else total + block
    return total if total is not None else np.zeros(shape, dtype=np.float32)


def mix_minus(blocks: Mapping[Key, Block], base: Block) -> tuple[dict[Key, Block], Block]:
    """Add to `base`, for each key, all blocks but its own; and all of them. Where none is added it is `base` itself.

    Each is the sum of the others, never a difference: the rest is exact.
    """
    sums: dict[Key, Block] = {}
    total = base
    for key, block in blocks.items():
        sums = {earlier: others + block for earlier, others in sums.items()}
        sums[key] = total
        total = total + block
    return sums, total
