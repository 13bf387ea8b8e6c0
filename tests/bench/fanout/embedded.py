"""The console's own media process as a peer, spoken to as the core speaks to it."""

import asyncio
import contextlib
import multiprocessing
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess

from common.rtc.sections import ABS_SEND_TIME_ID
from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.places import PHASES, Places
from room_console.core.media.embedded.process import run_media
from room_console.core.media.embedded.wire import (
    DeclareFeed,
    Follow,
    KeyWanted,
    MediaSettings,
    OpenLeg,
    Picture,
    ProcessReport,
    Ready,
    Refused,
    SentSection,
    SoundPacket,
    Stop,
    ToProcess,
)
from tests.bench.fanout.crowd import Crowd, CrowdError
from tests.bench.fanout.guest import Guest, Remote
from tests.bench.fanout.load import PICTURE, SOUND, Load
from tests.bench.fanout.packet import Due, payload_of

START_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0
JOINING_AT_ONCE = 50
OPEN_TIMEOUT_S = 15.0
CHANNELS = (1, 2)
"""The numbers of the sound feeds' first phases; each further one has a number PHASE_STEP higher."""
PHASE_STEP = 10
STAGE = 3
READ_BYTES = 1 << 18


class EmbeddedPeer:
    """The media process. `send` may be called in another thread than the rest."""

    def __init__(self, process: BaseProcess, stream: socket.socket) -> None:
        self.reports: list[ProcessReport] = []
        self._process, self._stream = process, stream
        self._lock = threading.Lock()
        self._ready: Ready | Refused | None = None
        self._has_begun = threading.Event()
        self._is_key_wanted = threading.Event()
        self._legs: dict[Guest, int] = {}
        self._places = Places()
        self._reader = threading.Thread(target=self._read, name="media process", daemon=True)
        self._reader.start()

    @property
    def pids(self) -> Sequence[int]:
        """The process that serves."""
        assert self._process.pid is not None
        return (self._process.pid,)

    async def begin(self) -> None:
        """Wait until it listens; declare the feeds. Raises: CrowdError."""
        is_there = await asyncio.to_thread(self._has_begun.wait, START_TIMEOUT_S)
        if not is_there or not isinstance(self._ready, Ready):
            raise CrowdError("the media process did not begin")
        for phase in range(PHASES):
            for feed in CHANNELS:
                self._tell(DeclareFeed(feed + phase * PHASE_STEP, "audio"))
        self._tell(DeclareFeed(STAGE, "video", (round(PICTURE.bit_rate_bps),)))

    async def join(self, crowd: Crowd, count: int, load: Load) -> list[Guest]:
        """Bring `count` listeners in. Raises: CrowdError."""
        guests: list[Guest] = []
        while len(guests) < count:
            some = [self._invite(crowd, load) for _ in range(min(JOINING_AT_ONCE, count - len(guests)))]
            await asyncio.to_thread(crowd.open, some, OPEN_TIMEOUT_S)
            guests += some
        return guests

    async def switch(self, guest: Guest, channel: int) -> None:
        """Let a listener hear the other channel."""
        self._tell(Follow(self._legs[guest], main=CHANNELS[channel]))

    def send(self, load: Load, number: int, due_mono_s: float) -> None:
        """Hand over the packets of a tick, or of one of its phases; called in the source's thread."""
        timestamp = number * load.timestamps_per_tick // load.phases & 0xFFFFFFFF
        if load.is_sound:
            for channel, first in enumerate(CHANNELS):
                feed = first + number % load.phases * PHASE_STEP
                payload = payload_of(Due(channel, number, due_mono_s), load.payload_bytes)
                self._tell(
                    SoundPacket(feed, timestamp, load.timestamps_per_tick, due_mono_s, time.monotonic(), payload)
                )
            return
        is_key = number == 0 or self._is_key_wanted.is_set()
        self._is_key_wanted.clear()
        payloads = (payload_of(Due(0, number, due_mono_s), load.payload_bytes),) * load.packets_per_tick
        self._tell(Picture(STAGE, 0, is_key, timestamp, due_mono_s, payloads))

    def end(self) -> None:
        """Stop the process."""
        with contextlib.suppress(OSError):  # it may have ended already
            self._tell(Stop())
        self._process.join(STOP_TIMEOUT_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._stream.close()
        self._reader.join(STOP_TIMEOUT_S)
        self._process.close()

    def _invite(self, crowd: Crowd, load: Load) -> Guest:
        assert isinstance(self._ready, Ready)
        words = next(c.split() for c in self._ready.candidates if "." in c.split()[4])
        name, password = secrets.token_hex(4), secrets.token_hex(12)
        guest = crowd.add(Remote(words[4], int(words[5]), name, password, (self._ready.fingerprint,), is_lite=True))
        leg = self._legs[guest] = len(self._legs) + 1
        prints = (crowd.certificate.fingerprint,)
        self._tell(OpenLeg(leg, name, password, "bench", sections_of(leg), prints, is_dtls_client=False))
        feed = CHANNELS[0] + self._places.place(leg) % load.phases * PHASE_STEP
        self._tell(Follow(leg, main=feed) if load.is_sound else Follow(leg, picture=STAGE))
        return guest

    def _tell(self, message: ToProcess) -> None:
        frame = encode(message)
        with self._lock:
            self._stream.sendall(frame)

    def _read(self) -> None:
        frames = FrameReader()
        while data := self._received():
            for message in frames.feed(data):
                if isinstance(message, Ready | Refused):
                    self._ready = message
                    self._has_begun.set()
                elif isinstance(message, KeyWanted):
                    self._is_key_wanted.set()
                elif isinstance(message, ProcessReport):
                    self.reports.append(message)

    def _received(self) -> bytes:
        try:
            return self._stream.recv(READ_BYTES)
        except OSError:
            return b""


def sections_of(leg: int) -> tuple[SentSection, ...]:
    """Give a downlink's sections: channel, original, picture, with SSRCs of their own."""
    sound, picture = SOUND.payload_type, PICTURE.payload_type
    return (
        SentSection("audio", 3 * leg + 1, sound),
        SentSection("audio", 3 * leg + 2, sound),
        SentSection("video", 3 * leg + 3, picture, ABS_SEND_TIME_ID),
    )


@asynccontextmanager
async def embedded_peer(address: str) -> AsyncIterator[EmbeddedPeer]:
    """Run the media process on this address. Raises: CrowdError."""
    here, there = socket.socketpair()
    settings = MediaSettings(addresses=(address,))
    process = multiprocessing.get_context("spawn").Process(target=run_media, args=(there, settings))
    process.start()
    there.close()
    peer = EmbeddedPeer(process, here)
    try:
        await peer.begin()
        yield peer
    finally:
        await asyncio.to_thread(peer.end)
