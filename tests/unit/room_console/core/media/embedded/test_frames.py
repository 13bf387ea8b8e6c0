"""The stream between core and media process."""

import pytest

from room_console.core.media.embedded.frames import MAX_FRAME_BYTES, FrameReader, encode
from room_console.core.media.embedded.wire import (
    AnyMessage,
    CloseLeg,
    DeclareFeed,
    Follow,
    KeyWanted,
    LegDown,
    LegReport,
    LegReports,
    LegUp,
    OpenLeg,
    Picture,
    ProcessReport,
    Ready,
    Refused,
    RtcpArrived,
    RtpArrived,
    SendRtcp,
    SentSection,
    SetRemote,
    SoundPacket,
    Stop,
    Wanted,
)

SECTION = SentSection("video", 7, 102, abs_send_time_id=2)
MESSAGES: tuple[AnyMessage, ...] = (
    OpenLeg(1, "name", "password", "cname", (SECTION,), ("sha-256 AB",), is_dtls_client=True),
    SetRemote(1, ("sha-256 AB",), False, (SECTION,)),
    Follow(1, 2, None, 100),
    CloseLeg(1),
    DeclareFeed(100, "video", (150_000, 500_000)),
    Stop(),
    SoundPacket(2, 2**32 - 1, 960, 1.5, 1.75, b"sound"),
    Picture(100, 2, True, 2**32 - 1, 1.5, (b"one", b"", b"three")),
    SendRtcp(2**32 - 1, b"rtcp"),
    Ready(("candidate:1",), "sha-256 AB"),
    Refused("in use"),
    LegUp(1),
    LegDown(1, "lost"),
    KeyWanted(100, 1),
    Wanted(100, 1, is_wanted=True),
    LegReports((LegReport(1, round_trip_ms=5.0, layer=None),)),
    ProcessReport(1.0, 2.0, 3, 4, 5, 6, 7, 8.0),
    RtpArrived(1, 2.5, b"rtp"),
    RtcpArrived(1, 2.5, b""),
)


@pytest.mark.parametrize("piece_bytes", [1, 7, 100_000])
def test_every_message_arrives_as_it_was_in_whatever_pieces(piece_bytes: int) -> None:
    stream = b"".join(encode(message) for message in MESSAGES)
    reader, heard = FrameReader(), list[AnyMessage]()
    for at in range(0, len(stream), piece_bytes):
        heard += reader.feed(stream[at : at + piece_bytes])
    assert tuple(heard) == MESSAGES


@pytest.mark.parametrize(
    "message",
    [
        SoundPacket(70_000, 0, 960, 0.0, 0.0, b""),
        SoundPacket(1, 2**32, 960, 0.0, 0.0, b""),
        Picture(1, 0, True, 0, 0.0, (bytes(70_000),)),
        SendRtcp(-1, b""),
        SendRtcp(1, bytes(MAX_FRAME_BYTES)),
        RtpArrived(-1, 0.0, b""),
        RtpArrived(1, 0.0, bytes(MAX_FRAME_BYTES)),
    ],
)
def test_what_does_not_fit_is_refused(message: AnyMessage) -> None:
    with pytest.raises(ValueError, match=r"fit|too large"):
        encode(message)


@pytest.mark.parametrize(
    "stream",
    [
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\1\x09",
        b"\0\0\0\1\0",
        b"\0\0\0\2\0\xc1",
        b"\0\0\0\2\1\0",
        b"\0\0\0\x0c\4" + bytes(11) + encode(LegUp(1)),
        encode(Picture(1, 0, True, 0, 0.0, (b"one",)))[:4] + b"\2" + bytes(15) + b"\0\0\0\1\0\x09one",
    ],
)
def test_what_is_no_frame_is_refused(stream: bytes) -> None:
    with pytest.raises(ValueError, match="frame"):
        list(FrameReader().feed(stream))
