"""Addresses and refusals of the ways."""

import ssl

import pytest
from aioice.stun import Class, Message, Method, TransactionFailed, TransactionTimeout

from common.model.checks import Finding
from common.protocol.checks import CheckAccess
from common.protocol.entry import IceServerAccess
from delegate_app.core.checks.network.opening import MAX_ADDRESSES, MAX_RELAYS, addresses_of, relays_of, written
from delegate_app.core.checks.network.ways import finding_of, parse_address


@pytest.mark.parametrize(
    ("text", "address"), [("10.0.0.1:5004", ("10.0.0.1", 5004)), ("[fd00::1]:65535", ("fd00::1", 65535))]
)
def test_an_address_is_read_and_written_as_it_was(text: str, address: tuple[str, int]) -> None:
    assert parse_address(text) == address
    assert written(address) == text


NO_ADDRESSES = (
    "",
    ":",
    "10.0.0.1",
    "10.0.0.1:",
    "10.0.0.1:0",
    "10.0.0.1:65536",
    "10.0.0.1:-5",
    "10.0.0.1:²",
    "10.0.0.1:5:6",
    "10.0.0.1:" + "9" * 5000,
    "9" * 5000 + ":5",
    "host:5",
    "224.0.0.1:5",
    "0.0.0.0:5",
    "[::]:5",
)


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_of_a_host_is_none(text: str) -> None:
    assert parse_address(text) is None


def test_of_what_the_console_offers_only_so_much_is_tried_and_nonsense_is_passed_over() -> None:
    servers = tuple(
        IceServerAccess(url)
        for url in ("nonsense", "stun:10.0.0.1", *(f"turn:10.0.0.1:{port}?transport=udp" for port in range(1, 30)))
    )
    access = CheckAccess(
        ref=1,
        ticket="t",
        probe_key="00",
        probe_addresses=("nonsense", *(f"10.0.0.1:{port}" for port in range(1, 30))),
        expires_in_s=1,
        ice_servers=servers,
    )
    assert addresses_of(access) == tuple(("10.0.0.1", port) for port in range(1, MAX_ADDRESSES + 1))
    assert [relay.port for relay in relays_of(access)] == list(range(1, MAX_RELAYS + 1))


def test_a_relays_refusal_is_told_from_its_silence() -> None:
    refusal = Message(Method.ALLOCATE, Class.ERROR)
    refusal.attributes["ERROR-CODE"] = (401, "Unauthorized")
    assert finding_of(TransactionFailed(refusal)) is Finding.REFUSED
    assert finding_of(ConnectionRefusedError()) is Finding.REFUSED
    assert finding_of(TransactionTimeout()) is Finding.BLOCKED
    assert finding_of(TimeoutError()) is Finding.BLOCKED
    assert finding_of(ssl.SSLCertVerificationError()) is Finding.WRONG_CERTIFICATE
