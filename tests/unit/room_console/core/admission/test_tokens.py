"""Tokens, addresses and the brake on guessing."""

import pytest

from room_console.core.admission.tokens import GuessBrake, Hasher, is_this_machine, is_token, make_token
from room_console.core.admission.tries import MOST_KEYS


def test_a_token_is_long_random_and_fits_a_link() -> None:
    tokens = {make_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(is_token(token) and len(token) == 43 for token in tokens)


@pytest.mark.parametrize("text", ["", "a" * 21, "a" * 129, "a" * 30 + "\n", "é" * 30, "a b" * 20])
def test_what_cannot_be_a_token(text: str) -> None:
    assert not is_token(text)


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("::ffff:192.0.2.1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_machine(address: str, is_here: bool) -> None:
    assert is_this_machine(address) is is_here


def test_the_address_that_the_core_listens_on_is_this_machine() -> None:
    assert is_this_machine("192.0.2.1", own="192.0.2.1")
    assert is_this_machine("::ffff:192.0.2.1", own="192.0.2.1")
    assert not is_this_machine("192.0.2.2", own="192.0.2.1")
    assert not is_this_machine("192.0.2.2", own="0.0.0.0")
    assert not is_this_machine("", own="")


def test_hashes_differ_by_key_and_kind_and_binding() -> None:
    one, two = Hasher(b"1" * 32), Hasher(b"2" * 32)
    hashes = {
        one.of_token("x"),
        two.of_token("x"),
        one.of_device("x"),
        one.of_code("123456", b"t", b"d"),
        one.of_code("123456", b"t", b"e"),
        one.of_code("123456", b"u", b"d"),
    }
    assert len(hashes) == 6


def test_the_brake_lets_twenty_a_minute_by() -> None:
    brake = GuessBrake()
    assert [brake.count("192.0.2.1", float(n)) for n in range(20)] == [0.0] * 20
    assert brake.count("192.0.2.1", 30.0) == 30.0
    assert brake.count("192.0.2.2", 30.0) == 0.0
    assert brake.count("192.0.2.1", 60.0) == 0.0
    assert brake.count("192.0.2.1", 60.5) == 0.5


def test_a_providers_customer_counts_as_one_address() -> None:
    brake = GuessBrake()
    for n in range(20):
        assert brake.count(f"2001:db8:0:1::{n:x}", 0.0) == 0.0
    assert brake.count("2001:db8:0:1:ffff::1", 0.0) == 60.0
    assert brake.count("2001:db8:0:2::1", 0.0) == 0.0


def test_the_brake_forgets_the_oldest_rather_than_grow() -> None:
    brake = GuessBrake()
    for n in range(MOST_KEYS + 500):
        brake.count(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}", 0.0)
    assert len(brake) == MOST_KEYS
