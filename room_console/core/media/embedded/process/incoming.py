"""What comes in: each datagram to the leg it is of, and never more than its sender's harm."""

from collections.abc import Callable

from common.rtc.rtp import DatagramKind, kind_of
from room_console.core.media.embedded.process.checks import judge_check
from room_console.core.media.embedded.process.corelink import CoreLink
from room_console.core.media.embedded.process.leg import Leg
from room_console.core.media.embedded.process.legs import Legs
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.port import PathKey, peer_of
from room_console.core.media.embedded.process.probe import Probes
from room_console.core.media.embedded.wire import RtcpArrived, RtpArrived


class Incoming:
    """Sorts datagrams. Instants are arguments. `hurry` is told of what should not have had to wait."""

    def __init__(
        self, legs: Legs, outlet: Outlet, core: CoreLink, probes: Probes, hurry: Callable[[float], None]
    ) -> None:
        self._legs = legs
        self._outlet = outlet
        self._core = core
        self._probes = probes
        self._hurry = hurry
        self.refused = 0
        """Datagrams of nobody, not authentic, or malformed."""

    def take(self, datagram: bytes, path: PathKey, now_mono_s: float) -> None:
        """Act on a datagram."""
        try:
            is_taken = self._take(datagram, path, now_mono_s)
        except ValueError:
            is_taken = False
        if not is_taken:
            self.refused += 1

    def _take(self, datagram: bytes, path: PathKey, now_mono_s: float) -> bool:
        """Tell whether it was of use. Raises: ValueError."""
        kind = kind_of(datagram)
        if kind is DatagramKind.STUN:
            return self._take_check(datagram, path, now_mono_s)
        if kind is DatagramKind.OTHER:
            return self._take_probe(datagram, path, now_mono_s)
        leg = self._legs.at(path)
        return leg is not None and self._take_of(leg, kind, datagram, path, now_mono_s)

    def _take_of(self, leg: Leg, kind: DatagramKind, datagram: bytes, path: PathKey, now_mono_s: float) -> bool:
        """Take what comes from one of a leg's addresses. Raises: ValueError."""
        if kind is DatagramKind.DTLS:
            self._legs.on_dtls(leg, datagram, now_mono_s)
            return True
        if leg.pair is None:
            return False
        if kind is DatagramKind.RTCP:
            return self._take_rtcp(leg, leg.pair.unprotect_rtcp(datagram), path, now_mono_s)
        packet = leg.pair.unprotect_rtp(datagram)
        leg.on_media(path, now_mono_s)
        if not leg.is_downlink:
            self._core.tell(RtpArrived(leg.number, now_mono_s, packet))
        return True

    def _take_check(self, datagram: bytes, path: PathKey, now_mono_s: float) -> bool:
        peer = peer_of(*path)
        judged = judge_check(datagram, peer.address[0], peer.address[1], self._legs.key_of)
        if judged is None:
            return False
        name, check = judged
        if self._legs.is_replayed(name, check.transaction, path):
            return False
        if self._legs.at(path) is None:
            self._hurry(now_mono_s)
        if check.answer is not None:
            self._outlet.send(peer.socket, peer.address, check.answer)
        if check.is_check:
            self._legs.on_check(name, path, check.is_nominated, now_mono_s)
        return True

    def _take_probe(self, datagram: bytes, path: PathKey, now_mono_s: float) -> bool:
        echo = self._probes.echo_of(datagram, now_mono_s)
        if echo is not None:
            self._hurry(now_mono_s)
            peer = peer_of(*path)
            self._outlet.send(peer.socket, peer.address, echo)
        return echo is not None

    def _take_rtcp(self, leg: Leg, packet: bytes, path: PathKey, now_mono_s: float) -> bool:
        leg.on_media(path, now_mono_s)
        if leg.listener is None:
            self._core.tell(RtcpArrived(leg.number, now_mono_s, packet))
            return True
        if leg.pair is not None and leg.peer is not None:
            for repeated in leg.listener.on_rtcp(packet, now_mono_s):
                self._hurry(now_mono_s)
                self._outlet.send(leg.peer.socket, leg.peer.address, leg.pair.protect_rtp(repeated))
        return True
