"""The hall's multichannel device through PortAudio: both ways in one stream, so on one clock."""

from typing import Any

import numpy as np

from common.audio.format import Block
from common.audio.ring import SampleRing
from common.devices.portaudio.heart import Heart
from common.devices.portaudio.library import border, is_stuck, rescan
from common.devices.portaudio.listing import find_device
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

CAPACITY_SAMPLES = 10 * BLOCK_SAMPLES
AIM_SAMPLES = 2 * BLOCK_SAMPLES
"""What waits to be played: time for the media loop to answer a block with a block."""
MOST_SAMPLES = 4 * BLOCK_SAMPLES
"""More than this waiting, after the loop was late, is cut back to the aim, so that delay does not grow."""


class PortAudioHall:
    """A HallDevice of `inputs` x `outputs` ports at 48 kHz. One that was pulled out may be started again."""

    def __init__(self, name: str, inputs: int | None = None, outputs: int | None = None) -> None:
        """Take a device by name; without counts, all its ports. Raises: MediaError(`device`)."""
        self.name = name
        self._inputs, self._outputs = inputs, outputs
        if inputs is None or outputs is None:
            _, device = find_device(name, is_input=True)
            self._inputs = device.inputs if inputs is None else inputs
            self._outputs = device.outputs if outputs is None else outputs
        self.inputs: int = self._inputs or 0
        self.outputs: int = self._outputs or 0
        self._heart = Heart()
        self._heard = SampleRing(CAPACITY_SAMPLES, self.inputs)
        self._to_play = SampleRing(CAPACITY_SAMPLES, self.outputs)
        self._short = 0
        self._cut_samples = 0

    def start(self) -> None:
        """Open and start, after a look for devices anew where none is streaming. Raises: MediaError(`device`)."""
        self.stop()
        if is_stuck():
            raise MediaError(ErrorCode.DEVICE, f"PortAudio still waits for the {self.name} that is gone")
        rescan()
        index, device = find_device(self.name, is_input=True)
        if device.inputs < self.inputs or device.outputs < self.outputs:
            raise MediaError(ErrorCode.DEVICE, f"{self.name} has {device.inputs} inputs, {device.outputs} outputs")
        self._heard = SampleRing(CAPACITY_SAMPLES, self.inputs)
        self._to_play = SampleRing(CAPACITY_SAMPLES, self.outputs)
        self._to_play.write_samples(np.zeros((AIM_SAMPLES, self.outputs), dtype=np.float32))
        self._short = self._cut_samples = 0
        with border(self.name) as sounddevice:
            stream = sounddevice.Stream(
                device=(index, index),
                channels=(self.inputs, self.outputs),
                samplerate=SAMPLE_RATE_HZ,
                dtype="float32",
                latency="low",
                callback=self._callback,
            )
            self._heart.start(stream)

    def stop(self) -> None:
        """Stop and close."""
        self._heart.stop()

    @property
    def xruns(self) -> int:
        """Return blocks lost: unread, unplayed, played as silence, or lost in the system."""
        lost = self._heard.dropped_samples + self._cut_samples
        return self._heart.flagged + self._short + lost // BLOCK_SAMPLES

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._heart.is_alive

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, inputs), or None until the device has one more."""
        return self._heard.read_block()

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, outputs)."""
        self._to_play.write_samples(block)

    def _callback(self, indata: Block, outdata: Block, samples: int, _time: Any, status: Any) -> None:
        self._heard.write_samples(indata)
        if self._to_play.read_into(outdata) < samples:
            self._short += 1
        if (waiting := self._to_play.fill_samples) > MOST_SAMPLES + samples:
            self._to_play.skip(waiting - AIM_SAMPLES)
            self._cut_samples += waiting - AIM_SAMPLES
        self._heart.beat(samples, bool(status))
