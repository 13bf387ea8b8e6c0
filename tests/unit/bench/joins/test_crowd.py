"""A guest of the crowd behaves as a client of ours does when its link ends."""

import multiprocessing
import socket
from collections.abc import Iterator

import pytest

from tests.bench.joins import crowd as module
from tests.bench.joins.crowd import RETURN_S, Crowd
from tests.bench.joins.guest import PING_EVERY_S, Guest, Place, State
from tests.bench.joins.site import Ticket
from tests.bench.twomachines import LOOPBACK

TICKET = Ticket("p-0", "token", "secret", "device")


class Time:
    def __init__(self) -> None:
        self.now_s = 100.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def crowd(door: socket.socket) -> Iterator[Crowd]:
    near, far = multiprocessing.Pipe()
    made = Crowd(far, [TICKET], Place(LOOPBACK, door.getsockname()[1], None))
    yield made
    made._obey("cut")
    made._selector.close()
    near.close()
    far.close()


def test_who_was_cut_comes_again_soon_and_does_not_ping_twice_as_often(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    time, did = Time(), list[tuple[str, float]]()
    guest = crowd._guests[0]
    monkeypatch.setattr(module, "time", time)
    monkeypatch.setattr(guest, "ping", lambda: did.append(("ping", time.now_s)))
    monkeypatch.setattr(guest, "come", lambda: did.append(("come", time.now_s)))
    monkeypatch.setattr(crowd, "_watch", lambda number: None)
    crowd._plan(0, 110.0, "ping")
    guest.state = State.GONE
    crowd._serve(0)
    for _ in range(24):
        time.now_s += 0.5
        crowd._do_what_is_due()
    back_s = 100.0 + RETURN_S
    assert did == [("come", back_s), *(("ping", back_s + n * PING_EVERY_S) for n in range(1, 6))]


def test_a_new_link_pings_as_often_as_the_first_did(door: socket.socket) -> None:
    guest = Guest(0, TICKET, Place(LOOPBACK, door.getsockname()[1], None), lambda standby, at_ns: None)
    guest.ping_every_s = 10.0
    guest.come()
    assert guest.ping_every_s == PING_EVERY_S
    guest.cut()
