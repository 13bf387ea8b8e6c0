"""Lanes with listeners on a loopback socket, for tests: what comes out is opened again."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from common.rtc.rtp import Rtp, parse_rtp
from common.rtc.srtp import SrtpKeys, SrtpPair, SrtpProfile
from room_console.core.media.embedded.process.chunk import Chunk
from room_console.core.media.embedded.process.mmsg import has_mmsg
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.stream import Peer, Stream
from room_console.core.media.embedded.wire import SentSection

STAMP_ID = 2
TICK_SAMPLES = 960


class Ear:
    """One listener with one stream, and its socket."""

    def __init__(self, section: SentSection, profile: SrtpProfile, host: str = "127.0.0.1") -> None:
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((host, 0))
        self.udp.setblocking(False)
        size = profile.key_bytes + profile.salt_bytes
        one, other = secrets.token_bytes(size), secrets.token_bytes(size)
        self.pair = SrtpPair(SrtpKeys(profile, one, other))
        pair = SrtpPair(SrtpKeys(profile, other, one))
        self.stream = Stream(section, pair, profile.tag_bytes, self.peer())

    def peer(self, number: int = 0) -> Peer:
        """Say where it is, seen from one of our sockets."""
        address = self.udp.getsockname()
        name = socket.AF_INET.to_bytes(2, "little") + address[1].to_bytes(2, "big") + socket.inet_aton(address[0])
        return Peer(number, address, name + bytes(8) if has_mmsg() else b"")

    def datagrams(self) -> list[bytes]:
        """Take what has come, as it came."""
        taken = []
        while True:
            try:
                taken.append(self.udp.recv(2_048))
            except BlockingIOError:
                return taken

    def heard(self) -> list[Rtp]:
        """Take what has come, opened."""
        return [self.opened(datagram) for datagram in self.datagrams()]

    def opened(self, datagram: bytes) -> Rtp:
        """Open a packet."""
        return parse_rtp(self.pair.unprotect_rtp(datagram), STAMP_ID)

    def again(self, plain: bytes) -> bytes:
        """Protect a packet that is to be sent again, as the process does."""
        return self.stream.pair.protect_rtp(plain)


class Bench:
    """An outlet and its ears."""

    def __init__(self, sockets: list[socket.socket], is_plain: bool) -> None:
        self.outlet = Outlet(sockets, lambda: 1.5, is_plain=is_plain)
        self.ears: list[Ear] = []

    def ear(self, *, is_stamped: bool = False, profile: SrtpProfile = SrtpProfile.AEAD_AES_256_GCM) -> Ear:
        """Add a listener of a sound, or of a picture whose packets are stamped."""
        ssrc = 1_000 + len(self.ears)
        section = SentSection("video", ssrc, 102, STAMP_ID) if is_stamped else SentSection("audio", ssrc, 111)
        self.ears.append(Ear(section, profile))
        return self.ears[-1]


@contextmanager
def bench(*, is_plain: bool = False, sockets: int = 1) -> Iterator[Bench]:
    """Open sockets for a while."""
    opened = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(sockets)]
    for udp in opened:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
    made = Bench(opened, is_plain)
    try:
        yield made
    finally:
        for udp in (*opened, *(ear.udp for ear in made.ears)):
            udp.close()


def sound_chunk(tick: int, payload: bytes = b"sound") -> Chunk:
    """Make a packet of a sound."""
    timestamp = tick * TICK_SAMPLES & 0xFFFF_FFFF
    return Chunk((payload,), timestamp, TICK_SAMPLES, tick * 0.02, tick * 0.02, is_ended=False, may_join=True)


def picture_chunk(tick: int, sizes: tuple[int, ...], *, is_key: bool = False, is_ended: bool = True) -> Chunk:
    """Make packets of a picture, of these lengths."""
    payloads = tuple(bytes([tick & 0xFF]) * size for size in sizes)
    return Chunk(payloads, tick * 3_600, 1, tick * 0.04, tick * 0.04, is_ended=is_ended, may_join=is_key)
