"""RTCP of downlinks, against aiortc's reading and writing of it."""

import pytest
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpByePacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSrPacket,
    pack_remb_fci,
)

from room_console.core.media.embedded.process.rtcp import (
    MAX_NACKED,
    ReportBlock,
    ntp_of,
    read_feedback,
    round_trip_s,
    sender_report,
    source_description,
)

BLOCK = RtcpReceiverInfo(ssrc=7, fraction_lost=64, packets_lost=-3, highest_sequence=9, jitter=480, lsr=5, dlsr=6)


def test_what_we_report_is_understood() -> None:
    packet = sender_report(7, ntp_of(1.5), 960, 2**32 + 3, 50) + sender_report(8, 1, 2, 3, 4)
    packet += source_description(7, "cname") + source_description(8, "cname")
    first, second, *descriptions = RtcpPacket.parse(packet)
    assert isinstance(first, RtcpSrPacket)
    assert (first.ssrc, first.sender_info.rtp_timestamp, first.sender_info.packet_count) == (7, 960, 3)
    assert first.sender_info.ntp_timestamp == (2_208_988_801 << 32) + (1 << 31)
    assert isinstance(second, RtcpSrPacket)
    for description, ssrc in zip(descriptions, (7, 8), strict=True):
        assert isinstance(description, RtcpSdesPacket)
        assert [(chunk.ssrc, chunk.items) for chunk in description.chunks] == [(ssrc, [(1, b"cname")])]


@pytest.mark.parametrize("cname", ["", "a", "ab", "abcdef"])
def test_a_name_of_any_length_is_padded_rightly(cname: str) -> None:
    (description,) = RtcpPacket.parse(source_description(1, cname))
    assert isinstance(description, RtcpSdesPacket)
    assert description.chunks[0].items == [(1, cname.encode())]


def test_reports_of_receivers_are_read() -> None:
    feedback = read_feedback(bytes(RtcpRrPacket(ssrc=1, reports=[BLOCK, BLOCK])))
    assert feedback.blocks == [ReportBlock(7, 0.25, -3, 480, 5, 6)] * 2


def test_a_nack_goes_round_the_end_of_the_numbers() -> None:
    packet = b"\x81\xcd\x00\x03" + bytes(4) + b"\0\0\0\x07" + b"\xff\xff\x80\x01"
    assert read_feedback(packet).nacks == [(7, 65_535), (7, 0), (7, 15)]


def test_everything_in_a_compound_is_read() -> None:
    compound = b"".join(
        bytes(packet)
        for packet in (
            RtcpRrPacket(ssrc=1, reports=[BLOCK]),
            RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=7, lost=[3, 5, 300]),
            RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=8),
            RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=pack_remb_fci(1_400_000, [7])),
            RtcpByePacket(sources=[1]),
        )
    )
    feedback = read_feedback(compound)
    assert feedback.nacks == [(7, 3), (7, 5), (7, 300)]
    assert feedback.key_wanted == [8]
    assert feedback.estimate_bps == pytest.approx(1_400_000, rel=0.001)
    assert len(feedback.blocks) == 1


def test_a_full_intra_request_names_its_stream_inside() -> None:
    fci = (9).to_bytes(4, "big") + b"\1\0\0\0"
    assert read_feedback(bytes(RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=fci))).key_wanted == [9]


def test_no_more_than_some_repeats_are_asked_at_once() -> None:
    packet = RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=7, lost=list(range(2_000)))
    assert len(read_feedback(bytes(packet)).nacks) == MAX_NACKED


@pytest.mark.parametrize(
    "packet",
    [
        b"\x80",
        b"\x00\xc9\x00\x00",
        b"\x80\xc9\x00\x02" + bytes(4),
        b"\x81\xc9\x00\x01" + bytes(4),
        b"\x81\xcd\x00\x02" + bytes(8),
        b"\x81\xc8\x00\x06" + bytes(24),
    ],
)
def test_what_is_cut_off_is_refused(packet: bytes) -> None:
    with pytest.raises(ValueError, match="cut off"):
        read_feedback(packet)


def test_an_estimate_of_another_kind_says_nothing() -> None:
    assert (
        read_feedback(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=b"OTHER..."))).estimate_bps
        is None
    )


def test_the_round_trip_is_what_is_left_of_the_time() -> None:
    sent, now = ntp_of(100.0), ntp_of(100.25)
    block = ReportBlock(7, 0.0, 0, 0, (sent >> 16) & 0xFFFF_FFFF, round(0.2 * 65_536))
    assert round_trip_s(now, block) == pytest.approx(0.05, abs=0.001)
    assert round_trip_s(sent, block) == 0.0
    assert round_trip_s(now, block._replace(last_report=0)) is None
