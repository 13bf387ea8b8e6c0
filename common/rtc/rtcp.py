"""RTCP packets, made and read (RFC 3550, section 6; RFC 4585): aiortc's classes, with ValueError as their only error.

Instants are told as NTP timestamps of the sender's monotonic clock: elapsed time, as RFC 3550, section 6.4.1, allows.
Those who receive them need the differences only.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aiortc.rtp import (
    RTCP_PSFB,
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB,
    RTCP_RTPFB_NACK,
    AnyRtcpPacket,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    pack_remb_fci,
    pack_rtcp_packet,
    unpack_remb_fci,
)

MAX_RTCP_BYTES = 4096
MAX_NACK_ITEMS = 64
"""What one request for packets may hold, 17 packets an item; those who miss more need a key frame."""
MAX_ESTIMATE_BPS = 10**9
_NTP_SECOND = 1 << 32
_FRACTION_MASK = 0xFFFF_FFFF
_CNAME = 1
_MASK_PACKETS = 16


class SenderReport(NamedTuple):
    """One instant on two scales: NTP time (64 bits) and a source's timestamps."""

    ntp: int
    timestamp: int

    def captured_s(self, timestamp: int, clock_hz: int) -> float:
        """Give the instant at which a timestamp was captured, on its sender's clock."""
        since = (timestamp - self.timestamp + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000
        return seconds_of(self.ntp) + since / clock_hz


def parse_rtcp(packet: bytes) -> list[AnyRtcpPacket]:
    """Read a compound packet; kinds that nobody here needs are left out. Raises: ValueError."""
    if len(packet) > MAX_RTCP_BYTES:
        raise ValueError("RTCP packet is too large")
    try:
        return RtcpPacket.parse(packet)
    except (struct.error, IndexError) as error:
        raise ValueError("RTCP packet is malformed") from error


def ntp_of(mono_s: float) -> int:
    """Give an instant as 64 bits of NTP time."""
    return int(mono_s * _NTP_SECOND) & 0xFFFF_FFFF_FFFF_FFFF


def seconds_of(ntp: int) -> float:
    """Give 64 bits of NTP time in seconds."""
    return ntp / _NTP_SECOND


def compact(ntp: int) -> int:
    """Take the middle 32 bits: 2^-16 s (RFC 3550, section 4)."""
    return ntp >> 16 & _FRACTION_MASK


def round_trip_s(report: RtcpReceiverInfo, now_mono_s: float) -> float | None:
    """Reckon the round trip from a report on what we sent (RFC 3550, section 6.4.1); None where it can't be so."""
    if report.lsr == 0:
        return None
    units = (compact(ntp_of(now_mono_s)) - report.lsr - report.dlsr) & _FRACTION_MASK
    return units / 65536 if units < 60 << 16 else None


def sender_report(ssrc: int, captured_mono_s: float, timestamp: int, packets: int, octets: int, cname: bytes) -> bytes:
    """Say which instant a timestamp stands for, and what was sent so far."""
    info = RtcpSenderInfo(
        ntp_of(captured_mono_s), timestamp & _FRACTION_MASK, packets & _FRACTION_MASK, octets & _FRACTION_MASK
    )
    return bytes(RtcpSrPacket(ssrc, info)) + _source(ssrc, cname)


def receiver_report(ssrc: int, reports: Sequence[RtcpReceiverInfo], cname: bytes) -> bytes:
    """Report on at most 31 sources."""
    return bytes(RtcpRrPacket(ssrc, list(reports[:31]))) + _source(ssrc, cname)


def nack(ssrc: int, media_ssrc: int, sequences: Iterable[int]) -> bytes:
    """Ask for packets again (RFC 4585, section 6.2.1), in the order given; the sequences may wrap."""
    items: list[list[int]] = []
    for sequence in sequences:
        after = (sequence - items[-1][0] - 1) & 0xFFFF if items else _MASK_PACKETS
        if after < _MASK_PACKETS:
            items[-1][1] |= 1 << after
        elif len(items) < MAX_NACK_ITEMS:
            items.append([sequence & 0xFFFF, 0])
    wanted = b"".join(struct.pack("!HH", first, mask) for first, mask in items)
    return pack_rtcp_packet(RTCP_RTPFB, RTCP_RTPFB_NACK, struct.pack("!II", ssrc, media_ssrc) + wanted)


def picture_loss(ssrc: int, media_ssrc: int) -> bytes:
    """Ask for a key frame (RFC 4585, section 6.3.1)."""
    return bytes(RtcpPsfbPacket(RTCP_PSFB_PLI, ssrc, media_ssrc))


def line_estimate(ssrc: int, estimate_bps: float, media_ssrcs: Sequence[int]) -> bytes:
    """Say what the line towards us carries (REMB: draft-alvestrand-rmcat-remb-03)."""
    fci = pack_remb_fci(min(int(estimate_bps), MAX_ESTIMATE_BPS), list(media_ssrcs[:255]))
    return pack_rtcp_packet(RTCP_PSFB, RTCP_PSFB_APP, struct.pack("!II", ssrc, 0) + fci)


def asked_again(packet: AnyRtcpPacket, ssrc: int) -> tuple[int, ...]:
    """Return the sequences of `ssrc` that the packet asks for."""
    if not isinstance(packet, RtcpRtpfbPacket) or packet.fmt != RTCP_RTPFB_NACK or packet.media_ssrc != ssrc:
        return ()
    return tuple(sequence & 0xFFFF for sequence in packet.lost)


def is_key_asked(packet: AnyRtcpPacket, ssrc: int) -> bool:
    """Tell whether the packet asks `ssrc` for a key frame, by PLI or by FIR (RFC 5104, section 4.3.1)."""
    if not isinstance(packet, RtcpPsfbPacket):
        return False
    if packet.fmt == RTCP_PSFB_PLI:
        return packet.media_ssrc == ssrc
    wanted = ssrc.to_bytes(4, "big")
    return packet.fmt == RTCP_PSFB_FIR and any(packet.fci[at : at + 4] == wanted for at in range(0, len(packet.fci), 8))


def estimated_bps(packet: AnyRtcpPacket, ssrc: int) -> int | None:
    """Return what the packet says that the line of `ssrc` carries; None where it says nothing about it."""
    if not isinstance(packet, RtcpPsfbPacket) or packet.fmt != RTCP_PSFB_APP:
        return None
    try:
        estimate_bps, ssrcs = unpack_remb_fci(packet.fci)
    except (ValueError, struct.error):
        return None
    return min(estimate_bps, MAX_ESTIMATE_BPS) if ssrc in ssrcs else None


def _source(ssrc: int, cname: bytes) -> bytes:
    return bytes(RtcpSdesPacket([RtcpSourceInfo(ssrc, [(_CNAME, cname[:255])])]))
