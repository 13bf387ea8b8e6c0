"""The media process in a thread, spoken to as the core speaks to it."""

import secrets
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from common.rtc.dtls import Certificate, make_certificate
from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.process import run_media
from room_console.core.media.embedded.wire import (
    AnyMessage,
    DeclareFeed,
    Follow,
    LegUp,
    MediaSettings,
    OpenLeg,
    Picture,
    Ready,
    SentSection,
    SoundPacket,
    Stop,
    ToProcess,
)
from tests.helpers.mediaclient import MediaClient

M = TypeVar("M")
MAIN_SSRC, ORIGINAL_SSRC, PICTURE_SSRC = 1001, 1002, 1003
SECTIONS: Final = (
    SentSection("audio", MAIN_SSRC, 111),
    SentSection("audio", ORIGINAL_SSRC, 111),
    SentSection("video", PICTURE_SSRC, 102, abs_send_time_id=2),
)
SOUND_SAMPLES: Final = 960


class CoreEnd:
    """The core's end. Thread: the test's."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        self.heard: list[AnyMessage] = []
        self._reader = FrameReader()
        self._certificate = make_certificate()
        self.ready = self.expect(Ready)
        self.server = ("127.0.0.1", int(self.ready.candidates[0].split()[5]))

    def tell(self, *messages: ToProcess) -> None:
        """Send messages."""
        self.stream.sendall(b"".join(encode(message) for message in messages))

    def expect(self, kind: type[M], is_it: Callable[[M], bool] = lambda _: True, timeout_s: float = 5.0) -> M:
        """Wait for a message and return it; those before it are dropped. Raises: TimeoutError."""
        end_mono_s = time.monotonic() + timeout_s
        while True:
            while self.heard:
                message = self.heard.pop(0)
                if isinstance(message, kind) and is_it(message):
                    return message
            left_s = end_mono_s - time.monotonic()
            if left_s <= 0:
                raise TimeoutError(f"no {kind.__name__} came")
            self.listen(left_s)

    def listen(self, seconds: float) -> None:
        """Take what comes next, waiting at most so long."""
        if select.select([self.stream], [], [], seconds)[0]:
            self.heard += self._reader.feed(self.stream.recv(1 << 18))

    def open(self, leg: int, sections: tuple[SentSection, ...] = SECTIONS, host: str = "127.0.0.1") -> MediaClient:
        """Open a leg for a client that has not joined yet."""
        name, password = secrets.token_hex(4), secrets.token_hex(12)
        fingerprints = (self._certificate.fingerprint,)
        self.tell(OpenLeg(leg, name, password, "cname", sections, fingerprints))
        return self.client(name, password, self._certificate, host)

    def client(self, name: str, password: str, certificate: Certificate, host: str = "127.0.0.1") -> MediaClient:
        """Make a client for a leg that was opened."""
        return MediaClient(self.server, name, password, self.ready.fingerprint, certificate, host=host)

    def joined(self, leg: int, follow: Follow | None = None) -> MediaClient:
        """Open a leg, let a client join, and follow feeds."""
        client = self.open(leg)
        client.join()
        self.expect(LegUp, lambda up: up.leg == leg)
        if follow is not None:
            self.tell(follow)
        return client

    def declare(self, sounds: int, layers_bps: tuple[int, ...] = ()) -> None:
        """Declare sounds from 1 on, and picture 100 where it has layers."""
        self.tell(*(DeclareFeed(number, "audio") for number in range(1, sounds + 1)))
        if layers_bps:
            self.tell(DeclareFeed(100, "video", layers_bps))

    def sound(self, feed: int, tick: int, payload: bytes = b"opus") -> SoundPacket:
        """Make a packet of a feed's tick."""
        now = time.monotonic()
        return SoundPacket(feed, tick * SOUND_SAMPLES & 0xFFFF_FFFF, SOUND_SAMPLES, now, now, payload)

    def picture(self, layer: int, tick: int, packets: int = 3, *, is_key: bool = False) -> Picture:
        """Make a picture of a layer."""
        payloads = tuple(bytes([layer, number]) * (500 + 50 * layer) for number in range(packets))
        return Picture(100, layer, is_key, tick * 3_600 & 0xFFFF_FFFF, time.monotonic(), payloads)


@contextmanager
def running_media(**settings: object) -> Iterator[CoreEnd]:
    """Run a media process in a thread of its own until the test has gone."""
    ours, theirs = socket.socketpair()
    made = MediaSettings(is_own_process=False, **settings)  # type: ignore[arg-type]
    thread = threading.Thread(target=run_media, args=(theirs, made), name="media process")
    thread.start()
    try:
        core = CoreEnd(ours)
        yield core
        core.tell(Stop())
    finally:
        ours.close()
        thread.join(5.0)
        assert not thread.is_alive()
