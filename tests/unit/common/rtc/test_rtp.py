"""RTP packets, read and written."""

import pytest

from common.rtc.rtp import (
    ABS_SEND_TIME_BYTES,
    DatagramKind,
    Rtp,
    abs_send_time_extension,
    build_rtp,
    kind_of,
    parse_rtp,
    sequence_distance,
)


def test_what_is_built_is_read() -> None:
    packet = build_rtp(111, True, 65_535, 2**32 - 1, 7, b"sound")
    assert parse_rtp(packet) == Rtp(111, True, 65_535, 2**32 - 1, 7, b"sound")


def test_the_instant_of_sending_is_read_under_its_id_only() -> None:
    extension = abs_send_time_extension(3, now_s=1.5)
    packet = build_rtp(102, False, 1, 2, 3, b"picture", extension)
    assert len(extension) == ABS_SEND_TIME_BYTES
    assert parse_rtp(packet, abs_send_time_id=3).abs_send_time == 3 << 17
    assert parse_rtp(packet, abs_send_time_id=4).abs_send_time is None
    assert parse_rtp(packet).payload == b"picture"


def test_the_instant_of_sending_wraps_after_64_s() -> None:
    packets = [build_rtp(1, False, 0, 0, 0, b"", abs_send_time_extension(1, now_s)) for now_s in (0.25, 64.25)]
    assert packets[0] == packets[1]


def test_sources_padding_and_other_extensions_are_passed_over() -> None:
    header = bytes([0x80 | 0x20 | 0x10 | 2]) + build_rtp(0, False, 5, 6, 7, b"")[1:]
    sources = bytes(8)
    elements = bytes([0x10, 0xAA, 0x00, 0x32, 1, 2, 3, 0x00])
    extension = b"\xbe\xde\x00\x02" + elements
    read = parse_rtp(header + sources + extension + b"kept" + b"\0\0\x03", abs_send_time_id=3)
    assert read.payload == b"kept"
    assert read.abs_send_time == 0x010203


def test_two_byte_extensions_are_passed_over() -> None:
    packet = bytearray(build_rtp(0, False, 5, 6, 7, b"\x10\x00\x00\x01\x01\x02\xaa\xbbkept"))
    packet[0] |= 0x10
    assert parse_rtp(bytes(packet), abs_send_time_id=1) == Rtp(0, False, 5, 6, 7, b"kept")


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        bytes(11),
        b"\x40" + bytes(11),
        b"\x8f" + bytes(11),
        b"\x90" + bytes(12),
        b"\x90" + bytes(13) + b"\x00\x01",
        b"\xa0" + bytes(11),
        b"\xa0" + bytes(11) + b"\x02",
    ],
)
def test_what_is_cut_off_or_no_rtp_is_refused(packet: bytes) -> None:
    with pytest.raises(ValueError, match=r"RTP|padding"):
        parse_rtp(packet)


def test_a_field_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        build_rtp(111, False, 65_536, 0, 0, b"")


@pytest.mark.parametrize(
    ("datagram", "kind"),
    [
        (b"\x00\x01", DatagramKind.STUN),
        (b"\x16\xfe", DatagramKind.DTLS),
        (b"\x80\x6f", DatagramKind.RTP),
        (b"\x80\xef", DatagramKind.RTP),
        (b"\x81\xc9", DatagramKind.RTCP),
        (b"\x40\x00", DatagramKind.OTHER),
        (b"\xff\x00", DatagramKind.OTHER),
        (b"\x80", DatagramKind.OTHER),
        (b"", DatagramKind.OTHER),
    ],
)
def test_a_datagram_is_told_by_its_first_bytes(datagram: bytes, kind: DatagramKind) -> None:
    assert kind_of(datagram) is kind


@pytest.mark.parametrize(("newer", "older", "steps"), [(5, 3, 2), (3, 5, -2), (1, 65_535, 2), (65_535, 1, -2)])
def test_sequence_numbers_go_round(newer: int, older: int, steps: int) -> None:
    assert sequence_distance(newer, older) == steps
