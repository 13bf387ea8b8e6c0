"""What comes down, as one sound: the channel, and the original softly under it."""

import numpy as np

from common.audio.format import Block
from common.audio.gain import RampedGain
from common.audio.ring import BlockRing

CAPACITY_BLOCKS = 40
AIM_BLOCKS = 8
"""80 ms, a fixed aim: a packet may be late by three others. What is said must be heard, before it is heard soon."""


class Listening:
    """Two rings that a downlink writes to, and their mix. Thread: the media loop's, for every method."""

    def __init__(self) -> None:
        self.main = BlockRing(CAPACITY_BLOCKS, AIM_BLOCKS)
        self.original = BlockRing(CAPACITY_BLOCKS, AIM_BLOCKS)
        self._original_gain = RampedGain(0.0)

    def set_original_level(self, level: float) -> None:
        """Set the original's gain, 0 (off) to 1."""
        self._original_gain.target = min(1.0, max(0.0, level))

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1), within full scale, or None while nothing has come."""
        main, original = self.main.read(), self.original.read()
        under = None if original is None or self._original_gain.is_silent else self._original_gain.apply(original)
        if main is None or under is None:
            return under if main is None else main
        mixed: Block = np.clip(main + under, -1.0, 1.0)
        return mixed
