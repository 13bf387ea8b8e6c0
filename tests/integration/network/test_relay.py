"""The straight way is closed: sound goes through a real relay, by the best way that is left."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from room_console.core.relays import credentials
from tests.helpers.certificates import make_certificates
from tests.helpers.farprogram import (
    FarProgram,
    Report,
    Server,
    listen,
    reported,
    reported_with,
    run_on,
    speak,
    wait_for_ways,
)
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.link import ImpairedLink, link_or_skip
from tests.helpers.relay import SECRET, block, coturn, urls

pytestmark = pytest.mark.flaky(reruns=2)
UDP = ("ipproto", "udp")
NO_DIRECT = ("ipproto", "udp", "dport", "32768-65534")
"""The engine's port, and not the relay's: from the ports that the system gives to whoever names none."""
NO_TURN_TCP = ("ipproto", "tcp", "dport", "3478")
MOST_S = 5.0
TRIED_S = 4.0
TOLD_S = 15.0
"""For a reason to be said: no limit of ours, only an end to waiting."""
LASTING_S = 0.2
HEARD_S = 1.0
"""For sound to be heard on a way that has just been found."""


@dataclass
class Net:
    """Both hosts' programs, and what lies between."""

    link: ImpairedLink
    hall: FarProgram
    remote: FarProgram

    @property
    def address(self) -> str:
        """The hall's."""
        return self.link.address("hall")

    def servers(self, username: str, password: str) -> list[Server]:
        """Return the relay by each of its ways, the worst first."""
        return [(url, username, password) for url in reversed(urls(self.address).values())]

    def granted(self) -> list[Server]:
        """Return the relay with a password that is valid for an hour."""
        return self.servers(*credentials(SECRET.encode(), "anna", int(time.time()) + 3600))


@contextmanager
def net(folder: Path, *blocked: Sequence[str], is_trusted: bool = True, has_relay: bool = True) -> Iterator[Net]:
    """Make the hall with its relay, and a remote from which the hall can't be reached by what is blocked."""
    with link_or_skip("hall", "remote") as link:
        link.impair("remote", Impairment(delay_ms=10))
        address = link.address("hall")
        make_certificates(folder, address)
        certificate = folder / "certificate.pem"
        with coturn(link.on("hall"), address, certificate, folder / "key.pem", folder) as relay:
            if not has_relay:
                relay.terminate()
                relay.wait()
            for what in blocked:
                block(link.on("hall"), what)
            trusted = certificate if is_trusted else None
            with (
                run_on(link.on("hall"), "hall", address) as hall,
                run_on(link.on("remote"), "remote", trusted=trusted) as remote,
            ):
                yield Net(link, hall, remote)


@pytest.mark.parametrize(
    ("blocked", "path"),
    [
        ([], "direct"),
        ([NO_DIRECT], "relay_udp"),
        ([UDP], "relay_tcp"),
        ([UDP, NO_TURN_TCP], "relay_tls"),
    ],
    ids=["nothing", "direct", "UDP", "UDP and the relay's TCP"],
)
def test_what_is_blocked_is_gone_around(tmp_path: Path, blocked: list[Sequence[str]], path: str) -> None:
    with net(tmp_path, *blocked) as there:
        begun_mono_s = time.monotonic()
        connect(there)
        wait_for_ways(there.remote, [("up", path)] * 2, MOST_S)
        time.sleep(HEARD_S)
        by_remote, by_hall = reported(there.remote), reported(there.hall)
    assert by_remote.ways == (("up", path), ("up", path))
    for heard in (by_remote, by_hall):
        assert heard.sound_after(begun_mono_s) - begun_mono_s <= MOST_S


def test_udp_is_blocked_in_mid_sentence(tmp_path: Path) -> None:
    with net(tmp_path) as there:
        connect(there)
        wait_for_ways(there.remote, [("up", "direct")] * 2, TRIED_S)
        time.sleep(HEARD_S)
        assert reported(there.remote).ways == (("up", "direct"), ("up", "direct"))
        blocked_mono_s = time.monotonic()
        for host in ("hall", "remote"):
            block(there.link.on(host), UDP)
        time.sleep(MOST_S + 1.0)
        by_remote, by_hall = reported(there.remote), reported(there.hall)
    assert by_remote.ways == (("up", "relay_tcp"), ("up", "relay_tcp"))
    for heard in (by_remote, by_hall):
        silent_mono_s = heard.silence_after(blocked_mono_s)
        assert heard.sound_after(silent_mono_s + LASTING_S) - blocked_mono_s <= MOST_S


def connect(there: Net) -> None:
    """Open a downlink and an uplink."""
    for open_leg in (listen, speak):
        open_leg(there.hall, there.remote, there.address, there.granted())


@pytest.mark.parametrize(
    ("secret", "lasts_s"), [(b"another secret", 3600), (SECRET.encode(), -60)], ids=["wrong", "expired"]
)
def test_a_password_that_is_not_valid_is_said(tmp_path: Path, secret: bytes, lasts_s: int) -> None:
    refused = "media_failed: the relay refuses user name or password: wrong or expired"
    with net(tmp_path, UDP) as there:
        username, password = credentials(secret, "anna", int(time.time()) + lasts_s)
        listen(there.hall, there.remote, there.address, there.servers(username, password))
        told = refused_for(there, f"relay_tcp: {refused}", f"relay_tls: {refused}")
    assert not any(secret in line for _, line in told.log for secret in (username, password))


def test_a_dead_relay_is_said(tmp_path: Path) -> None:
    with net(tmp_path, UDP, has_relay=False) as there:
        listen(there.hall, there.remote, there.address, there.granted())
        refused_for(there, "relay_tcp: media_failed: Connection refused")


def test_a_relay_whose_certificate_nobody_signed_is_not_used(tmp_path: Path) -> None:
    with net(tmp_path, UDP, NO_TURN_TCP, is_trusted=False) as there:
        listen(there.hall, there.remote, there.address, there.granted())
        refused_for(there, "relay_tls: media_failed: the relay's certificate is not trusted")


def refused_for(there: Net, *reasons: str) -> Report:
    """Check that a downlink finds no way, and says why."""
    told = reported_with(there.remote, TOLD_S, *reasons)
    assert [reason for reason in reasons if not told.says(reason)] == []
    assert [state for state, _ in told.ways] == ["connecting"]
    return told
