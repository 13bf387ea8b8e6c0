"""Values that the bench's parts hand one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.sound.stalls import Stall

Sound = NDArray[np.float32]
"""(samples,) at 48 kHz, or (ears, samples)."""

Reports = Mapping[str, Mapping[str, float]]
"""By direction: what a program says of itself."""


@dataclass(frozen=True, slots=True)
class Direction:
    """One way through a program: the JACK inputs that take the mouth's sound, the JACK output that the ear hears."""

    name: str
    mouth: tuple[str, ...]
    ear: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What one session gave: a row of `sound` for each direction, from the instant the mouth began."""

    sound: Sound
    started_mono_s: float
    stalls: Sequence[Stall]
    """Of the machine: no program's fault."""
    missed_cycles: int
