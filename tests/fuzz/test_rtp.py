"""Whatever arrives as RTP or as any datagram, it is read or refused by ValueError."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from common.rtc.rtp import DatagramKind, Rtp, abs_send_time_extension, build_rtp, kind_of, parse_rtp, sequence_distance
from tests.helpers.garbage import any_datagram, damaged, numbers16, numbers32, payloads, rtp_packets

extension_ids = st.one_of(st.none(), st.integers(1, 14))


@given(any_datagram(), extension_ids)
def test_any_datagram(datagram: bytes, extension_id: int | None) -> None:
    assert isinstance(kind_of(datagram), DatagramKind)
    with contextlib.suppress(ValueError):
        packet = parse_rtp(datagram, extension_id)
        assert len(packet.payload) <= len(datagram) - 12
        assert packet.abs_send_time is None or 0 <= packet.abs_send_time < 1 << 24


@given(damaged(rtp_packets()), extension_ids)
def test_damaged_packets(datagram: bytes, extension_id: int | None) -> None:
    with contextlib.suppress(ValueError):
        assert parse_rtp(datagram, extension_id).payload in datagram


@given(st.integers(0, 127), st.booleans(), numbers16, numbers32, numbers32, payloads, st.floats(0, 1e6))
def test_what_is_built_is_read(
    payload_type: int, marker: bool, sequence: int, timestamp: int, ssrc: int, payload: bytes, now_s: float
) -> None:
    extension = abs_send_time_extension(3, now_s)
    built = build_rtp(payload_type, marker, sequence, timestamp, ssrc, payload, extension)
    read = parse_rtp(built, 3)
    sent_at = int(now_s * (1 << 18)) & 0xFFFFFF
    assert read == Rtp(payload_type, marker, sequence, timestamp, ssrc, payload, sent_at)
    assert parse_rtp(built, 4).abs_send_time is None


@given(numbers16, numbers16)
def test_distance_is_the_nearest_way(newer: int, older: int) -> None:
    distance = sequence_distance(newer, older)
    assert -0x8000 <= distance < 0x8000
    assert (older + distance) & 0xFFFF == newer
