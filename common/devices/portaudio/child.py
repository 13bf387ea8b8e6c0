"""One stream of PortAudio, in a process of its own. The callbacks touch shared rings only: no lock, no log, no wait."""

import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from common.audio.format import Block
from common.audio.monosum import MonoSum
from common.devices.audio import AudioDevice
from common.devices.portaudio.aim import QueueWatch
from common.devices.portaudio.apart import GOODBYE_S, is_left
from common.devices.portaudio.library import border
from common.devices.portaudio.listing import devices_here, pick
from common.devices.portaudio.queue import HallQueue
from common.devices.portaudio.shared import Count, StreamMemory
from common.devices.portaudio.tuning import tuning_of
from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ

WATCH_S = 0.1
MOST_PORTS = 2
"""Of a microphone or headphone: more than two are a system's virtual device."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a wish."""

    name: str
    rate_hz: int
    settling_s: float
    latency_ms: float = 0.0
    """Of the device and its driver, as PortAudio has it."""


Answer = Opened | str
"""The stream runs, or why it does not."""


def run_microphone(link: "Connection[Answer, None]", name: str | None, memory: StreamMemory) -> None:
    """Hear into `memory` until the owner lets go; two ports give one voice."""
    ring, counts, mono = memory.heard(), memory.counts(), MonoSum()

    def hear(indata: Block, samples: int, _time: Any, status: Any) -> None:
        ring.write_samples(indata if indata.shape[1] == 1 else mono.mix(indata))
        beat(counts, samples, status)

    _run(
        link, name or "the default microphone", counts, lambda pa: _open_mono(pa.InputStream, name, hear, is_input=True)
    )


def run_headphone(link: "Connection[Answer, None]", name: str | None, memory: StreamMemory) -> None:
    """Play out of `memory` until the owner lets go; one voice goes to the first two ports."""
    ring, counts = memory.to_play(), memory.counts()
    voice = np.zeros((memory.capacity_samples, 1), dtype=np.float32)
    watch = QueueWatch(counts)

    def play(outdata: Block, samples: int, _time: Any, status: Any) -> None:
        short = ring.read_into(voice[:samples]) < samples
        outdata[:] = voice[:samples]
        counts[Count.SHORT] += short and ring.was_written
        watch.note(ring.fill_samples, samples)
        beat(counts, samples, status)

    _run(
        link,
        name or "the default headphone",
        counts,
        lambda pa: _open_mono(pa.OutputStream, name, play, is_input=False),
    )


def run_hall(link: "Connection[Answer, None]", name: str, memory: StreamMemory, output_name: str = "") -> None:
    """Carry every port of one device or two, both ways in one stream, until the owner lets go."""
    heard, counts = memory.heard(), memory.counts()
    queue = HallQueue(memory.to_play(), counts)

    def carry(indata: Block, outdata: Block, samples: int, _time: Any, status: Any) -> None:
        heard.write_samples(indata)
        queue.play(outdata)
        beat(counts, samples, status)

    _run(link, name, counts, lambda pa: _open_hall(pa, name, output_name or name, memory, carry))


def beat(counts: Any, samples: int, status: Any) -> None:
    """Count a callback, and whether PortAudio says that samples were lost before it."""
    counts[Count.FLAGGED] += bool(status)
    counts[Count.LARGEST_CALL_SAMPLES] = max(counts[Count.LARGEST_CALL_SAMPLES], samples)
    counts[Count.CALLS] += 1


def _run(link: "Connection[Answer, None]", name: str, counts: Any, open_stream: Any) -> None:
    try:
        with border(name) as sounddevice:
            stream, device = open_stream(sounddevice)
            stream.start()
    except MediaError as error:
        link.send(error.detail)
        return
    latency_s = stream.latency if isinstance(stream.latency, float) else sum(stream.latency)
    link.send(Opened(device.name, round(stream.samplerate), tuning_of(device).settling_s, 1000.0 * latency_s))
    while not is_left(link, WATCH_S):
        counts[Count.ENDED] = not stream.active
    closing = threading.Thread(target=stream.close, name="close", daemon=True)
    closing.start()
    closing.join(GOODBYE_S / 2)


def _open_mono(make: Any, name: str | None, callback: Any, *, is_input: bool) -> tuple[Any, AudioDevice]:
    """Open at 48 kHz with two ports at most, or else as the device will have it."""
    index, device = pick(devices_here(), name, is_input=is_input)
    most_ports = min(device.inputs if is_input else device.outputs, MOST_PORTS)
    tuning = tuning_of(device)
    refusals: list[Exception] = []
    for rate_hz in dict.fromkeys((SAMPLE_RATE_HZ, device.sample_rate_hz)):
        for ports in dict.fromkeys((most_ports, 1)):
            try:
                return make(
                    device=index,
                    channels=ports,
                    samplerate=rate_hz,
                    dtype="float32",
                    latency=tuning.latency,
                    blocksize=tuning.block_samples,
                    callback=callback,
                ), device
            except Exception as error:
                refusals.append(error)
    raise refusals[0]


def _open_hall(
    sounddevice: Any, name: str, output_name: str, memory: StreamMemory, callback: Any
) -> tuple[Any, AudioDevice]:
    devices = devices_here()
    index, device = pick(devices, name, is_input=True)
    output_index, output = (index, device) if output_name == name else pick(devices, output_name, is_input=False)
    if device.inputs < memory.inputs or output.outputs < memory.outputs:
        there = "" if output_name == name else f"{output_name} "
        raise MediaError(ErrorCode.DEVICE, f"{name} has {device.inputs} inputs, {there}{output.outputs} outputs")
    tuning = tuning_of(device)
    stream = sounddevice.Stream(
        device=(index, output_index),
        channels=(memory.inputs, memory.outputs),
        samplerate=SAMPLE_RATE_HZ,
        dtype="float32",
        latency=tuning.latency,
        blocksize=tuning.block_samples,
        callback=callback,
    )
    return stream, device
