"""The table of legs: what is not heard is ended, what never comes is forgotten."""

import socket
from collections.abc import Iterator

import pytest

from common.rtc.dtls import make_certificate
from room_console.core.media.embedded.frames import FrameReader
from room_console.core.media.embedded.process.corelink import CoreLink
from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.leg import CONSENT_S, HANDSHAKE_S
from room_console.core.media.embedded.process.legs import SLICES, Legs
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.schedule import Schedule
from room_console.core.media.embedded.wire import AnyMessage, CloseLeg, LegDown, OpenLeg, SentSection

PATH = (0, ("127.0.0.1", 9))


class Rig:
    """The table, and what the core hears of it."""

    def __init__(self, stream: socket.socket, core: socket.socket, udp: socket.socket) -> None:
        self._core = core
        self._link = CoreLink(stream)
        outlet = Outlet([udp])
        keys = KeyRequests(lambda feed, layer: None)
        feeds = Feeds(outlet, Schedule(), keys, lambda wanted: None)
        self.legs = Legs(make_certificate(), self._link, outlet, feeds, keys, 10, 0.0)

    def heard(self) -> list[AnyMessage]:
        """Take what was told."""
        return list(FrameReader().feed(self._core.recv(10_000))) if not self._link.flush() else []

    def visit_all(self, now_mono_s: float) -> None:
        """Do a second's work."""
        for number in range(SLICES):
            self.legs.visit(number, now_mono_s)


@pytest.fixture
def rig() -> Iterator[Rig]:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setblocking(False)
        theirs.settimeout(1.0)
        yield Rig(ours, theirs, udp)


def opening(leg: int) -> OpenLeg:
    return OpenLeg(leg, f"name{leg}", "password", "cname")


def test_who_is_not_heard_for_so_long_is_lost(rig: Rig) -> None:
    rig.legs.open(opening(1), 0.0)
    rig.legs.open(opening(2), 0.0)
    rig.legs.on_check("name1", PATH, True, 10.0)
    rig.visit_all(CONSENT_S)
    assert rig.legs.key_of("name2") is not None
    rig.visit_all(CONSENT_S + 0.1)
    assert rig.heard() == [LegDown(2, "lost")]
    rig.visit_all(CONSENT_S + 10.1)
    assert rig.heard() == [LegDown(1, "lost")]
    assert rig.legs.at(PATH) is None


def test_who_never_shakes_hands_has_failed(rig: Rig) -> None:
    rig.legs.open(opening(1), 0.0)
    rig.legs.on_check("name1", PATH, True, HANDSHAKE_S)
    rig.visit_all(HANDSHAKE_S)
    assert rig.legs.at(PATH) is not None
    rig.visit_all(HANDSHAKE_S + 0.1)
    assert rig.heard() == [LegDown(1, "failed")]


def test_an_address_is_its_newest_owners(rig: Rig) -> None:
    for number in (1, 2):
        rig.legs.open(opening(number), 0.0)
        rig.legs.on_check(f"name{number}", PATH, True, 1.0)
    rig.legs.close(CloseLeg(1))
    leg = rig.legs.at(PATH)
    assert leg is not None
    assert leg.number == 2
    rig.legs.close(CloseLeg(2))
    assert rig.legs.at(PATH) is None


@pytest.mark.parametrize("second", [OpenLeg(1, "other", "password", "cname"), OpenLeg(2, "name1", "password", "cname")])
def test_a_number_and_a_name_are_of_one_leg(rig: Rig, second: OpenLeg) -> None:
    rig.legs.open(opening(1), 0.0)
    with pytest.raises(ValueError, match="open already"):
        rig.legs.open(second, 0.0)


def test_a_speaker_and_a_handshake_are_more_than_listening(rig: Rig) -> None:
    listening = [rig.legs.are_listening]
    rig.legs.open(opening(1), 0.0)
    listening.append(rig.legs.are_listening)
    rig.legs.close(CloseLeg(1))
    listening.append(rig.legs.are_listening)
    rig.legs.open(OpenLeg(2, "name2", "password", "cname", (SentSection("audio", 1, 111),)), 0.0)
    listening.append(rig.legs.are_listening)
    assert listening == [True, False, True, False]
