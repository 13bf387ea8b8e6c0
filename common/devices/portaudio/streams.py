"""Microphones and headphones through PortAudio, each in a process of its own."""

from common.audio.format import Block
from common.audio.resample import StreamResampler
from common.audio.ring import SampleRing
from common.devices.portaudio.aim import QueueAim
from common.devices.portaudio.child import Opened, run_headphone, run_microphone
from common.devices.portaudio.owner import StreamOwner
from common.devices.portaudio.shared import Count, StreamMemory
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

CAPACITY_SAMPLES = 9600
NOT_OPENED = Opened("", SAMPLE_RATE_HZ, 0.0)


def open_input(name: str | None = None) -> "PortAudioInput":
    """Return a microphone, not started; None is the system's choice."""
    return PortAudioInput(name)


def open_output(name: str | None = None) -> "PortAudioOutput":
    """Return a headphone, not started; None is the system's choice."""
    return PortAudioOutput(name)


class PortAudioInput:
    """A microphone. A device with two ports gives one voice; another rate than 48 kHz is resampled."""

    def __init__(self, name: str | None = None) -> None:
        self._wanted = name
        self.name = name or ""
        self._stream = StreamOwner(run_microphone)
        self._ring = SampleRing(CAPACITY_SAMPLES)
        self._resampler: StreamResampler | None = None
        self._ready = SampleRing(CAPACITY_SAMPLES)
        self._opened = NOT_OPENED

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        memory = StreamMemory(1, 0, CAPACITY_SAMPLES)
        opened = self._stream.start(self._wanted, memory)
        self.name, self._opened = opened.name, opened
        self._ready = SampleRing(CAPACITY_SAMPLES)
        self._resampler = StreamResampler(opened.rate_hz, 1) if opened.rate_hz != SAMPLE_RATE_HZ else None
        self._ring = memory.heard()

    def stop(self) -> None:
        """Stop and close."""
        self._stream.stop()

    @property
    def xruns(self) -> int:
        """Return how often sound was lost."""
        return self._stream.count(Count.FLAGGED) + self._ring.dropped_samples // BLOCK_SAMPLES

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._stream.is_alive

    @property
    def latency_ms(self) -> float:
        """Return the driver's, and how long what waits here takes."""
        return self._opened.latency_ms + 1000.0 * self._ring.fill_samples / self._opened.rate_hz

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1), or None until the device has one more."""
        if self._resampler is None:
            return self._ring.read_block()
        while self._ready.fill_samples < BLOCK_SAMPLES and (block := self._ring.read_block()) is not None:
            self._ready.write_samples(self._resampler.convert(block))
        return self._ready.read_block()


class PortAudioOutput:
    """A headphone; one voice goes to each of its first two ports. Another rate than 48 kHz is resampled."""

    def __init__(self, name: str | None = None) -> None:
        self._wanted = name
        self.name = name or ""
        self._stream = StreamOwner(run_headphone)
        self._ring = SampleRing(CAPACITY_SAMPLES)
        self._resampler: StreamResampler | None = None
        self._aim = QueueAim()
        self._opened = NOT_OPENED

    def start(self) -> None:
        """Open and start. Raises: MediaError(`device`)."""
        memory = StreamMemory(0, 1, CAPACITY_SAMPLES)
        opened = self._stream.start(self._wanted, memory)
        self.name, self._opened = opened.name, opened
        is_other = opened.rate_hz != SAMPLE_RATE_HZ
        self._resampler = StreamResampler(SAMPLE_RATE_HZ, 1, to_hz=opened.rate_hz) if is_other else None
        self._ring = memory.to_play()
        self._aim = QueueAim()

    def stop(self) -> None:
        """Stop and close."""
        self._stream.stop()

    @property
    def xruns(self) -> int:
        """Return how often the device had to play silence, or said that it was late."""
        return self._stream.count(Count.FLAGGED) + self._stream.count(Count.SHORT)

    @property
    def is_alive(self) -> bool:
        """Tell whether callbacks come."""
        return self._stream.is_alive

    @property
    def latency_ms(self) -> float:
        """Return how long what waits here takes, and the driver's."""
        return self._opened.latency_ms + 1000.0 * self._ring.fill_samples / self._opened.rate_hz

    def wants_block(self) -> bool:
        """Tell whether less waits than the aim."""
        count = self._stream.count
        aim = self._aim.samples(
            count(Count.LARGEST_CALL_SAMPLES), count(Count.SHORT), count(Count.WATCHES), count(Count.LEAST_SAMPLES)
        )
        return self.is_alive and self._ring.fill_samples < min(aim, CAPACITY_SAMPLES - BLOCK_SAMPLES)

    def write(self, block: Block) -> None:
        """Queue (BLOCK_SAMPLES, 1)."""
        self._ring.write_samples(block if self._resampler is None else self._resampler.convert(block))
