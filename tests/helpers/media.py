"""A little hall for the media tests: tones into feeds, sinks that remember, and what a recording contains."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

import av
import numpy as np
from numpy.typing import NDArray

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import Block, BlockReader, BlockWriter
from common.model.ids import FeedId, LegId
from common.model.media import DownlinkFeeds, Sdp
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.legs import DownlinkPeer, UplinkPeer
from common.rtc.opus import PacketMs
from common.rtc.transport import PeerState
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.engine import EngineEvent, MediaEngine, PictureWriter
from room_console.core.media.memory import MemoryEngine

TONE_PEAK = 0.2


class Ear:
    """Keeps every block and picture, with the instant it came."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.at_s: list[float] = []
        self.pictures: list[av.VideoFrame] = []
        self.screens: list[av.VideoFrame] = []

    def write(self, block: Block) -> None:
        self.blocks.append(block)
        self.at_s.append(time.monotonic())

    def write_picture(self, picture: av.VideoFrame) -> None:
        self.pictures.append(picture)

    def write_screen(self, picture: av.VideoFrame) -> None:
        self.screens.append(picture)

    def samples(self, last_s: float | None = None) -> NDArray[np.float32]:
        if not self.blocks:
            return np.zeros(0, np.float32)
        samples = np.concatenate(self.blocks).ravel()
        return samples if last_s is None else samples[-round(last_s * SAMPLE_RATE_HZ) :]


class ListenerPeer(Protocol):
    async def answer(self, offer: Sdp) -> Sdp: ...
    async def close(self) -> None: ...


class SpeakerPeer(Protocol):
    async def offer(self) -> Sdp: ...
    async def accept(self, answer: Sdp) -> None: ...
    def write(self, block: Block) -> None: ...
    def write_picture(self, picture: av.VideoFrame) -> None: ...
    def write_screen(self, picture: av.VideoFrame | None) -> None: ...
    async def close(self) -> None: ...


@dataclass
class Rig:
    """An engine with the peers that fit it, and everything it told."""

    engine: MediaEngine
    events: list[EngineEvent] = field(default_factory=list)
    states: list[PeerState] = field(default_factory=list)
    pulled: list[tuple[BlockReader, Ear]] = field(default_factory=list)

    async def pull(self) -> None:
        """Read every sound once with each block's time, as devices do."""
        async for _ in beats():
            for reader, ear in self.pulled:
                if (block := reader.read()) is not None:
                    ear.write(block)

    def listener(self, main: Ear, original: Ear | None = None) -> ListenerPeer:
        second = original if original is not None else Ear()
        peer = (
            self.engine.downlink_peer(main.write_picture, self.states.append, main.write_screen)
            if isinstance(self.engine, MemoryEngine)
            else DownlinkPeer(main.write_picture, on_state=self.states.append, on_screen=main.write_screen)
        )
        self.pulled += zip(peer.sounds, (main, second), strict=True)
        return peer

    def speaker(self) -> SpeakerPeer:
        if isinstance(self.engine, MemoryEngine):
            return self.engine.uplink_peer(self.states.append)
        return UplinkPeer(on_state=self.states.append, with_screen=True)

    async def listen(self, leg: LegId, feeds: DownlinkFeeds, main: Ear, original: Ear | None = None) -> ListenerPeer:
        peer = self.listener(main, original)
        await self.engine.answer_downlink(leg, await peer.answer(await self.engine.open_downlink(leg, feeds)))
        return peer

    async def speak(self, leg: LegId, sink: Ear) -> SpeakerPeer:
        peer = self.speaker()
        await peer.accept(await self.open_uplink(leg, await peer.offer(), sink))
        return peer

    async def open_uplink(self, leg: LegId, offer: Sdp, sink: Ear) -> Sdp:
        """Open it, and pull its sound into the sink."""
        answer = await self.engine.open_uplink(leg, offer, sink)
        self.pulled.append((self.engine.uplink_sound(leg), sink))
        return answer


@asynccontextmanager
async def running(kind: str, open_timeout_s: float = 15.0, packet_ms: PacketMs = 20) -> AsyncIterator[Rig]:
    """Run an engine, `embedded` or `memory`, and note its events."""
    engine: MediaEngine
    if kind == "memory":
        engine = MemoryEngine(open_timeout_s=open_timeout_s)
    else:
        engine = EmbeddedEngine(packet_ms=packet_ms, open_timeout_s=open_timeout_s)
    rig = Rig(engine)
    await engine.start()

    async def note() -> None:
        async for event in engine.events():
            rig.events.append(event)

    async with asyncio.TaskGroup() as group, beside(rig.pull()):
        group.create_task(note())
        try:
            yield rig
        finally:
            await engine.close()


def tone(hz: float, number: int, peak: float = TONE_PEAK) -> Block:
    """Return block `number` of a tone that runs on from block to block."""
    at = (np.arange(BLOCK_SAMPLES) + number * BLOCK_SAMPLES) / SAMPLE_RATE_HZ
    block: Block = (peak * np.sin(2 * np.pi * hz * at)).astype(np.float32)[:, None]
    return block


def grey_picture(value: int, width: int = 320, height: int = 180) -> av.VideoFrame:
    """Return an evenly grey picture."""
    return av.VideoFrame.from_ndarray(np.full((height, width, 3), value, np.uint8), format="rgb24")


def show_grey(writer: PictureWriter, value: int) -> Callable[[int], None]:
    """Return what `play` may do with each block: show an evenly grey picture with every fifth."""

    def show(number: int) -> None:
        if number % 5 == 0:
            writer.write_picture(grey_picture(value))

    return show


async def play(
    seconds: float,
    tones: Mapping[FeedId, float] | None = None,
    *,
    to: MediaEngine | None = None,
    also: Callable[[int], None] | None = None,
) -> None:
    """Write blocks at their pace: a tone of its own into each feed, and whatever `also` does for block number n."""
    writers: list[tuple[BlockWriter, float]] = []
    if to is not None and tones is not None:
        writers = [(to.publish_sound(feed), hz) for feed, hz in tones.items()]
    async for number in beats():
        if number >= round(seconds / BLOCK_S):
            return
        for writer, hz in writers:
            writer.write(tone(hz, number))
        if also is not None:
            also(number)


async def beats() -> AsyncIterator[int]:
    """Count blocks, each at its time."""
    start_s = time.monotonic()
    for number in itertools.count():
        yield number
        await asyncio.sleep(max(0.0, start_s + (number + 1) * BLOCK_S - time.monotonic()))


async def until(condition: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait until something has become true. Raises: TimeoutError."""
    async with asyncio.timeout(seconds):
        for _ in iter(condition, True):
            await asyncio.sleep(0.01)


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run something during the block; it is ended with it."""
    owner = TaskOwner("beside")
    spawn(work, name="beside", owner=owner)
    try:
        yield
    finally:
        await owner.cancel_all()


def loudest_hz(samples: NDArray[np.float32]) -> float:
    """Return the frequency that holds the most of a recording."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * SAMPLE_RATE_HZ / len(samples))


def share_of(samples: NDArray[np.float32], hz: float, width_hz: float = 30.0) -> float:
    """Return how much of a recording's power lies around a frequency, 0 to 1."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    at_hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    return float(power[np.abs(at_hz - hz) <= width_hz].sum() / max(power.sum(), 1e-20))


def band_db(samples: NDArray[np.float32], low_hz: float, high_hz: float) -> float:
    """Return a band's power in dB."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    at_hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE_HZ)
    return float(10 * np.log10(power[(at_hz >= low_hz) & (at_hz < high_hz)].sum() / len(samples) ** 2 + 1e-20))


def rms_dbfs(samples: NDArray[np.float32]) -> float:
    """Return the level of a recording."""
    return float(20 * np.log10(np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + 1e-10))


def longest_silence_s(samples: NDArray[np.float32], threshold: float = TONE_PEAK / 10) -> float:
    """Return the longest stretch in which no millisecond reaches the threshold."""
    parts = np.abs(samples[: len(samples) // 48 * 48].reshape(-1, 48)).max(axis=1) < threshold
    longest = run = 0
    for is_silent in parts:
        run = run + 1 if is_silent else 0
        longest = max(longest, run)
    return longest * 48 / SAMPLE_RATE_HZ


def decode_opus(packets: list[bytes]) -> NDArray[np.float32]:
    """Decode packets with libopus."""
    context = av.CodecContext.create("libopus", "r")
    assert isinstance(context, av.AudioCodecContext)
    context.sample_rate, context.layout, context.format = SAMPLE_RATE_HZ, "mono", "s16"
    frames = [frame for data in packets for frame in context.decode(av.Packet(data))]
    samples = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return samples.astype(np.float32) / np.float32(32768)


def has_fec(packet: bytes) -> bool:
    """Tell whether a mono packet of 20 ms carries a copy of the one before: RFC 6716, sections 3.1 and 4.2.4."""
    is_silk_or_hybrid = packet[0] >> 3 < 16
    return is_silk_or_hybrid and bool(packet[1] >> 6 & 1)
