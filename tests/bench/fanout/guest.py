"""One listener, as light as can be: ICE, DTLS, then datagrams noted by their first bytes and the instant they came."""

import contextlib
import secrets
import socket
from array import array
from dataclasses import dataclass
from enum import Enum, auto
from time import monotonic

import numpy as np
from aiortc.rtp import RtcpReceiverInfo

from common.rtc.dtls import Certificate, DtlsEndpoint, DtlsState
from common.rtc.rtcp import receiver_report
from common.rtc.rtp import DatagramKind, kind_of
from common.rtc.srtp import SrtpPair
from common.rtc.stun import StunAttribute, StunType, binding_request, parse_stun, success_response
from tests.bench.fanout.bulk import BulkReader

HEAD_BYTES = 12
MAX_DATAGRAM_BYTES = 2048
RECEIVE_BUFFER_BYTES = 1 << 18
PRIORITY = 0x7E7F00FF
SETTLE_S = 0.05
"""Between a server's nomination and the first flight of DTLS, so that it has heard our answer."""
RETRY_S = 0.25


@dataclass(frozen=True, slots=True)
class Remote:
    """A server's end of a leg. `is_lite`: it waits for our checks and never makes any."""

    host: str
    port: int
    ice_name: str
    ice_password: str
    fingerprints: tuple[str, ...]
    is_lite: bool


def new_names() -> tuple[str, str]:
    """Draw an ICE name and a password."""
    return secrets.token_hex(4), secrets.token_hex(12)


class GuestState(Enum):
    """How far a guest has come."""

    CHECKING = auto()
    SHAKING = auto()
    UP = auto()
    FAILED = auto()


class Guest:
    """A listener. Thread: the crowd's, once it is in the crowd.

    `arrived` and `heads` grow together, 12 bytes of head for each instant, while `is_counting`; whole packets are kept
    in `whole` while there are fewer than `keeps`.
    """

    def __init__(self, host: str, remote: Remote, certificate: Certificate, names: tuple[str, str]) -> None:
        """`names` are its own ICE name and password."""
        self.remote = remote
        self.ice_name, self.ice_password = names
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        self.socket.bind((host, 0))
        self.socket.connect((remote.host, remote.port))
        self.state = GuestState.CHECKING
        self.arrived, self.heads = array("d"), bytearray()
        self.whole: list[tuple[float, bytes]] = []
        self.keeps = 0
        self.is_counting = False
        self.pair: SrtpPair | None = None
        self._certificate = certificate
        self._dtls = DtlsEndpoint(certificate, True, remote.fingerprints)
        self._act_at_s = 0.0
        self._has_begun = False
        self._newest: bytes | None = None
        self._report: bytes | None = None

    @property
    def candidate(self) -> str:
        """Tell where it is, as SDP does."""
        host, port = self.socket.getsockname()
        return f"1 1 udp {PRIORITY} {host} {port} typ host"

    @property
    def profile(self) -> str | None:
        """Name the SRTP profile, once it is agreed."""
        return self._dtls.keys.profile.name if self._dtls.keys is not None else None

    def speak(self, packet: bytes) -> None:
        """Send an RTP packet; in one thread only."""
        assert self.pair is not None
        self._send(self.pair.protect_rtp(packet))

    def act(self, now_s: float) -> None:
        """Do what is due while it opens."""
        if now_s < self._act_at_s:
            return
        if self.state is GuestState.CHECKING:
            self._act_at_s = now_s + RETRY_S
            if self.remote.is_lite:
                self.check()
        elif self.state is GuestState.SHAKING:
            if self._has_begun:
                self._dtls.on_timeout()
            else:
                self._has_begun = True
                self._dtls.start()
            self._flush(now_s)

    def check(self) -> None:
        """Ask a server that is lite, nominating; later this says that we are still there."""
        name = f"{self.remote.ice_name}:{self.ice_name}"
        key = self.remote.ice_password.encode()
        self._send(binding_request(secrets.token_bytes(12), name, key, PRIORITY, 1, is_nominating=True))

    def report(self) -> None:
        """Send the server a receiver report on what it sends us, once it sends; what it says does not matter."""
        if self._report is None and self._newest is not None and not 192 <= self._newest[1] < 224:
            ssrc, sequence = int.from_bytes(self._newest[8:12], "big"), int.from_bytes(self._newest[2:4], "big")
            block = RtcpReceiverInfo(ssrc, 0, 0, sequence, 0, 0, 0)
            self._report = receiver_report(ssrc ^ 1, [block], self.ice_name.encode())
        if self._report is not None and self.pair is not None:
            self._send(self.pair.protect_rtcp(self._report))

    def take_one(self) -> None:
        """Take one datagram of those that wait."""
        try:
            datagram = self.socket.recv(MAX_DATAGRAM_BYTES)
        except OSError:  # nothing was there after all, or the server's port is closed
            return
        if len(datagram) < HEAD_BYTES or not 128 <= datagram[0] < 192:
            self._take(datagram)
            return
        self._newest = datagram
        if self.is_counting:
            now_s = monotonic()
            self.arrived.append(now_s)
            self.heads += datagram[:HEAD_BYTES]
            if len(self.whole) < self.keeps:
                self.whole.append((now_s, datagram))

    def take_all(self, reader: BulkReader) -> None:
        """Take what waits, by when the kernel had it."""
        if not (count := reader.read(self.socket)):
            return
        first = reader.datagrams[:count, 0]
        is_media = (first >= 128) & (first < 192)
        for row in np.flatnonzero(~is_media).tolist():
            self._take(reader.datagram(row))
        if not (media := np.flatnonzero(is_media).tolist()):
            return
        self._newest = reader.datagram(media[-1])
        if self.is_counting:
            arrived_s = reader.arrived_s(count)
            self.arrived.frombytes(arrived_s[media].tobytes())
            self.heads += reader.datagrams[media, :HEAD_BYTES].tobytes()
            for row in media[: max(0, self.keeps - len(self.whole))]:
                self.whole.append((float(arrived_s[row]), reader.datagram(row)))

    def close(self) -> None:
        """Say so to the server, and end."""
        self._dtls.close()
        self._flush(monotonic())
        self.socket.close()

    def _take(self, datagram: bytes) -> None:
        match kind_of(datagram):
            case DatagramKind.STUN:
                self._take_stun(datagram)
            case DatagramKind.DTLS:
                self._dtls.receive(datagram)
                self._flush(monotonic())
            case _:
                pass

    def _take_stun(self, datagram: bytes) -> None:
        message = parse_stun(datagram)
        is_nominated = message.type == StunType.SUCCESS
        if message.type == StunType.REQUEST:
            answer = success_response(message, self.remote.host, self.remote.port, self.ice_password.encode())
            self._send(answer)
            is_nominated = StunAttribute.USE_CANDIDATE in message.attributes
        if is_nominated and self.state is GuestState.CHECKING:
            self.state = GuestState.SHAKING
            self._act_at_s = 0.0 if self.remote.is_lite else monotonic() + SETTLE_S

    def _flush(self, now_s: float) -> None:
        for datagram in self._dtls.take_outgoing():
            self._send(datagram)
        if self._dtls.keys is not None and self.pair is None:
            self.pair = SrtpPair(self._dtls.keys)
            self.state = GuestState.UP
        elif self._dtls.state in {DtlsState.FAILED, DtlsState.CLOSED}:
            self.state = GuestState.FAILED
        wait_s = self._dtls.timeout_s()
        self._act_at_s = now_s + (wait_s if wait_s is not None else RETRY_S)

    def _send(self, datagram: bytes) -> None:
        with contextlib.suppress(OSError):  # a full buffer or an unreachable server: ICE and DTLS try again
            self.socket.send(datagram)
