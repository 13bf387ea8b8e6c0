"""The device of a meeting without a mixer: it keeps time and carries nothing, so that the floor is the slots' sum."""

import numpy as np

from common.audio.format import Block
from common.devices.paced import MonoClock, Pacer, monotonic
from common.model.units import BLOCK_SAMPLES


class SilentHall:
    """A HallDevice paced by a clock: silence in, nothing out."""

    def __init__(self, inputs: int = 0, outputs: int = 0, clock: MonoClock = monotonic, name: str = "none") -> None:
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self._pacer = Pacer(clock)

    def start(self) -> None:
        """Begin to keep time."""
        self._pacer.start()

    def stop(self) -> None:
        """Give nothing more."""
        self._pacer.stop()

    @property
    def xruns(self) -> int:
        """Return how many blocks nobody fetched in time."""
        return self._pacer.skipped

    @property
    def is_alive(self) -> bool:
        """Tell whether it was started."""
        return self._pacer.started_mono_s is not None

    def read(self) -> Block | None:
        """Return silence once a block is due."""
        if not self._pacer.take():
            return None
        return np.zeros((BLOCK_SAMPLES, self.inputs), dtype=np.float32)

    def write(self, block: Block) -> None:
        """Take what nobody hears."""
