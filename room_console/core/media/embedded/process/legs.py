"""All legs: found by number, by ICE name, by address; opened, carried through their handshakes, ended."""

import contextlib
from typing import Final, Literal

from common.rtc.dtls import Certificate, DtlsState
from room_console.core.media.embedded.process.corelink import CoreLink
from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.leg import CONSENT_S, HANDSHAKE_S, Leg
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.port import PathKey
from room_console.core.media.embedded.wire import (
    CloseLeg,
    Follow,
    LegDown,
    LegReport,
    LegReports,
    LegUp,
    OpenLeg,
    SendRtcp,
    SetRemote,
)

SLICES: Final = 20
"""Each second's work on every leg is spread over so many ticks."""
TOLD_TOGETHER: Final = 5
"""So many slices are told to the core at once: each time costs a wake-up at either end."""


class Legs:
    """The table of legs. Instants are arguments."""

    def __init__(
        self,
        certificate: Certificate,
        core: CoreLink,
        outlet: Outlet,
        feeds: Feeds,
        keys: KeyRequests,
        max_legs: int,
        wall_offset_s: float,
    ) -> None:
        self._certificate = certificate
        self._core = core
        self._outlet = outlet
        self._feeds = feeds
        self._keys = keys
        self._max_legs = max_legs
        self._wall_offset_s = wall_offset_s
        self._by_number: dict[int, Leg] = {}
        self._by_name: dict[str, Leg] = {}
        self._by_path: dict[PathKey, Leg] = {}
        self._shaking_hands: dict[Leg, None] = {}
        self._uplinks = 0
        self._slices: list[dict[Leg, None]] = [{} for _ in range(SLICES)]
        self._reports: list[LegReport] = []
        self._begun: dict[Leg, int] = {}
        """Listeners that were sent nothing yet about their clocks, and for how many ticks."""

    @property
    def are_listening(self) -> bool:
        """Tell whether all that are open are listeners who are up: nobody speaks or shakes hands."""
        return not self._shaking_hands and not self._uplinks

    def open(self, opening: OpenLeg, now_mono_s: float) -> None:
        """Make ready for a peer. Raises: ValueError where a number or name is taken, or there are too many."""
        if opening.leg in self._by_number or opening.ice_name in self._by_name:
            raise ValueError("leg is open already")
        if len(self._by_number) >= self._max_legs:
            self._core.tell(LegDown(opening.leg, "failed"))
            return
        leg = Leg(opening, self._certificate, now_mono_s)
        self._by_number[leg.number] = self._by_name[leg.ice_name] = leg
        self._slices[leg.number % SLICES][leg] = None
        self._shaking_hands[leg] = None
        self._uplinks += not leg.is_downlink

    def set_remote(self, remote: SetRemote, now_mono_s: float) -> None:
        """Take a peer's answer."""
        if (leg := self._by_number.get(remote.leg)) is not None:
            leg.set_remote(remote)
            self._go_on(leg, now_mono_s)

    def follow(self, feeds: Follow, now_mono_s: float) -> None:
        """Let a downlink carry other feeds, once it is up."""
        if (leg := self._by_number.get(feeds.leg)) is not None:
            leg.follow = feeds
            if leg.listener is not None:
                leg.listener.follow(feeds, now_mono_s)

    def close(self, closing: CloseLeg) -> None:
        """End a leg, and tell its peer."""
        if (leg := self._by_number.get(closing.leg)) is not None:
            self._end(leg)

    def close_all(self) -> None:
        """End every leg."""
        for leg in tuple(self._by_number.values()):
            self._end(leg)

    def send_rtcp(self, sending: SendRtcp) -> None:
        """Send a plain compound packet of the core's; one that can't be protected is dropped."""
        if (leg := self._by_number.get(sending.leg)) is not None:
            self._send_rtcp(leg, sending.packet)

    def tick(self, now_mono_s: float) -> None:
        """Repeat handshakes that wait, and tell new listeners of their clocks; call it every 1/SLICES s."""
        for leg in tuple(self._shaking_hands):
            if leg.dtls is not None:
                leg.dtls.on_timeout()
                self._go_on(leg, now_mono_s)
        for leg, ticks in tuple(self._begun.items()):
            self._begun[leg] = ticks + 1
            has_sent = leg.listener is not None and self._send_reports(leg, leg.listener.sender_reports(now_mono_s))
            if has_sent or ticks == SLICES:
                del self._begun[leg]

    def visit(self, number: int, now_mono_s: float) -> None:
        """Do each second's work on the legs of one slice."""
        reports = self._reports
        for leg in tuple(self._slices[number]):
            if now_mono_s - leg.heard_mono_s > CONSENT_S:
                self._fail(leg, "lost")
            elif not leg.is_up and now_mono_s - leg.opened_mono_s > HANDSHAKE_S:
                self._fail(leg, "failed")
            elif leg.listener is not None:
                self._send_reports(leg, leg.listener.each_second(now_mono_s))
                reports.append(leg.listener.report(leg.number, leg.received))
            elif leg.is_up:
                reports.append(LegReport(leg.number, packets_received=leg.received))
        if reports and number % TOLD_TOGETHER == 0:
            self._core.tell(LegReports(tuple(reports)))
            reports.clear()

    def key_of(self, name: str) -> bytes | None:
        """Return the ICE password of one of our names."""
        leg = self._by_name.get(name)
        return leg.ice_key if leg is not None else None

    def at(self, path: PathKey) -> Leg | None:
        """Return whose address this is."""
        return self._by_path.get(path)

    def is_replayed(self, name: str, transaction: bytes, path: PathKey) -> bool:
        """Tell whether the leg of this name has had this check from another address."""
        return self._by_name[name].is_replayed(transaction, path)

    def on_check(self, name: str, path: PathKey, is_nominated: bool, now_mono_s: float) -> None:
        """Take an authentic check of the leg of this name."""
        leg = self._by_name[name]
        self._by_path[path] = leg
        forgotten = leg.on_check(path, is_nominated, now_mono_s)
        if forgotten is not None:
            self._by_path.pop(forgotten, None)
        if leg in self._shaking_hands:
            self._go_on(leg, now_mono_s)

    def on_dtls(self, leg: Leg, datagram: bytes, now_mono_s: float) -> None:
        """Take a datagram of DTLS from one of the leg's addresses."""
        leg.on_dtls(datagram)
        self._go_on(leg, now_mono_s)

    def _go_on(self, leg: Leg, now_mono_s: float) -> None:
        """Send what DTLS wants sent, and see where the handshake stands."""
        if leg.dtls is None:
            return
        if leg.peer is not None:
            for datagram in leg.dtls.take_outgoing():
                self._outlet.send(leg.peer.socket, leg.peer.address, datagram)
        if leg.dtls.state is DtlsState.FAILED:
            self._fail(leg, "failed")
        elif leg.dtls.state is DtlsState.CLOSED:
            self._fail(leg, "closed")
        elif leg.is_up and leg in self._shaking_hands:
            self._come_up(leg, now_mono_s)

    def _come_up(self, leg: Leg, now_mono_s: float) -> None:
        del self._shaking_hands[leg]
        if leg.is_downlink:
            leg.listener = leg.make_listener(self._feeds, self._keys, self._wall_offset_s)
            self._begun[leg] = 0
            if leg.follow is not None:
                leg.listener.follow(leg.follow, now_mono_s)
        self._core.tell(LegUp(leg.number))

    def _send_reports(self, leg: Leg, packet: bytes | None) -> bool:
        if packet is not None:
            self._send_rtcp(leg, packet)
        return packet is not None

    def _send_rtcp(self, leg: Leg, packet: bytes) -> None:
        if leg.pair is None or leg.peer is None:
            return
        with contextlib.suppress(ValueError):
            self._outlet.send(leg.peer.socket, leg.peer.address, leg.pair.protect_rtcp(packet))

    def _fail(self, leg: Leg, reason: Literal["closed", "failed", "lost"]) -> None:
        self._end(leg)
        self._core.tell(LegDown(leg.number, reason))

    def _end(self, leg: Leg) -> None:
        if leg.listener is not None:
            leg.listener.leave()
        if leg.dtls is not None and leg.peer is not None:
            leg.dtls.close()
            for datagram in leg.dtls.take_outgoing():
                self._outlet.send(leg.peer.socket, leg.peer.address, datagram)
        del self._by_number[leg.number], self._by_name[leg.ice_name]
        self._uplinks -= not leg.is_downlink
        for path in leg.paths:
            if self._by_path.get(path) is leg:
                del self._by_path[path]
        self._begun.pop(leg, None)
        for legs in (self._shaking_hands, self._slices[leg.number % SLICES]):
            legs.pop(leg, None)
