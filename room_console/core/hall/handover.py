"""From one device of the hall to another, and from one patch to another: the old one fades out, the new one in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from common.audio.format import Block
from common.devices.audio import HallDevice
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.buses import SILENCE, Sums

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


def crossfaded(old: Sums, new: Sums) -> Sums:
    """Go from the sums of one patch to those of another within one block; a feed that is only in one begins or ends."""

    def between(was: Block, now: Block) -> Block:
        return was * FADE_OUT + now * FADE_IN

    feeds = {feed: between(old.feeds.get(feed, SILENCE), block) for feed, block in new.feeds.items()}
    loudspeakers = between(old.loudspeakers, new.loudspeakers)
    return Sums(feeds, loudspeakers, between(old.outputs, new.outputs))


def newest_block(device: HallDevice) -> Block | None:
    """Return the newest block that a device has heard, None where none waits; older ones are left out."""
    newest: Block | None = None
    for _ in range(MOST_STALE_BLOCKS):
        block = device.read()
        if block is None:
            break
        newest = block
    return newest
