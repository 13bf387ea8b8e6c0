"""The stream between core and media process: 4 bytes of length, a byte of kind, the body.

What comes often is packed by hand, the rest is MessagePack.
"""

import struct
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from room_console.core.media.embedded.wire import (
    AnyMessage,
    Control,
    Picture,
    RtcpArrived,
    RtpArrived,
    SendRtcp,
    SoundPacket,
)

MAX_FRAME_BYTES: Final = 2 * 1024 * 1024
"""A key frame at the highest rate is a tenth of it."""
_LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!IB")
_CONTROL, _SOUND, _PICTURE, _SEND_RTCP, _RTP, _RTCP = range(6)
_SOUND_HEAD = struct.Struct("!HIHdd")
_PICTURE_HEAD = struct.Struct("!HBBIdH")
_SIZE = struct.Struct("!H")
_LEG_HEAD = struct.Struct("!I")
_ARRIVED_HEAD = struct.Struct("!Id")
_RTP_HEAD = struct.Struct("!IBId")
_RTP_BYTES = 1 + _ARRIVED_HEAD.size
_encode_control = msgspec.msgpack.Encoder().encode
_control_decoder: msgspec.msgpack.Decoder[Control] = msgspec.msgpack.Decoder(Control)


def encode(message: AnyMessage) -> bytes:
    """Make the frame of a message. Raises: ValueError where it does not fit."""
    try:
        if isinstance(message, RtpArrived):
            return _encode_rtp(message)
        kind, body = _encode(message)
    except struct.error as error:
        raise ValueError("a number does not fit into its field") from error
    if len(body) >= MAX_FRAME_BYTES:
        raise ValueError("too large for a frame")
    return _HEAD.pack(len(body) + 1, kind) + body


class FrameReader:
    """Reads messages out of a stream, whatever the pieces it comes in."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> Iterator[AnyMessage]:
        """Take more bytes; yield the messages that are complete. Raises: ValueError, and then nothing can be read."""
        here = self._kept + data if self._kept else data
        at, size = 0, len(here)
        try:
            while size - at >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(here, at)
                if not 0 < length <= MAX_FRAME_BYTES:
                    raise ValueError("not the length of a frame")
                start, end = at + _LENGTH.size, at + _LENGTH.size + length
                if end > size:
                    break
                at = end
                yield _decode_rtp(here, start, end) if here[start] == _RTP else _decode(here[start:end])
        finally:
            self._kept = here[at:]


def _encode_rtp(arrived: RtpArrived) -> bytes:
    """Make the frame of what comes most often at one go. Raises: ValueError, struct.error."""
    packet = arrived.packet
    if len(packet) > MAX_FRAME_BYTES - _RTP_BYTES:
        raise ValueError("too large for a frame")
    return _RTP_HEAD.pack(_RTP_BYTES + len(packet), _RTP, arrived.leg, arrived.arrived_mono_s) + packet


def _encode(message: AnyMessage) -> tuple[int, bytes]:
    match message:
        case SoundPacket():
            head = _SOUND_HEAD.pack(
                message.feed, message.timestamp, message.samples, message.captured_mono_s, message.given_mono_s
            )
            return _SOUND, head + message.payload
        case RtcpArrived():
            return _RTCP, _ARRIVED_HEAD.pack(message.leg, message.arrived_mono_s) + message.packet
        case SendRtcp():
            return _SEND_RTCP, _LEG_HEAD.pack(message.leg) + message.packet
        case Picture():
            return _PICTURE, _encode_picture(message)
        case _:
            return _CONTROL, _encode_control(message)


def _encode_picture(picture: Picture) -> bytes:
    sizes = [len(payload) for payload in picture.payloads]
    head = _PICTURE_HEAD.pack(
        picture.feed, picture.layer, picture.is_key, picture.timestamp, picture.captured_mono_s, len(sizes)
    )
    return head + struct.pack(f"!{len(sizes)}H", *sizes) + b"".join(picture.payloads)


def _decode(frame: bytes) -> AnyMessage:
    """Read a frame's kind and body. Raises: ValueError."""
    try:
        if (decode := _DECODERS.get(frame[0])) is None:
            raise ValueError("unknown kind of frame")
        return decode(frame)
    except (struct.error, msgspec.MsgspecError) as error:
        raise ValueError("malformed frame") from error


def _decode_sound(frame: bytes) -> SoundPacket:
    feed, timestamp, samples, captured_mono_s, given_mono_s = _SOUND_HEAD.unpack_from(frame, 1)
    payload = frame[1 + _SOUND_HEAD.size :]
    return SoundPacket(feed, timestamp, samples, captured_mono_s, given_mono_s, payload)


def _decode_rtcp_to_send(frame: bytes) -> SendRtcp:
    (leg,) = _LEG_HEAD.unpack_from(frame, 1)
    return SendRtcp(leg, frame[1 + _LEG_HEAD.size :])


def _decode_rtp(here: bytes, start: int, end: int) -> RtpArrived:
    """Read a frame where it lies. Raises: ValueError."""
    if end - start < _RTP_BYTES:
        raise ValueError("malformed frame")
    leg, arrived_mono_s = _ARRIVED_HEAD.unpack_from(here, start + 1)
    return RtpArrived(leg, arrived_mono_s, here[start + _RTP_BYTES : end])


def _decode_rtcp(frame: bytes) -> RtcpArrived:
    leg, arrived_mono_s = _ARRIVED_HEAD.unpack_from(frame, 1)
    return RtcpArrived(leg, arrived_mono_s, frame[1 + _ARRIVED_HEAD.size :])


def _decode_picture(frame: bytes) -> Picture:
    feed, layer, is_key, timestamp, captured_mono_s, count = _PICTURE_HEAD.unpack_from(frame, 1)
    at = 1 + _PICTURE_HEAD.size
    sizes = struct.unpack_from(f"!{count}H", frame, at)
    at += _SIZE.size * count
    if at + sum(sizes) != len(frame):
        raise ValueError("payloads of a picture do not fill its frame")
    payloads = []
    for size in sizes:
        payloads.append(frame[at : at + size])
        at += size
    return Picture(feed, layer, bool(is_key), timestamp, captured_mono_s, tuple(payloads))


_DECODERS: Final[dict[int, Callable[[bytes], AnyMessage]]] = {
    _CONTROL: lambda frame: _control_decoder.decode(memoryview(frame)[1:]),
    _SOUND: _decode_sound,
    _PICTURE: _decode_picture,
    _SEND_RTCP: _decode_rtcp_to_send,
    _RTCP: _decode_rtcp,
}
