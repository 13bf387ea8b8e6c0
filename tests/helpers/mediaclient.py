"""A small peer for tests of the media process: ICE, DTLS, SRTP on one socket, and no codec.

`MediaClient` is the whole of a participant's side of a leg. It joins by checks and a handshake, then counts and keeps
what comes. It waits by itself in `join`, `wait_until` and `receive` only; a crowd calls `on_readable` and `on_time`
from a loop of its own.
"""

import secrets
import select
import socket
import time
from collections.abc import Callable
from typing import Final

from common.rtc.dtls import Certificate, DtlsEndpoint, DtlsState, make_certificate
from common.rtc.rtp import DatagramKind, Rtp, kind_of, parse_rtp
from common.rtc.srtp import SrtpPair
from common.rtc.stun import StunType, binding_request, is_authentic, parse_stun

CHECK_REPEAT_S: Final = 0.1
RECEIVE_BYTES: Final = 2_048
KEPT_PACKETS: Final = 5_000


class MediaClient:
    """One peer. `is_client` is its DTLS role; `name` and `password` are the server's, of ICE. Thread: one."""

    def __init__(
        self,
        server: tuple[str, int],
        name: str,
        password: str,
        fingerprint: str,
        certificate: Certificate | None = None,
        *,
        is_client: bool = True,
        host: str = "127.0.0.1",
    ) -> None:
        self.certificate = certificate if certificate is not None else make_certificate()
        self.server = server
        self._name, self._password = name, password
        self._host = host
        self.udp = self._socket()
        self.dtls = DtlsEndpoint(self.certificate, is_client, [fingerprint])
        self.pair: SrtpPair | None = None
        self.is_checked = False
        self.packets: list[Rtp] = []
        """The newest KEPT_PACKETS, in the order of their arrival."""
        self.rtcp: list[bytes] = []
        self.received = 0
        self.answers = 0
        """Of checks."""
        self.errors = 0
        self._transactions: set[bytes] = set()
        self._check_mono_s = 0.0

    @property
    def is_up(self) -> bool:
        """Tell whether media may flow."""
        return self.pair is not None

    def check(self, *, is_nominating: bool = True) -> None:
        """Send a connectivity check."""
        transaction = secrets.token_bytes(12)
        self._transactions.add(transaction)
        request = binding_request(
            transaction,
            f"{self._name}:test",
            self._password.encode(),
            priority=1,
            tie_breaker=7,
            is_nominating=is_nominating,
        )
        self.udp.sendto(request, self.server)
        self._check_mono_s = time.monotonic()

    def on_time(self) -> None:
        """Repeat what was not answered; call it every 50 ms or so until it is up."""
        if not self.is_checked:
            if time.monotonic() - self._check_mono_s >= CHECK_REPEAT_S:
                self.check()
            return
        self.dtls.on_timeout()
        self._send_dtls()

    def on_readable(self) -> None:
        """Take all that has come."""
        while True:
            try:
                datagram = self.udp.recv(RECEIVE_BYTES)
            except BlockingIOError:
                return
            self._take(datagram)

    def join(self, timeout_s: float = 5.0) -> None:
        """Check, shake hands, and return when keys are there. Raises: TimeoutError."""
        self.wait_until(lambda: self.is_up, timeout_s)

    def wait_until(self, is_so: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """Take what comes until something is so. Raises: TimeoutError."""
        end_mono_s = time.monotonic() + timeout_s
        while not is_so():
            if time.monotonic() > end_mono_s or self.dtls.state is DtlsState.FAILED:
                raise TimeoutError(f"not so; DTLS is {self.dtls.state.name}")
            self.on_time()
            if select.select([self.udp], [], [], 0.02)[0]:
                self.on_readable()

    def receive(self, seconds: float) -> None:
        """Take what comes for a while."""
        end_mono_s = time.monotonic() + seconds
        while (left_s := end_mono_s - time.monotonic()) > 0:
            if select.select([self.udp], [], [], left_s)[0]:
                self.on_readable()

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send a packet."""
        assert self.pair is not None
        self.udp.sendto(self.pair.protect_rtp(packet), self.server)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send a compound packet."""
        assert self.pair is not None
        self.udp.sendto(self.pair.protect_rtcp(packet), self.server)

    def roam(self) -> None:
        """Go to another address: media come there after the next check."""
        self.udp.close()
        self.udp = self._socket()

    def leave(self) -> None:
        """Say goodbye."""
        self.dtls.close()
        self._send_dtls()

    def close(self) -> None:
        """Go without a word."""
        self.udp.close()

    def _socket(self) -> socket.socket:
        udp = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET, socket.SOCK_DGRAM)
        udp.setblocking(False)
        udp.bind((self._host, 0))
        return udp

    def _take(self, datagram: bytes) -> None:
        kind = kind_of(datagram)
        if kind is DatagramKind.STUN:
            self._take_answer(datagram)
        elif kind is DatagramKind.DTLS:
            self.dtls.receive(datagram)
            self._send_dtls()
            if self.pair is None and self.dtls.keys is not None:
                self.pair = SrtpPair(self.dtls.keys)
        elif self.pair is not None:
            self._take_media(self.pair, kind, datagram)

    def _take_answer(self, datagram: bytes) -> None:
        message = parse_stun(datagram)
        if message.transaction not in self._transactions or not is_authentic(
            datagram, message, self._password.encode()
        ):
            return
        self._transactions.discard(message.transaction)
        if message.type != StunType.SUCCESS:
            self.errors += 1
            return
        self.answers += 1
        if not self.is_checked:
            self.is_checked = True
            self.dtls.start()
            self._send_dtls()

    def _take_media(self, pair: SrtpPair, kind: DatagramKind, datagram: bytes) -> None:
        try:
            if kind is DatagramKind.RTCP:
                self.rtcp.append(pair.unprotect_rtcp(datagram))
            else:
                packet = parse_rtp(pair.unprotect_rtp(datagram), abs_send_time_id=2)
                self.received += 1
                self.packets.append(packet)
                del self.packets[:-KEPT_PACKETS]
        except ValueError:
            self.errors += 1

    def _send_dtls(self) -> None:
        for datagram in self.dtls.take_outgoing():
            self.udp.sendto(datagram, self.server)
