"""What the peers are told and how their ports are told apart, without any of them running."""

import sqlite3
from pathlib import Path

import pytest

from tests.bench.sound.peers.all import PEERS
from tests.bench.sound.peers.hemicycle import directions
from tests.bench.sound.peers.mumble import make_server_certificate, prepare_home
from tests.bench.sound.types import Direction

HALL = [(f"PortAudio:{kind}_{n}", kind == "in") for kind in ("in", "out") for n in range(16)]
HEADSET = [("PortAudio-01:in_0", True), ("PortAudio-01:in_1", True), ("PortAudio-02:out_0", False)]
SYSTEM = [("system:capture_1", False), ("system:playback_1", True)]


def test_the_peers_are_those_of_the_table() -> None:
    assert list(PEERS) == ["hemicycle", "chromium", "mumble", "mumble_as_installed", "jamulus", "aiortc"]


def test_the_hall_is_known_by_its_ports() -> None:
    assert directions([*SYSTEM, *HALL, *HEADSET]) == [
        Direction("hall_to_delegate", ("PortAudio:in_0",), "PortAudio-02:out_0"),
        Direction("delegate_to_hall", ("PortAudio-01:in_0", "PortAudio-01:in_1"), "PortAudio:out_0"),
    ]


@pytest.mark.parametrize("some", [[], SYSTEM, HALL, HEADSET, [*HALL, *HEADSET[:2]]])
def test_half_of_the_ports_are_not_enough(some: list[tuple[str, bool]]) -> None:
    assert directions(some) == []


def test_mumble_knows_the_server_before_its_first_visit(tmp_path: Path) -> None:
    digest = make_server_certificate(tmp_path)
    prepare_home(tmp_path / "listener", "listener", "10.77.1.1", digest)
    with sqlite3.connect(tmp_path / "listener/data/Mumble/Mumble/mumble.sqlite") as known:
        assert known.execute("SELECT hostname, port, digest FROM cert").fetchall() == [("10.77.1.1", 64738, digest)]
    known.close()
    assert "mute=true" in (tmp_path / "listener/config/Mumble/Mumble.conf").read_text()
