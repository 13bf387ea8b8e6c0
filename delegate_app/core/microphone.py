"""The delegate's end of R11: nothing leaves the microphone without the floor, nor while muted."""

import numpy as np

from common.audio.format import Block
from common.model.units import BLOCK_SAMPLES

_SILENCE: Block = np.zeros((BLOCK_SAMPLES, 1), np.float32)
_OPENING: Block = np.linspace(0.0, 1.0, BLOCK_SAMPLES, dtype=np.float32).reshape(-1, 1)


class MicrophoneGate:
    """Lets sound through only with the floor and unmuted; else digital silence.

    `set` takes effect with the next block, from any thread. `pass_on` belongs to the media loop.
    """

    def __init__(self) -> None:
        self._is_open = False
        self._was_open = False

    @property
    def is_open(self) -> bool:
        """Whether the next block is let through."""
        return self._is_open

    def set(self, has_floor: bool, is_muted: bool) -> None:
        """Say what the floor and the delegate's own switch are."""
        self._is_open = has_floor and not is_muted

    def pass_on(self, block: Block) -> Block:
        """Return the block, faded in over its length as the gate opens, or silence of BLOCK_SAMPLES."""
        is_open, was_open = self._is_open, self._was_open
        self._was_open = is_open
        if not is_open:
            return _SILENCE
        return block if was_open else block * _OPENING
