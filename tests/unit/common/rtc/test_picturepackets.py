"""H.264 is cut so that every packet fits, and aiortc's own depacketiser puts it together again."""

import av
import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor

from common.rtc.picture import H264Scaler
from common.rtc.picturepackets import (
    MAX_AGGREGATED,
    MAX_PAYLOAD_BYTES,
    MAX_UNITS,
    begins_key_frame,
    has_few_units,
    join_payloads,
    split_h264,
)
from common.rtc.picturerate import STEPS
from tests.helpers.picturerig import number_of, numbered_picture

START = b"\x00\x00\x00\x01"


def units(*sizes: int) -> bytes:
    """Make an access unit of slices of these sizes."""
    return b"".join(START + b"\x41" + bytes(1 + n % 255 for n in range(size - 1)) for size in sizes)


@pytest.mark.parametrize(
    "sizes",
    [(10,), (10, 20, 30), (MAX_PAYLOAD_BYTES,), (MAX_PAYLOAD_BYTES + 1,), (9000,), (10, 3000, 10), (600, 600, 600)],
)
def test_what_is_cut_is_the_same_when_joined_and_every_part_fits(sizes: tuple[int, ...]) -> None:
    data = units(*sizes)
    payloads = split_h264(data)
    assert max(map(len, payloads)) <= MAX_PAYLOAD_BYTES
    assert join_payloads("H264", payloads) == data


def test_small_units_share_a_packet_and_large_parts_are_about_even() -> None:
    assert len(split_h264(units(10, 20, 30))) == 1
    parts = split_h264(units(MAX_PAYLOAD_BYTES * 2))
    assert len(parts) == 3
    assert max(map(len, parts)) - min(map(len, parts)) < 10


def test_short_start_codes_and_zeros_between_units_are_understood() -> None:
    data = b"\x00\x00\x01\x41abc\x00\x00\x00\x01\x41def\x00\x00\x01\x41ghi"
    assert join_payloads("H264", split_h264(data)) == START + b"\x41abc" + START + b"\x41def" + START + b"\x41ghi"


def test_nothing_makes_no_packets() -> None:
    assert split_h264(b"") == []
    assert split_h264(START) == []


def test_what_x264_makes_is_cut_joined_and_decoded() -> None:
    scaler, decoder = H264Scaler(), av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    for number in (5, 6, 7):
        encoded = scaler.encode(numbered_picture(number), number / 25, STEPS[0], False)
        assert encoded is not None
        payloads = split_h264(encoded.data)
        assert begins_key_frame("H264", payloads[0]) == (number == 5) == encoded.is_key
        [frame] = decoder.decode(av.Packet(join_payloads("H264", payloads)))
        assert number_of(frame) == number


def test_only_the_first_packet_of_a_key_frame_begins_it() -> None:
    key = START + b"\x67sequence" + START + b"\x68picture" + START + b"\x65" + b"i" * 3000
    begins = [begins_key_frame("H264", payload) for payload in split_h264(key)]
    assert begins[0]
    assert not any(begins[1:])
    assert begins_key_frame("H264", b"\x67alone")


def test_vp8_key_frames_are_recognised() -> None:
    first = bytes(VpxPayloadDescriptor(partition_start=1, partition_id=0, picture_id=7))
    later = bytes(VpxPayloadDescriptor(partition_start=0, partition_id=0, picture_id=7))
    assert begins_key_frame("VP8", first + b"\x10key")
    assert not begins_key_frame("VP8", first + b"\x11delta")
    assert not begins_key_frame("VP8", later + b"\x10key")
    assert join_payloads("VP8", [first + b"ab", later + b"cd"]) == b"abcd"


@pytest.mark.parametrize("payload", [b"", b"\x78", b"\x78\x00", b"\x7c", b"\x90\x80", b"\xff"])
def test_fragments_of_packets_begin_nothing(payload: bytes) -> None:
    assert not begins_key_frame("H264", payload)
    assert not begins_key_frame("VP8", payload)


def test_thousands_of_tiny_units_are_refused_before_they_are_taken_apart() -> None:
    together = b"\x18" + b"\x00\x01\x67" * MAX_AGGREGATED
    assert join_payloads("H264", [together]).count(b"\x67") == MAX_AGGREGATED
    with pytest.raises(ValueError, match="too many NAL units"):
        join_payloads("H264", [together, b"\x18\x00\x01\x67"])
    assert has_few_units(b"\x00\x00\x01\x67" * MAX_UNITS)
    assert not has_few_units(b"\x00\x00\x01\x67" * (MAX_UNITS + 1))
