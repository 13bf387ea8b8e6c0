"""The device of a meeting without a mixer: it keeps time and carries nothing, so that the floor is the slots' sum."""

import numpy as np

from common.audio.format import Block
from common.devices.paced import MonoClock, PacedDevice, monotonic
from common.model.units import BLOCK_SAMPLES


class SilentHall(PacedDevice):
    """A HallDevice paced by a clock: silence in, nothing out."""

    def __init__(self, inputs: int = 0, outputs: int = 0, clock: MonoClock = monotonic, name: str = "none") -> None:
        super().__init__(name, clock)
        self.inputs = inputs
        self.outputs = outputs

    def read(self) -> Block | None:
        """Return silence once a block is due."""
        if not self._pacer.take():
            return None
        return np.zeros((BLOCK_SAMPLES, self.inputs), dtype=np.float32)

    def write(self, block: Block) -> None:
        """Take what nobody hears."""

    def pass_over(self) -> int:
        """Let pass every block that is due; return how many."""
        return self._pacer.pass_over()
