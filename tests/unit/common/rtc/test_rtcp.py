"""RTCP is made and read as its RFCs have it, and whatever comes gives a ValueError at most."""

import random
import struct

import pytest
from aiortc.rtp import RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSdesPacket, RtcpSrPacket

from common.rtc import rtcp

OURS, THEIRS = 0xCAFE0001, 0xBEEF0002


@pytest.mark.parametrize(
    "wanted", [[7], [7, 8, 23], [7, 24, 25], [65_534, 65_535, 0, 3], [0, 17, 34, 51], list(range(100, 160))]
)
def test_packets_asked_for_are_read_again_also_where_the_numbers_wrap(wanted: list[int]) -> None:
    [packet] = rtcp.parse_rtcp(rtcp.nack(OURS, THEIRS, wanted))
    assert isinstance(packet, RtcpRtpfbPacket)
    assert rtcp.asked_again(packet, THEIRS) == tuple(wanted)
    assert rtcp.asked_again(packet, OURS) == ()


def test_a_request_is_bounded() -> None:
    [packet] = rtcp.parse_rtcp(rtcp.nack(OURS, THEIRS, range(0, 65_536, 20)))
    assert len(rtcp.asked_again(packet, THEIRS)) == rtcp.MAX_NACK_ITEMS


def test_a_key_frame_is_asked_for_by_pli_and_understood_by_fir_too() -> None:
    [pli] = rtcp.parse_rtcp(rtcp.picture_loss(OURS, THEIRS))
    fir_bytes = struct.pack("!BBHIIIB3x", 0x84, 206, 4, OURS, 0, THEIRS, 1)
    [fir] = rtcp.parse_rtcp(fir_bytes)
    for packet in (pli, fir):
        assert rtcp.is_key_asked(packet, THEIRS)
        assert not rtcp.is_key_asked(packet, OURS)


def test_an_estimate_is_told_of_the_sources_it_names() -> None:
    [packet] = rtcp.parse_rtcp(rtcp.line_estimate(OURS, 1_234_567, [THEIRS, 5]))
    estimate_bps = rtcp.estimated_bps(packet, THEIRS)
    assert estimate_bps == pytest.approx(1_234_567, rel=1e-5)
    assert rtcp.estimated_bps(packet, 6) is None


def test_an_estimate_cut_off_says_nothing() -> None:
    whole = rtcp.line_estimate(OURS, 1_000_000, [THEIRS])
    cut = bytearray(whole[:-4])
    struct.pack_into("!H", cut, 2, len(cut) // 4 - 1)
    [packet] = rtcp.parse_rtcp(bytes(cut))
    assert rtcp.estimated_bps(packet, THEIRS) is None


def test_reports_carry_the_name_of_their_source() -> None:
    report, source = rtcp.parse_rtcp(rtcp.sender_report(OURS, 12.5, 2**32 + 7, 3, 400, b"name"))
    assert isinstance(report, RtcpSrPacket)
    assert (report.sender_info.rtp_timestamp, report.sender_info.packet_count) == (7, 3)
    assert rtcp.seconds_of(report.sender_info.ntp_timestamp) == 12.5
    assert isinstance(source, RtcpSdesPacket)
    assert source.chunks[0].items == [(1, b"name")]


def test_the_round_trip_leaves_out_how_long_the_answer_was_held() -> None:
    sent_s, held_s, now_s = 1000.0, 0.7, 1000.75
    report = RtcpReceiverInfo(OURS, 0, 0, 0, 0, rtcp.compact(rtcp.ntp_of(sent_s)), int(held_s * 65536))
    assert rtcp.round_trip_s(report, now_s) == pytest.approx(0.05, abs=1e-4)
    assert rtcp.round_trip_s(report, sent_s) is None
    report.lsr = 0
    assert rtcp.round_trip_s(report, now_s) is None


def test_a_report_on_many_sources_names_31_of_them() -> None:
    infos = [RtcpReceiverInfo(ssrc, 0, 0, 0, 0, 0, 0) for ssrc in range(40)]
    packet = rtcp.parse_rtcp(rtcp.receiver_report(OURS, infos, b"name"))[0]
    assert isinstance(packet, RtcpRrPacket)
    assert len(packet.reports) == 31


def test_an_instant_is_found_from_a_timestamp_that_has_wrapped() -> None:
    report = rtcp.SenderReport(rtcp.ntp_of(50.0), 2**32 - 48_000)
    assert report.captured_s(48_000, 48_000) == pytest.approx(52.0)
    assert report.captured_s(2**32 - 96_000, 48_000) == pytest.approx(49.0)


def test_too_large_a_packet_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        rtcp.parse_rtcp(bytes(rtcp.MAX_RTCP_BYTES + 1))


def test_damaged_packets_give_nothing_but_a_value_error() -> None:
    dice = random.Random(1)
    whole = (
        rtcp.sender_report(OURS, 1.0, 2, 3, 4, b"name")
        + rtcp.receiver_report(OURS, [RtcpReceiverInfo(THEIRS, 1, 2, 3, 4, 5, 6)], b"name")
        + rtcp.nack(OURS, THEIRS, [1, 2, 40])
        + rtcp.line_estimate(OURS, 1e6, [THEIRS])
    )
    refused = 0
    for _ in range(3000):
        packet = bytearray(whole[: dice.randrange(len(whole) + 1)])
        for _ in range(dice.randrange(4)):
            if packet:
                packet[dice.randrange(len(packet))] = dice.getrandbits(8)
        try:
            parts = rtcp.parse_rtcp(bytes(packet))
        except ValueError:
            refused += 1
            continue
        for part in parts:
            rtcp.asked_again(part, THEIRS)
            rtcp.is_key_asked(part, THEIRS)
            rtcp.estimated_bps(part, THEIRS)
    assert 0 < refused < 3000
