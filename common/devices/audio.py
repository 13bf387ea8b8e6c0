"""The contracts of a microphone, a headphone and a hall device. None of their methods waits."""

from dataclasses import dataclass
from typing import Protocol

from common.audio.format import Block


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A device as the system lists it. `name` is what configuration and settings keep: `portaudio:HOSTAPI:NAME`."""

    name: str
    title: str
    inputs: int
    outputs: int
    sample_rate_hz: int
    is_default_input: bool = False
    is_default_output: bool = False


class DeviceClock(Protocol):
    """What every open device has. Thread: the one that called `start`."""

    name: str

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        ...

    def stop(self) -> None:
        """Stop and close; nothing happens when it is not started."""
        ...

    @property
    def xruns(self) -> int:
        """Blocks lost or late since `start`."""
        ...

    @property
    def is_alive(self) -> bool:
        """Tell whether the device still runs: false after it was pulled out."""
        ...


class AudioInput(DeviceClock, Protocol):
    """A microphone: (BLOCK_SAMPLES, 1)."""

    def read(self) -> Block | None:
        """Return the next block, or None until the device has one more."""
        ...

    @property
    def latency_ms(self) -> float:
        """Tell how long sound takes from the microphone to `read`, as far as the system says."""
        ...


class AudioOutput(DeviceClock, Protocol):
    """A headphone: (BLOCK_SAMPLES, 1) goes to every port of it."""

    def wants_block(self) -> bool:
        """Tell whether the device's queue is below its aim; the device's clock paces the playout so."""
        ...

    def write(self, block: Block) -> None:
        """Queue a block."""
        ...

    @property
    def latency_ms(self) -> float:
        """Tell how long a block that is written now takes to be heard, as far as the system says."""
        ...


class HallDevice(DeviceClock, Protocol):
    """A multichannel device, both ways on one clock: `read` and `write` are called in turn, once a block."""

    inputs: int
    outputs: int

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, inputs), or None until the device has one more."""
        ...

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, outputs)."""
        ...
