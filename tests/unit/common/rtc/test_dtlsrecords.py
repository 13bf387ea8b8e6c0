"""DTLS records, told from noise and packed into datagrams."""

import pytest

from common.rtc.dtlsrecords import MTU_BYTES, datagrams_of, may_be_record


def record(length: int, kind: int = 20, epoch: int = 1) -> bytes:
    """Make a record whose body is `length` zeros."""
    return bytes([kind, 0xFE, 0xFD, 0, epoch]) + bytes(6) + length.to_bytes(2, "big") + bytes(length)


def test_records_share_a_datagram_while_they_fit() -> None:
    records = [record(500), record(500), record(100), record(1_100)]
    assert datagrams_of(b"".join(records)) == [records[0] + records[1] + records[2], records[3]]


def test_a_record_is_never_cut() -> None:
    assert datagrams_of(record(3_000)) == [record(3_000)]


def test_no_datagram_is_longer_than_it_must_be() -> None:
    datagrams = datagrams_of(record(400) * 20)
    assert all(len(datagram) <= MTU_BYTES for datagram in datagrams)
    assert b"".join(datagrams) == record(400) * 20


@pytest.mark.parametrize("kind", [20, 21, 22, 23])
def test_what_is_encrypted_is_not_judged(kind: int) -> None:
    assert may_be_record(record(20, kind))


@pytest.mark.parametrize(
    "datagram", [record(20, 19), record(20, 24), record(20)[:-1], record(0)[:13], record(9, 22, 0)]
)
def test_noise_is_told(datagram: bytes) -> None:
    assert not may_be_record(datagram)
