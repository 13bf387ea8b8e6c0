"""DTLS and SRTP of one leg, joined: datagrams in, plain packets out, and the reverse. They outlive any path."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from common.rtc.dtls import Certificate, DtlsEndpoint, DtlsState
from common.rtc.rtp import DatagramKind, kind_of
from common.rtc.sections import LegDescription
from common.rtc.srtp import SrtpPair


class ChannelOwner(Protocol):
    """Whoever owns a channel."""

    def secured(self) -> None:
        """Take that packets can flow."""
        ...

    def ended(self) -> None:
        """Take that the other end has said goodbye or the handshake has failed."""
        ...

    def plain(self, kind: DatagramKind, packet: bytes) -> None:
        """Take a packet that is authentic: RTP, or compound RTCP."""
        ...


class SecureChannel:
    """One end. Thread: the loop's, for every method."""

    def __init__(
        self,
        certificate: Certificate,
        remote: LegDescription,
        owner: ChannelOwner,
        send: Callable[[bytes], None],
    ) -> None:
        self.refused = 0
        """Datagrams that were not authentic, of no kind we know, or too long to be sent."""
        self._dtls = DtlsEndpoint(certificate, remote.setup != "active", remote.fingerprints)
        self._owner = owner
        self._send = send
        self._srtp: SrtpPair | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_closed = False

    def shake_hands(self) -> None:
        """Begin, or go on, now that there is a path."""
        if self._dtls.state is DtlsState.CONNECTING:
            self._dtls.start()
            self._flush()

    def send_rtp(self, packet: bytes) -> None:
        """Send a plain packet; dropped until the handshake is done."""
        if self._srtp is not None:
            try:
                self._send(self._srtp.protect_rtp(packet))
            except ValueError:
                self.refused += 1

    def send_rtcp(self, packet: bytes) -> None:
        """Send a plain compound packet; dropped until the handshake is done."""
        if self._srtp is not None:
            try:
                self._send(self._srtp.protect_rtcp(packet))
            except ValueError:
                self.refused += 1

    def take(self, datagram: bytes) -> None:
        """Take a datagram that is not STUN."""
        kind = kind_of(datagram)
        if self._is_closed:
            return
        if kind is DatagramKind.DTLS:
            self._take_dtls(datagram)
        elif self._srtp is None:
            return
        elif kind in {DatagramKind.RTP, DatagramKind.RTCP}:
            self._take_media(self._srtp, kind, datagram)
        else:
            self.refused += 1

    def close(self) -> None:
        """Say goodbye; packets are dropped from now on."""
        if not self._is_closed:
            self._is_closed = True
            self._dtls.close()
            self._flush()
            self._stop_timer()
            self._srtp = None

    def _take_media(self, srtp: SrtpPair, kind: DatagramKind, datagram: bytes) -> None:
        try:
            plain = srtp.unprotect_rtp(datagram) if kind is DatagramKind.RTP else srtp.unprotect_rtcp(datagram)
        except ValueError:
            self.refused += 1
            return
        self._owner.plain(kind, plain)

    def _take_dtls(self, datagram: bytes) -> None:
        self._dtls.receive(datagram)
        self._flush()
        if self._dtls.keys is not None and self._srtp is None:
            self._srtp = SrtpPair(self._dtls.keys)
            self._owner.secured()
        if self._dtls.state in {DtlsState.FAILED, DtlsState.CLOSED}:
            self._stop_timer()
            self._owner.ended()

    def _flush(self) -> None:
        """Send what DTLS has to say, and come back when it is due again."""
        for datagram in self._dtls.take_outgoing():
            self._send(datagram)
        self._stop_timer()
        timeout_s = self._dtls.timeout_s()
        if timeout_s is not None and not self._is_closed:
            self._timer = asyncio.get_running_loop().call_later(timeout_s, self._repeat)

    def _repeat(self) -> None:
        self._dtls.on_timeout()
        self._flush()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
