"""Microphones and headphones through PortAudio. The callbacks touch rings only: no lock, no log, no memory."""

from typing import Any

import numpy as np

from common.audio.format import Block
from common.audio.resample import StreamResampler
from common.audio.ring import SampleRing
from common.devices.portaudio.heart import Heart
from common.devices.portaudio.library import border
from common.devices.portaudio.listing import find_device
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

CAPACITY_SAMPLES = 9600
AIM_SAMPLES = 2 * BLOCK_SAMPLES
MOST_PORTS = 2
"""Of a headphone: more than two are a system's virtual device."""


def open_input(name: str | None = None) -> "PortAudioInput":
    """Return a microphone, not started; None is the system's choice. Raises: MediaError(`device`) if it isn't there."""
    find_device(name, is_input=True)
    return PortAudioInput(name)


def open_output(name: str | None = None) -> "PortAudioOutput":
    """Return a headphone, not started; None is the system's choice. Raises: MediaError(`device`) if it isn't there."""
    find_device(name, is_input=False)
    return PortAudioOutput(name)


def open_stream(make: Any, index: int, most_ports: int, rate_hz: int, callback: Any) -> Any:
    """Open at 48 kHz and with one port, or else as the device will have it."""
    sounddevice_errors: list[Exception] = []
    for rate in dict.fromkeys((SAMPLE_RATE_HZ, rate_hz)):
        for ports in dict.fromkeys((min(most_ports, MOST_PORTS), 1)):
            try:
                return make(
                    device=index,
                    channels=ports,
                    samplerate=rate,
                    dtype="float32",
                    latency="low",
                    callback=callback,
                )
            except Exception as error:
                sounddevice_errors.append(error)
    raise sounddevice_errors[0]


class PortAudioInput:
    """A microphone. A device with two ports gives their mean; another rate than 48 kHz is resampled."""

    def __init__(self, name: str | None = None) -> None:
        self._wanted = name
        self.name = name or ""
        self._heart = Heart()
        self._ring = SampleRing(CAPACITY_SAMPLES)
        self._resampler: StreamResampler | None = None
        self._ready = SampleRing(CAPACITY_SAMPLES)

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        self.stop()
        with border(self._wanted or "the default microphone") as sounddevice:
            index, device = find_device(self._wanted, is_input=True)
            self.name = device.name
            stream = open_stream(sounddevice.InputStream, index, device.inputs, device.sample_rate_hz, self._callback)
            rate_hz = round(stream.samplerate)
            self._ring = SampleRing(CAPACITY_SAMPLES, stream.channels)
            self._ready = SampleRing(CAPACITY_SAMPLES)
            self._resampler = StreamResampler(rate_hz, 1) if rate_hz != SAMPLE_RATE_HZ else None
            self._heart.start(stream)

    def stop(self) -> None:
        """Stop and close."""
        self._heart.stop()

    @property
    def xruns(self) -> int:
        """Return how often sound was lost."""
        return self._heart.flagged + self._ring.dropped_samples // BLOCK_SAMPLES

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._heart.is_alive

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1), or None until the device has one more."""
        if self._resampler is None:
            block = self._ring.read_block()
            return None if block is None else _mean(block)
        while self._ready.fill_samples < BLOCK_SAMPLES and (block := self._ring.read_block()) is not None:
            self._ready.write_samples(self._resampler.convert(_mean(block)))
        return self._ready.read_block()

    def _callback(self, indata: Block, samples: int, _time: Any, status: Any) -> None:
        self._ring.write_samples(indata)
        self._heart.beat(samples, bool(status))


class PortAudioOutput:
    """A headphone; one voice goes to each of its first two ports. Another rate than 48 kHz is resampled."""

    def __init__(self, name: str | None = None) -> None:
        self._wanted = name
        self.name = name or ""
        self._heart = Heart()
        self._ring = SampleRing(CAPACITY_SAMPLES)
        self._resampler: StreamResampler | None = None
        self._short = 0
        self._was_written = False

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        self.stop()
        with border(self._wanted or "the default headphone") as sounddevice:
            index, device = find_device(self._wanted, is_input=False)
            self.name = device.name
            self._short, self._was_written = 0, False
            stream = open_stream(sounddevice.OutputStream, index, device.outputs, device.sample_rate_hz, self._callback)
            rate_hz = round(stream.samplerate)
            self._ring = SampleRing(CAPACITY_SAMPLES, stream.channels)
            is_other = rate_hz != SAMPLE_RATE_HZ
            self._resampler = StreamResampler(SAMPLE_RATE_HZ, 1, to_hz=rate_hz) if is_other else None
            self._heart.start(stream)

    def stop(self) -> None:
        """Stop and close."""
        self._heart.stop()

    @property
    def xruns(self) -> int:
        """Return how often the device had to play silence, or said that it was late."""
        return self._heart.flagged + self._short

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._heart.is_alive

    def wants_block(self) -> bool:
        """Tell whether less waits than 20 ms, or than one callback and a block where that is more."""
        aim = max(AIM_SAMPLES, self._heart.largest_call_samples + BLOCK_SAMPLES)
        return self.is_alive and self._ring.fill_samples < min(aim, CAPACITY_SAMPLES - BLOCK_SAMPLES)

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, 1)."""
        voice = block if self._resampler is None else self._resampler.convert(block)
        self._ring.write_samples(np.broadcast_to(voice, (len(voice), self._ring.ports)))
        self._was_written = True

    def _callback(self, outdata: Block, samples: int, _time: Any, status: Any) -> None:
        if self._ring.read_into(outdata) < samples and self._was_written:
            self._short += 1
        self._heart.beat(samples, bool(status))


def _mean(block: Block) -> Block:
    if block.shape[1] == 1:
        return block
    mean: Block = block.mean(axis=1, keepdims=True, dtype=np.float32)
    return mean
