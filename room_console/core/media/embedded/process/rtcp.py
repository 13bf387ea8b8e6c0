"""The little of RTCP that downlinks need (RFC 3550, RFC 4585, RFC 5104, REMB): own sender reports, listeners' feedback.

Written by hand on bytes: the media process loads no codec library.
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 200, 201, 202, 205, 206
NACK, PLI, FIR, APPLICATION = 1, 1, 4, 15
MAX_NACKED = 256
NTP_EPOCH_S = 2_208_988_800
"""From 1900 to 1970."""
_COMMON = struct.Struct("!BBH")
_BLOCK = struct.Struct("!IIIIII")
_SENDER = struct.Struct("!BBHIQIII")


class ReportBlock(NamedTuple):
    """What a receiver says of one SSRC: loss 0 to 1 since its last report, jitter in the stream's units."""

    ssrc: int
    loss: float
    lost: int
    jitter: int
    last_report: int
    delay_since: int


class Feedback(NamedTuple):
    """All that one compound packet says."""

    blocks: Sequence[ReportBlock]
    nacks: Sequence[tuple[int, int]]
    """SSRC and sequence number."""
    key_wanted: Sequence[int]
    """SSRCs."""
    estimate_bps: int | None


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """Make a sender report without report blocks; `ntp` is 32.32 bits."""
    return _SENDER.pack(0x80, SENDER_REPORT, 6, ssrc, ntp, timestamp, packets & 0xFFFF_FFFF, octets & 0xFFFF_FFFF)


def source_description(ssrc: int, cname: str) -> bytes:
    """Give an SSRC its canonical name: what has the same name is played together.

    One chunk a packet: stock aiortc misreads the second one.
    """
    name = cname.encode("ascii", "replace")[:255]
    item = bytes((1, len(name))) + name
    item += bytes(4 - len(item) % 4)
    return _COMMON.pack(0x81, SOURCE_DESCRIPTION, 1 + len(item) // 4) + ssrc.to_bytes(4, "big") + item


def ntp_of(wall_s: float) -> int:
    """Give an instant since 1970 as an NTP timestamp of 32.32 bits."""
    return int((wall_s + NTP_EPOCH_S) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def round_trip_s(ntp: int, block: ReportBlock) -> float | None:
    """Return the round trip by a report that came at `ntp`; None where it answers none of ours (section 6.4.1)."""
    if not block.last_report:
        return None
    units = ((ntp >> 16) - block.last_report - block.delay_since + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000
    return max(0, units) / 65_536


def read_feedback(packet: bytes) -> Feedback:
    """Read a plain compound packet; what we don't know is skipped. Raises: ValueError."""
    blocks: list[ReportBlock] = []
    nacks: list[tuple[int, int]] = []
    keys: list[int] = []
    estimate_bps = None
    for kind, count, body in _parts(packet):
        if kind == RECEIVER_REPORT:
            blocks += _read_blocks(body, 4, count)
        elif kind == SENDER_REPORT:
            blocks += _read_blocks(body, 24, count)
        elif kind == TRANSPORT_FEEDBACK and count == NACK:
            nacks += _read_nacks(body)
        elif kind == PAYLOAD_FEEDBACK and count == PLI and len(body) >= 8:
            keys.append(int.from_bytes(body[4:8], "big"))
        elif kind == PAYLOAD_FEEDBACK and count == FIR:
            keys += [int.from_bytes(body[at : at + 4], "big") for at in range(8, len(body) - 7, 8)]
        elif kind == PAYLOAD_FEEDBACK and count == APPLICATION:
            estimate_bps = _read_estimate(body) or estimate_bps
    return Feedback(blocks, nacks[:MAX_NACKED], keys, estimate_bps)


def _parts(packet: bytes) -> list[tuple[int, int, bytes]]:
    """Cut a compound packet into type, count or format, and body. Raises: ValueError."""
    parts = []
    at = 0
    while at < len(packet):
        if at + 4 > len(packet):
            raise ValueError("RTCP is cut off")
        first, kind, words = _COMMON.unpack_from(packet, at)
        after = at + 4 + 4 * words
        if first >> 6 != 2 or after > len(packet):
            raise ValueError("RTCP is cut off or not version 2")
        parts.append((kind, first & 0x1F, packet[at + 4 : after]))
        at = after
    return parts


def _read_blocks(body: bytes, start: int, count: int) -> list[ReportBlock]:
    if len(body) < start + _BLOCK.size * count:
        raise ValueError("RTCP report is cut off")
    blocks = []
    for number in range(count):
        ssrc, losses, _, jitter, last, delay = _BLOCK.unpack_from(body, start + number * _BLOCK.size)
        lost = (losses & 0xFF_FFFF ^ 0x80_0000) - 0x80_0000
        blocks.append(ReportBlock(ssrc, (losses >> 24) / 256, lost, jitter, last, delay))
    return blocks


def _read_nacks(body: bytes) -> list[tuple[int, int]]:
    """Read generic NACKs (RFC 4585, section 6.2.1)."""
    if len(body) < 12 or len(body) % 4:
        raise ValueError("NACK is cut off")
    ssrc = int.from_bytes(body[4:8], "big")
    found = []
    for at in range(8, len(body), 4):
        first, more = struct.unpack_from("!HH", body, at)
        found.append((ssrc, first))
        found += [(ssrc, first + 1 + bit & 0xFFFF) for bit in range(16) if more >> bit & 1]
    return found


def _read_estimate(body: bytes) -> int | None:
    """Read what the receiver thinks its line carries (draft-alvestrand-rmcat-remb, section 2.2)."""
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    mantissa = int.from_bytes(body[13:16], "big")
    return (mantissa & 0x3_FFFF) << (mantissa >> 18)
