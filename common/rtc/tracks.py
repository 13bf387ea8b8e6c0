"""Tracks of packets that are encoded already: aiortc packs them into RTP and does not encode them again."""

import asyncio
import time
from collections import deque
from fractions import Fraction
from typing import Any, TypeAlias

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from common.model.units import PACKET_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.opus import SOUND_TIME_BASE

Packet: TypeAlias = "av.Packet[Any]"
SOUND_QUEUE_PACKETS = 5
PICTURE_QUEUE_PACKETS = 8
PICTURE_CLOCK_HZ = 90_000
PICTURE_TIME_BASE = Fraction(1, PICTURE_CLOCK_HZ)
PAUSE_S = 0.1
"""Packets further apart than this have had silence between them, which the timestamps then show."""


class EncodedTrack(MediaStreamTrack):
    """A bounded queue of packets; when it is full the oldest goes. Thread: the media loop's."""

    def __init__(self, capacity: int) -> None:
        super().__init__()
        self._packets: deque[Packet] = deque()
        self._capacity = capacity
        self._arrived = asyncio.Event()
        self.dropped = 0

    async def recv(self) -> Packet:
        """Wait for the next packet. Raises: MediaStreamError when the track has ended."""
        while not self._packets:
            if self.readyState != "live":
                raise MediaStreamError
            self._arrived.clear()
            await self._arrived.wait()
        return self._packets.popleft()

    def stop(self) -> None:
        """End the track and wake up its reader."""
        super().stop()
        self._arrived.set()

    def _push(self, packet: Packet) -> None:
        if len(self._packets) >= self._capacity:
            self._packets.popleft()
            self.dropped += 1
        self._packets.append(packet)
        self._arrived.set()


class EncodedSoundTrack(EncodedTrack):
    """Opus packets of 20 ms. Their timestamps run on, whichever feed they come from."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__(SOUND_QUEUE_PACKETS)
        self._pts = 0
        self._last_mono_s: float | None = None

    def push(self, data: bytes, now_mono_s: float | None = None) -> None:
        """Send a packet."""
        now = time.monotonic() if now_mono_s is None else now_mono_s
        if self._last_mono_s is not None:
            pause_s = now - self._last_mono_s
            packets = round(pause_s * SAMPLE_RATE_HZ / PACKET_SAMPLES) if pause_s > PAUSE_S else 1
            self._pts += max(1, packets) * PACKET_SAMPLES
        self._last_mono_s = now
        packet = av.Packet(data)
        packet.pts = self._pts
        packet.time_base = SOUND_TIME_BASE
        self._push(packet)


class EncodedPictureTrack(EncodedTrack):
    """H.264 pictures. After a loss or a switch nothing is sent until a key frame comes."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__(PICTURE_QUEUE_PACKETS)
        self._start_mono_s: float | None = None
        self._last_pts = -1
        self.needs_key = True

    def push(self, data: bytes, is_key: bool, taken_mono_s: float) -> None:
        """Send a picture taken at an instant of the monotonic clock."""
        if len(self._packets) >= self._capacity:
            self.dropped += len(self._packets)
            self._packets.clear()
            self.needs_key = True
        if self.needs_key and not is_key:
            return
        self.needs_key = False
        if self._start_mono_s is None:
            self._start_mono_s = taken_mono_s
        packet = av.Packet(data)
        packet.pts = max(self._last_pts + 1, round((taken_mono_s - self._start_mono_s) * PICTURE_CLOCK_HZ))
        packet.time_base = PICTURE_TIME_BASE
        self._last_pts = packet.pts
        self._push(packet)
