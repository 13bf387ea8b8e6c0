"""What comes in: aiortc's buffer replaced by a prompt one, its frames made blocks, its pictures handed on."""

from collections.abc import Callable

import av
import numpy as np
from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import MAX_MISORDER, JitterBuffer, JitterFrame
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtp import RtpPacket

from common.audio.format import Block, BlockWriter
from common.model.units import BLOCK_SAMPLES, PACKET_SAMPLES

MAX_CONCEALED_PACKETS = 5
"""A longer gap is a pause, not a loss: nothing is filled in."""
_FULL_SCALE = 32768.0


class PromptBuffer(JitterBuffer):
    """Gives each sound packet on as it comes, instead of 80 ms later; one that comes after its successor is late.

    Whoever plays the sound holds the reserve against jitter, once, where its size can be seen.
    """

    def __init__(self) -> None:
        super().__init__(capacity=1)
        self._newest: int | None = None
        self.late = 0

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Return the packet's frame, unless it is late. The first value would ask for a key frame."""
        if self._newest is not None and (self._newest - packet.sequence_number) & 0xFFFF < MAX_MISORDER:
            self.late += 1
            return False, None
        self._newest = packet.sequence_number
        return False, JitterFrame(data=packet._data, timestamp=packet.timestamp)  # type: ignore[attr-defined]


def make_prompt(receiver: RTCRtpReceiver) -> PromptBuffer:
    """Replace the receiver's buffer, before it has received anything.

    aiortc builds it with 80 ms and no public way to choose; a lost packet then costs 320 ms of silence.
    """
    name = "_RTCRtpReceiver__jitter_buffer"
    assert isinstance(getattr(receiver, name), JitterBuffer)
    buffer = PromptBuffer()
    setattr(receiver, name, buffer)
    return buffer


class BlockCutter:
    """Cuts decoded sound into mono blocks; a packet missing in the timestamps becomes silence, and is counted."""

    def __init__(self, write: Callable[[Block], None]) -> None:
        self._write = write
        self._rest = np.zeros((0, 1), np.float32)
        self._next_pts: int | None = None
        self.concealed = 0

    def put(self, frame: av.AudioFrame) -> None:
        """Take a frame of 48 kHz s16, mono or stereo, and write the blocks that are whole."""
        samples = _mono(frame)
        if frame.pts is not None:
            self._fill(frame.pts)
            self._next_pts = frame.pts + len(samples)
        self._rest = np.concatenate((self._rest, samples))
        while len(self._rest) >= BLOCK_SAMPLES:
            self._write(self._rest[:BLOCK_SAMPLES])
            self._rest = self._rest[BLOCK_SAMPLES:]

    def _fill(self, pts: int) -> None:
        missing = pts - self._next_pts if self._next_pts is not None else 0
        if 0 < missing <= MAX_CONCEALED_PACKETS * PACKET_SAMPLES:
            self.concealed += -(-missing // PACKET_SAMPLES)
            self._rest = np.concatenate((self._rest, np.zeros((missing, 1), np.float32)))


def _mono(frame: av.AudioFrame) -> Block:
    ports = len(frame.layout.channels)
    values = frame.to_ndarray().reshape(-1, ports).astype(np.float32) / _FULL_SCALE
    mean: Block = values.mean(axis=1, keepdims=True, dtype=np.float32)
    return mean


async def pump_sound(track: MediaStreamTrack, cutter: BlockCutter) -> None:
    """Write a track's sound until it ends."""
    try:
        while True:
            frame = await track.recv()
            assert isinstance(frame, av.AudioFrame)
            cutter.put(frame)
    except MediaStreamError:
        return


async def pump_picture(track: MediaStreamTrack, take: Callable[[av.VideoFrame], None]) -> None:
    """Hand a track's pictures on until it ends."""
    try:
        while True:
            frame = await track.recv()
            assert isinstance(frame, av.VideoFrame)
            take(frame)
    except MediaStreamError:
        return


def cutter_to(writer: BlockWriter) -> BlockCutter:
    """Make a cutter that writes to `writer`."""
    return BlockCutter(writer.write)
