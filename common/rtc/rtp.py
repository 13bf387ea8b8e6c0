"""RTP packets as values (RFC 3550), and what kind of datagram has come on a port that carries them all."""

import struct
from enum import Enum, auto

import msgspec

HEADER = struct.Struct("!BBHII")
MIN_HEADER_BYTES = 12
ONE_BYTE_PROFILE = 0xBEDE
"""RFC 8285, section 4.2."""
ABS_SEND_TIME_BYTES = 8
"""What `abs_send_time_extension` adds to a header."""
ABS_SEND_TIME_WRAP_S = 64.0
_ABS_SEND_TIME_UNITS = 1 << 18
_EXTENSION_BIT, _PADDING_BIT, _MARKER_BIT = 0x10, 0x20, 0x80


class Rtp(msgspec.Struct, frozen=True, gc=False):
    """One packet. `abs_send_time` is in 2^-18 s, 24 bits, where its extension was asked for and present."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    abs_send_time: int | None = None


class DatagramKind(Enum):
    """What a datagram is by its first two bytes (RFC 7983, section 7; RFC 5761, section 4)."""

    STUN = auto()
    DTLS = auto()
    RTP = auto()
    RTCP = auto()
    OTHER = auto()


_KIND_OF_FIRST = tuple(
    DatagramKind.STUN
    if first < 4
    else DatagramKind.DTLS
    if 20 <= first < 64
    else DatagramKind.RTP
    if 128 <= first < 192
    else DatagramKind.OTHER
    for first in range(256)
)


def kind_of(datagram: bytes) -> DatagramKind:
    """Classify a datagram."""
    if len(datagram) < 2:
        return DatagramKind.OTHER
    kind = _KIND_OF_FIRST[datagram[0]]
    return DatagramKind.RTCP if kind is DatagramKind.RTP and 192 <= datagram[1] < 224 else kind


def sequence_distance(newer: int, older: int) -> int:
    """Count the steps from `older` to `newer`, -32768 to 32767."""
    return ((newer - older + 0x8000) & 0xFFFF) - 0x8000


def parse_rtp(packet: bytes, abs_send_time_id: int | None = None) -> Rtp:
    """Read a packet, looking for the extension of this id. Raises: ValueError."""
    if len(packet) < MIN_HEADER_BYTES:
        raise ValueError("shorter than an RTP header")
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
    if first >> 6 != 2:
        raise ValueError("not RTP version 2")
    start = MIN_HEADER_BYTES + 4 * (first & 0x0F)
    abs_send_time = None
    if first & _EXTENSION_BIT:
        start, abs_send_time = _read_extension(packet, start, abs_send_time_id)
    end = len(packet)
    if first & _PADDING_BIT:
        end -= packet[-1] or end
    if start > end:
        raise ValueError("RTP header or padding is longer than the packet")
    is_marked = bool(second & _MARKER_BIT)
    return Rtp(second & 0x7F, is_marked, sequence, timestamp, ssrc, packet[start:end], abs_send_time)


def build_rtp(
    payload_type: int,
    marker: bool,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    extension: bytes = b"",
) -> bytes:
    """Make a packet; `extension` is a whole block of header extensions. Raises: ValueError where a field is too big."""
    first = 0x90 if extension else 0x80
    second = payload_type | _MARKER_BIT if marker else payload_type
    try:
        return HEADER.pack(first, second, sequence, timestamp, ssrc) + extension + payload
    except struct.error as error:
        raise ValueError("a field does not fit into the RTP header") from error


def abs_send_time(now_s: float) -> int:
    """Give an instant as 24 bits of 2^-18 s."""
    return int(now_s * _ABS_SEND_TIME_UNITS) & 0xFFFFFF


def abs_send_time_extension(id: int, now_s: float) -> bytes:
    """Make the block of extensions that says when a packet is sent, ABS_SEND_TIME_BYTES long; id from 1 to 14."""
    return stamp_extension(id, abs_send_time(now_s))


def stamp_extension(id: int, stamp: int) -> bytes:
    """Make the same block of an instant as 24 bits."""
    return struct.pack("!HHI", ONE_BYTE_PROFILE, 1, (id << 4 | 2) << 24 | stamp)


def _read_extension(packet: bytes, start: int, wanted_id: int | None) -> tuple[int, int | None]:
    """Return where the payload begins, and the abs-send-time. Raises: ValueError."""
    if start + 4 > len(packet):
        raise ValueError("RTP header extension is cut off")
    profile, words = struct.unpack_from("!HH", packet, start)
    end = start + 4 + 4 * words
    if end > len(packet):
        raise ValueError("RTP header extension is cut off")
    if wanted_id is None or profile != ONE_BYTE_PROFILE:
        return end, None
    return end, _find_abs_send_time(packet[start + 4 : end], wanted_id)


def _find_abs_send_time(elements: bytes, wanted_id: int) -> int | None:
    """Look through one-byte elements (RFC 8285, section 4.2)."""
    at = 0
    while at < len(elements):
        id, length = elements[at] >> 4, (elements[at] & 0x0F) + 1
        if id == 0:
            at += 1
            continue
        if id == 15:
            return None
        if id == wanted_id and length == 3 and at + 4 <= len(elements):
            return int.from_bytes(elements[at + 1 : at + 4], "big")
        at += 1 + length
    return None
