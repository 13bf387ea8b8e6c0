"""The media port answers each authentic probe once, and nothing else."""

import pytest

from common.rtc.probe import (
    MOST_KEYS,
    MOST_PACKETS,
    MOST_PER_S,
    VOICE_BYTES,
    WINDOW,
    ProbeRequest,
    build_echo,
    build_request,
    parse_echo,
)
from room_console.core.media.embedded.process.probe import MOST_IN_ALL_PER_S, Probes

KEY, OTHER_KEY = b"0123456789abcdef", b"fedcba9876543210"


def allowed(until_mono_s: float = 60.0) -> Probes:
    probes = Probes()
    probes.allow(KEY, until_mono_s, 0.0)
    return probes


def received(probes: Probes, sequence: int, now_mono_s: float, stream: int = 0) -> int | None:
    """Return what the echo says was received; None without an echo."""
    echo = probes.echo_of(build_request(KEY, ProbeRequest(sequence, 0, stream)), now_mono_s)
    return parse_echo(KEY, echo).received if echo is not None else None


def test_an_echo_is_as_long_as_its_request_and_says_when_it_came() -> None:
    for length in (VOICE_BYTES, 64, 1_200):
        echo = allowed().echo_of(build_request(KEY, ProbeRequest(9, 77), length), 1.5)
        assert echo is not None
        assert len(echo) == length
        found = parse_echo(KEY, echo)
        assert (found.sequence, found.sent_us, found.received, found.received_us) == (9, 77, 1, 1_500_000)


def test_what_came_is_counted_apart_for_each_stream() -> None:
    probes = allowed()
    assert [received(probes, n, n / 50) for n in (0, 1, 3)] == [1, 2, 3]
    assert received(probes, 0, 0.1, stream=5) == 1
    assert received(probes, 4, 0.1) == 4


def test_one_that_comes_late_is_answered_and_twice_is_not() -> None:
    probes = allowed()
    assert [received(probes, n, 0.0) for n in (5, 3, 5, 3, 4)] == [1, 2, None, None, 3]


def test_one_older_than_the_window_is_not_answered() -> None:
    probes = allowed()
    assert received(probes, WINDOW + 10, 0.0) == 1
    assert received(probes, 10, 0.0) is None
    assert received(probes, 11, 0.0) == 2
    assert received(probes, 11, 0.0) is None


def test_a_leap_forgets_what_was_and_takes_on() -> None:
    probes = allowed()
    assert received(probes, 0, 0.0) == 1
    assert received(probes, 0xFFFF_FFFF, 0.0) == 2
    assert received(probes, 0, 0.0) is None
    assert received(probes, 0xFFFF_FFFE, 0.0) == 3


def test_after_its_end_a_key_is_not_answered() -> None:
    probes = allowed(until_mono_s=2.0)
    assert received(probes, 0, 1.99) == 1
    assert received(probes, 1, 2.0) is None


def test_a_key_that_nobody_allowed_is_not_answered() -> None:
    assert allowed().echo_of(build_request(OTHER_KEY, ProbeRequest(0, 0)), 0.0) is None


@pytest.mark.parametrize("datagram", [b"", b"\x08", b"\x08\x01" + bytes(60), b"\x09" + bytes(100), bytes(1_500)])
def test_what_is_no_probe_is_not_answered(datagram: bytes) -> None:
    assert allowed().echo_of(datagram, 0.0) is None


def test_an_echo_sent_back_is_not_answered() -> None:
    assert allowed().echo_of(build_echo(KEY, ProbeRequest(0, 0), 1, 1, VOICE_BYTES), 0.0) is None


def test_a_request_that_was_changed_is_refused_and_not_counted() -> None:
    probes = allowed()
    changed = bytearray(build_request(KEY, ProbeRequest(0, 0)))
    changed[-1] ^= 1
    with pytest.raises(ValueError, match="authentic"):
        probes.echo_of(bytes(changed), 0.0)
    assert received(probes, 0, 0.0) == 1


def test_more_than_it_may_send_in_a_second_is_not_answered() -> None:
    probes = allowed()
    answered = [received(probes, n, 0.0) for n in range(MOST_PER_S + 50)]
    assert answered.count(None) == 50
    assert received(probes, 1_000, 0.5) == MOST_PER_S + 1


def test_all_keys_together_may_send_no_more_than_that() -> None:
    probes = Probes()
    keys = [number.to_bytes(16, "big") for number in range(10)]
    for key in keys:
        probes.allow(key, 60.0, 0.0)
    sent = [build_request(key, ProbeRequest(number, 0)) for number in range(MOST_PER_S) for key in keys]
    assert sum(probes.echo_of(datagram, 1.0) is not None for datagram in sent) == MOST_IN_ALL_PER_S
    assert probes.echo_of(build_request(keys[0], ProbeRequest(500, 0)), 2.0) is not None


def test_a_stream_ends_after_so_many() -> None:
    probes = allowed(until_mono_s=1e9)
    assert [received(probes, n, n / 50) for n in range(MOST_PACKETS + 2)][-3:] == [MOST_PACKETS, None, None]


def test_the_oldest_key_makes_room_and_those_at_their_end_first() -> None:
    probes = allowed(until_mono_s=1.0)
    for number in range(MOST_KEYS - 1):
        probes.allow(number.to_bytes(16, "big"), 60.0, 0.5)
    assert len(probes) == MOST_KEYS
    probes.allow(b"x" * 16, 60.0, 2.0)
    assert len(probes) == MOST_KEYS
    assert received(probes, 0, 2.0) is None
    probes.allow(b"y" * 16, 60.0, 2.0)
    assert len(probes) == MOST_KEYS
    first = probes.echo_of(build_request((0).to_bytes(16, "big"), ProbeRequest(0, 0)), 2.0)
    second = probes.echo_of(build_request((1).to_bytes(16, "big"), ProbeRequest(0, 0)), 2.0)
    assert first is None
    assert second is not None


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        Probes().allow(b"short", 1.0, 0.0)
