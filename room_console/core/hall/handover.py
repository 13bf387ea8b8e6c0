"""From one device of the hall to another, at the edge of a block: the old one fades out, the new one in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from common.audio.format import Block
from common.devices.audio import HallDevice
from common.model.units import BLOCK_SAMPLES

FADE_IN: Final[Block] = np.linspace(0.0, 1.0, BLOCK_SAMPLES, dtype=np.float32)[:, None]
FADE_OUT: Final[Block] = FADE_IN[::-1]
STEADY: Final[Block] = np.ones((1, 1), dtype=np.float32)
MOST_STALE_BLOCKS = 32
"""A device that was opened beside the other has gathered sound meanwhile: more than its buffers hold."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A device that runs and is to be used; `used` is told once it is."""

    device: HallDevice
    used: Callable[[], None]


def newest_block(device: HallDevice) -> Block | None:
    """Return the newest block that a device has heard, None where none waits; older ones are left out."""
    newest: Block | None = None
    for _ in range(MOST_STALE_BLOCKS):
        block = device.read()
        if block is None:
            break
        newest = block
    return newest
