"""Whatever comes as a probe, it is echoed at its own length or not at all, and nothing grows."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from common.rtc.probe import KEY_BYTES, STREAMS, ProbeRequest, build_request, parse_echo, parse_request
from room_console.core.media.embedded.process.probe import Probes
from tests.helpers.footprint import footprint
from tests.helpers.garbage import any_datagram, damaged

KEY = b"0123456789abcdef"
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
made = st.builds(ProbeRequest, st.integers(0, 0xFFFF_FFFF), st.integers(0, (1 << 64) - 1), st.integers(0, STREAMS - 1))
lengths = st.integers(46, 1_200)
requests = st.builds(build_request, st.just(KEY), made, lengths)
hostile = st.one_of(any_datagram(), damaged(requests), st.builds(build_request, keys, made, lengths))


@given(st.lists(st.one_of(hostile, requests), max_size=40), st.floats(0, 100))
def test_any_datagram_is_echoed_or_not(datagrams: list[bytes], now_mono_s: float) -> None:
    probes = Probes()
    probes.allow(KEY, 90.0, 0.0)
    for datagram in datagrams:
        with contextlib.suppress(ValueError):
            echo = probes.echo_of(datagram, now_mono_s)
            if echo is not None:
                assert len(echo) == len(datagram)
                assert parse_echo(KEY, echo).sequence == parse_request(KEY, datagram).sequence
    assert footprint(probes) <= 200


@given(hostile)
def test_what_is_not_signed_is_not_read(datagram: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert build_request(KEY, parse_request(KEY, datagram), len(datagram)) == datagram


@given(st.lists(st.integers(0, 3_000), max_size=200))
def test_each_sequence_is_answered_once(sequences: list[int]) -> None:
    probes = Probes()
    probes.allow(KEY, 1e9, 0.0)
    answered = [
        sequence
        for at, sequence in enumerate(sequences)
        if probes.echo_of(build_request(KEY, ProbeRequest(sequence, 0)), float(at)) is not None
    ]
    assert len(answered) == len(set(answered))
