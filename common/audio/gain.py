"""Gain without clicks: a change is spread over a few milliseconds."""

import numpy as np

from common.audio.format import Block
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

RAMP_MS = 5.0


class RampedGain:
    """One gain for a stream of blocks, 0 to 1 or above; `target` may be set at any time by the stream's thread."""

    def __init__(self, gain: float = 1.0, ramp_ms: float = RAMP_MS) -> None:
        self.target = gain
        self._gain = gain
        self._ramp_samples = min(BLOCK_SAMPLES, round(ramp_ms * SAMPLE_RATE_HZ / 1000))

    @property
    def is_silent(self) -> bool:
        """Tell whether nothing comes through, now and until `target` changes."""
        return self._gain == 0.0 and self.target == 0.0

    def apply(self, block: Block) -> Block:
        """Return the block under the gain; the block itself is left as it was."""
        if self._gain == self.target:
            return block if self._gain == 1.0 else block * np.float32(self._gain)
        curve = np.full((len(block), 1), self.target, dtype=np.float32)
        ramp = min(self._ramp_samples, len(block))
        curve[:ramp, 0] = np.linspace(self._gain, self.target, ramp, dtype=np.float32)
        self._gain = self.target
        return block * curve
