"""A leg's way: which address counts, and what is kept of others."""

import pytest

from common.rtc.dtls import Certificate, make_certificate
from room_console.core.media.embedded.process.leg import MAX_EARLY, MAX_PATHS, MAX_TRANSACTIONS, STALE_PATH_S, Leg
from room_console.core.media.embedded.wire import OpenLeg


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return make_certificate()


@pytest.fixture
def leg(certificate: Certificate) -> Leg:
    return Leg(OpenLeg(1, "name", "password", "cname"), certificate, 0.0)


def path(port: int) -> tuple[int, tuple[str, int]]:
    return 0, ("192.0.2.1", port)


def port_of(leg: Leg) -> int | None:
    return leg.peer.address[1] if leg.peer is not None else None


def test_the_first_address_counts_until_another_is_chosen(leg: Leg) -> None:
    leg.on_check(path(1), False, 0.0)
    leg.on_check(path(2), False, 1.0)
    assert port_of(leg) == 1
    leg.on_check(path(2), True, 2.0)
    leg.on_check(path(1), False, 2.1)
    assert port_of(leg) == 2


def test_an_address_that_fell_silent_gives_way(leg: Leg) -> None:
    leg.on_check(path(1), True, 0.0)
    leg.on_media(path(1), 5.0)
    leg.on_check(path(2), False, 5.0 + STALE_PATH_S)
    assert port_of(leg) == 1
    leg.on_check(path(2), False, 5.1 + STALE_PATH_S)
    assert port_of(leg) == 2


def test_few_addresses_are_kept_and_never_is_the_chosen_one_forgotten(leg: Leg) -> None:
    forgotten = [leg.on_check(path(port), port == 1, port / 100) for port in range(1, MAX_PATHS + 5)]
    assert [known for known in forgotten if known is not None] == [path(port) for port in (2, 3, 4, 5)]
    assert path(1) in leg.paths
    assert len(leg.paths) == MAX_PATHS


def test_a_check_that_came_from_elsewhere_before_is_told(leg: Leg) -> None:
    assert not leg.is_replayed(b"one", path(1))
    assert not leg.is_replayed(b"one", path(1))
    assert leg.is_replayed(b"one", path(2))
    for number in range(MAX_TRANSACTIONS):
        leg.is_replayed(bytes([number]), path(1))
    assert not leg.is_replayed(b"one", path(2)), "what is long ago is forgotten"


def test_few_datagrams_wait_for_the_answer(leg: Leg) -> None:
    for _ in range(2 * MAX_EARLY):
        leg.on_dtls(b"\x16\xfe\xfd")
    assert len(leg._early) == MAX_EARLY
    assert not leg.is_up
