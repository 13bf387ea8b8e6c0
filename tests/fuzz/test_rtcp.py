"""Whatever arrives as RTCP, it is read or refused by ValueError, and what it asks for stays in bounds."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from common.rtc.rtcp import MAX_ESTIMATE_BPS, asked_again, estimated_bps, is_key_asked, nack, parse_rtcp
from tests.helpers.garbage import any_datagram, damaged, numbers16, numbers32, rtcp_packets

OURS = 0x12345678
MAX_ASKED = 17 * 1024
"""17 packets for each 4 bytes of the largest packet."""


@given(st.one_of(any_datagram(), damaged(rtcp_packets(st.just(OURS)))))
def test_any_datagram(datagram: bytes) -> None:
    with contextlib.suppress(ValueError):
        for part in parse_rtcp(datagram):
            assert len(asked_again(part, OURS)) <= MAX_ASKED
            assert is_key_asked(part, OURS) in {True, False}
            estimate = estimated_bps(part, OURS)
            assert estimate is None or 0 <= estimate <= MAX_ESTIMATE_BPS


@given(st.lists(numbers16, unique=True, max_size=60), numbers32)
def test_what_is_asked_for_is_read(sequences: list[int], ssrc: int) -> None:
    (part,) = parse_rtcp(nack(1, ssrc, sequences))
    assert set(asked_again(part, ssrc)) == set(sequences)
    assert asked_again(part, ssrc ^ 1) == ()
