"""The hall's multichannel device through PortAudio: both ways in one stream, so on one clock, in its own process."""

from functools import partial

import numpy as np

from common.audio.format import Block
from common.audio.ring import SampleRing
from common.devices.portaudio.child import run_hall
from common.devices.portaudio.listing import list_devices, pick
from common.devices.portaudio.owner import StreamOwner
from common.devices.portaudio.queue import AIM_SAMPLES
from common.devices.portaudio.shared import Count, StreamMemory
from common.model.units import BLOCK_SAMPLES

CAPACITY_SAMPLES = 10 * BLOCK_SAMPLES


class PortAudioHall:
    """A HallDevice of `inputs` x `outputs` ports at 48 kHz. One that was pulled out may be started again."""

    def __init__(self, name: str, inputs: int | None = None, outputs: int | None = None, output_name: str = "") -> None:
        """Take a device by name, or two of one sound system; without counts, all ports. Raises: MediaError(`device`).

        What is played goes to `output_name`, or to the same device. Two without a common clock drift apart, which the
        queue mends by leaving a piece out now and then.
        """
        self.name = name
        if inputs is None or outputs is None:
            devices = list_devices()
            _, device = pick(devices, name, is_input=True)
            output = pick(devices, output_name, is_input=False)[1] if output_name else device
            inputs = device.inputs if inputs is None else inputs
            outputs = output.outputs if outputs is None else outputs
        self.inputs = inputs
        self.outputs = outputs
        self._stream = StreamOwner(partial(run_hall, output_name=output_name))
        self._has_read = False
        self._heard = SampleRing(CAPACITY_SAMPLES, inputs)
        self._to_play = SampleRing(CAPACITY_SAMPLES, outputs)

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        memory = StreamMemory(self.inputs, self.outputs, CAPACITY_SAMPLES)
        self._stream.start(self.name, memory)
        self._heard, self._to_play = memory.heard(), memory.to_play()
        self._has_read = False

    def stop(self) -> None:
        """Stop and close."""
        self._stream.stop()

    @property
    def xruns(self) -> int:
        """Return blocks lost: unread, left out, played as silence, or lost in the system."""
        lost = self._heard.dropped_samples + self._stream.count(Count.CUT_SAMPLES)
        return self._stream.count(Count.FLAGGED) + self._stream.count(Count.SHORT) + lost // BLOCK_SAMPLES

    def counts(self) -> dict[str, int]:
        """Say how the device and its queue fare, for measurement."""
        counts = {what.name.lower(): self._stream.count(what) for what in Count}
        return counts | {"dropped_samples": self._heard.dropped_samples, "queued_samples": self._to_play.fill_samples}

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._stream.is_alive

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, inputs), or None until the device has one more.

        What was heard before the first call is left out, but for its newest block.
        """
        if not self._has_read:
            self._has_read = True
            self._heard.skip(max(0, self._heard.fill_samples - BLOCK_SAMPLES))
        return self._heard.read_block()

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, outputs); what the queue shall hold goes before the first."""
        if not self._to_play.was_written:
            self._to_play.write_samples(np.zeros((AIM_SAMPLES, self.outputs), dtype=np.float32))
        self._to_play.write_samples(block)
