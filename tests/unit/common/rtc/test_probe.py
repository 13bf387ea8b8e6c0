"""The datagrams by which the way to the media port is measured."""

import pytest

from common.rtc.probe import (
    LEAST_BYTES,
    MOST_BYTES,
    VOICE_BYTES,
    ProbeEcho,
    ProbeRequest,
    build_echo,
    build_request,
    flow_of,
    named_flow,
    parse_echo,
    parse_request,
)
from common.rtc.rtp import DatagramKind, kind_of

KEY, OTHER_KEY = b"0123456789abcdef", b"fedcba9876543210"
REQUEST = ProbeRequest(sequence=7, sent_us=123_456_789, stream=3)


def test_a_request_is_read_as_it_was_written_and_as_long_as_a_voice() -> None:
    datagram = build_request(KEY, REQUEST)
    assert len(datagram) == VOICE_BYTES
    assert parse_request(KEY, datagram) == REQUEST
    assert named_flow(datagram) == flow_of(KEY)


def test_an_echo_brings_back_the_senders_own_and_the_consoles_count() -> None:
    echo = build_echo(KEY, REQUEST, 5, 42, VOICE_BYTES)
    assert parse_echo(KEY, echo) == ProbeEcho(7, 123_456_789, 5, 42, 3)
    assert named_flow(echo) is None


@pytest.mark.parametrize("length", [LEAST_BYTES, 200, MOST_BYTES])
def test_a_probe_may_have_another_length(length: int) -> None:
    datagram = build_request(KEY, REQUEST, length)
    assert len(datagram) == length
    assert parse_request(KEY, datagram) == REQUEST


@pytest.mark.parametrize("length", [LEAST_BYTES - 1, MOST_BYTES + 1])
def test_no_probe_is_shorter_or_longer(length: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        build_request(KEY, REQUEST, length)
    with pytest.raises(ValueError, match="length"):
        parse_request(KEY, build_request(KEY, REQUEST, MOST_BYTES).ljust(length, b"\0")[:length])


@pytest.mark.parametrize(
    "request_", [ProbeRequest(-1, 0), ProbeRequest(1 << 32, 0), ProbeRequest(0, 1 << 64), ProbeRequest(0, 0, 16)]
)
def test_a_number_too_big_is_refused(request_: ProbeRequest) -> None:
    with pytest.raises(ValueError, match=r"fit|range"):
        build_request(KEY, request_)


def test_another_key_reads_nothing() -> None:
    with pytest.raises(ValueError, match="flow"):
        parse_request(OTHER_KEY, build_request(KEY, REQUEST))


@pytest.mark.parametrize("at", range(VOICE_BYTES))
def test_one_bit_changed_anywhere_is_found(at: int) -> None:
    datagram = bytearray(build_request(KEY, REQUEST))
    datagram[at] ^= 1
    with pytest.raises(ValueError, match=r"authentic|kind"):
        parse_request(KEY, bytes(datagram))


def test_neither_is_taken_for_the_other() -> None:
    with pytest.raises(ValueError, match="kind"):
        parse_echo(KEY, build_request(KEY, REQUEST))
    with pytest.raises(ValueError, match="kind"):
        parse_request(KEY, build_echo(KEY, REQUEST, 1, 1, VOICE_BYTES))


def test_both_are_told_from_all_else_on_the_port() -> None:
    assert kind_of(build_request(KEY, REQUEST)) is DatagramKind.OTHER
    assert kind_of(build_echo(KEY, REQUEST, 1, 1, VOICE_BYTES)) is DatagramKind.OTHER


def test_the_key_does_not_stand_in_the_datagram() -> None:
    assert KEY not in build_request(KEY, REQUEST)
