"""Pictures to RTP payloads and back: H.264 (RFC 6184), and VP8 (RFC 7741) where somebody else sends it."""

from collections.abc import Iterator
from itertools import islice

from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import vp8_depayload

from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES
from common.rtc.sections import Codec

PICTURE_CLOCK_HZ = 90_000
MAX_PACKET_BYTES = 1100
"""Of a plain RTP packet: with SRTP, UDP, IPv6, TURN and a VPN around it, it still fits into one Ethernet frame."""
MAX_PAYLOAD_BYTES = MAX_PACKET_BYTES - MIN_HEADER_BYTES - ABS_SEND_TIME_BYTES
_START_CODE = b"\x00\x00\x01"
_TYPE_MASK, _IMPORTANCE_MASK = 0x1F, 0xE0
_SEQUENCE_SET = 7
_STAP_A, _FU_A = 24, 28
_FU_START, _FU_END = 0x80, 0x40
_LENGTH_BYTES, _FU_BYTES = 2, 2
MAX_UNITS = 2048
"""NAL units of a picture: as many as its packets, where each slice has one."""
MAX_AGGREGATED = 256
"""NAL units that come together with others in the packets of one picture: some parameters and small slices."""


def split_h264(access_unit: bytes, most_bytes: int = MAX_PAYLOAD_BYTES) -> list[bytes]:
    """Cut an access unit (Annex B) into payloads: small NAL units together (STAP-A), large ones in parts (FU-A)."""
    payloads: list[bytes] = []
    together: list[bytes] = []
    size = 1
    for unit in _nal_units(access_unit):
        if together and size + _LENGTH_BYTES + len(unit) > most_bytes:
            payloads.append(_aggregate(together))
            together, size = [], 1
        if len(unit) > most_bytes:
            payloads += _fragments(unit, most_bytes)
        else:
            together.append(unit)
            size += _LENGTH_BYTES + len(unit)
    return [*payloads, _aggregate(together)] if together else payloads


def join_payloads(codec: Codec, payloads: list[bytes]) -> bytes:
    """Make a picture's data of its payloads. Raises: ValueError."""
    if codec == "VP8":
        return b"".join(map(vp8_depayload, payloads))
    left = MAX_AGGREGATED
    for payload in payloads:
        left -= sum(1 for _ in islice(_aggregated(payload), left + 1))
        if left < 0:
            raise ValueError("too many NAL units")
    return b"".join(map(h264_depayload, payloads))


def has_few_units(access_unit: bytes) -> bool:
    """Tell whether an access unit (Annex B) is soon cut: somebody may have hidden thousands of tiny units in it."""
    return access_unit.count(_START_CODE) <= MAX_UNITS


def begins_key_frame(codec: Codec, payload: bytes) -> bool:
    """Tell whether a key frame begins with this payload: H.264's with the parameters of the sequence."""
    if codec == "VP8":
        return _begins_vp8_key(payload)
    if not payload:
        return False
    if payload[0] & _TYPE_MASK != _STAP_A:
        return payload[0] & _TYPE_MASK == _SEQUENCE_SET
    return any(payload[at] & _TYPE_MASK == _SEQUENCE_SET for at in islice(_aggregated(payload), MAX_AGGREGATED))


def _aggregated(payload: bytes) -> Iterator[int]:
    """Find where each NAL unit of an aggregate begins; nothing in any other payload."""
    at = 1
    while payload[0] & _TYPE_MASK == _STAP_A and at + _LENGTH_BYTES < len(payload):
        yield at + _LENGTH_BYTES
        at += _LENGTH_BYTES + int.from_bytes(payload[at : at + _LENGTH_BYTES], "big")


def _nal_units(access_unit: bytes) -> Iterator[bytes]:
    start = access_unit.find(_START_CODE)
    while start != -1:
        start += len(_START_CODE)
        end = access_unit.find(_START_CODE, start)
        if unit := access_unit[start : end if end != -1 else None].rstrip(b"\x00"):
            yield unit
        start = end


def _aggregate(units: list[bytes]) -> bytes:
    if len(units) == 1:
        return units[0]
    importance = max(unit[0] & 0x60 for unit in units)
    parts = (len(unit).to_bytes(_LENGTH_BYTES, "big") + unit for unit in units)
    return bytes((importance | _STAP_A,)) + b"".join(parts)


def _fragments(unit: bytes, most_bytes: int) -> Iterator[bytes]:
    """Cut a NAL unit into parts of nearly one size (RFC 6184, section 5.8)."""
    indicator, kind = unit[0] & _IMPORTANCE_MASK | _FU_A, unit[0] & _TYPE_MASK
    count = -(-(len(unit) - 1) // (most_bytes - _FU_BYTES))
    size = -(-(len(unit) - 1) // count)
    for at in range(1, len(unit), size):
        flags = (_FU_START if at == 1 else 0) | (_FU_END if at + size >= len(unit) else 0)
        yield bytes((indicator, flags | kind)) + unit[at : at + size]


def _begins_vp8_key(payload: bytes) -> bool:
    """Look at the start of partition, and at the inverse key frame flag (RFC 7741, sections 4.2 and 4.3)."""
    try:
        data = vp8_depayload(payload)
    except ValueError:
        return False
    return bool(payload[0] & 0x10) and payload[0] & 0x0F == 0 and bool(data) and not data[0] & 0x01
