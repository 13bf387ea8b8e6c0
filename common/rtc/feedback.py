"""What a receiver tells its sender (RTCP, RFC 4585): a key frame is needed, the line is full, packets are lost."""

from typing import Protocol

from aiortc import RTCRtpSender
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)


class FeedbackListener(Protocol):
    """Whoever encodes for this sender. Thread: the media loop's."""

    def on_key_wanted(self) -> None:
        """Take that the receiver can't decode until a key frame comes."""
        ...

    def on_estimate(self, estimate_bps: int) -> None:
        """Take what the receiver believes its line carries."""
        ...

    def on_loss(self, loss: float) -> None:
        """Take the part of the packets that was lost since the last report, 0 to 1."""
        ...


def listen_to_feedback(sender: RTCRtpSender, listener: FeedbackListener) -> None:
    """Tell the listener what the receiver reports.

    aiortc keeps feedback for encoders of its own; its transport calls this one method of the sender with every
    packet, so it is wrapped, and still called.
    """
    handle = sender._handle_rtcp_packet

    async def handle_and_tell(packet: AnyRtcpPacket) -> None:
        await handle(packet)
        _tell(packet, sender._ssrc, listener)

    sender._handle_rtcp_packet = handle_and_tell  # type: ignore[method-assign]


def _tell(packet: AnyRtcpPacket, ssrc: int, listener: FeedbackListener) -> None:
    if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
        for report in packet.reports:
            if report.ssrc == ssrc:
                listener.on_loss(report.fraction_lost / 256)
    elif isinstance(packet, RtcpPsfbPacket):
        if packet.fmt in {RTCP_PSFB_PLI, RTCP_PSFB_FIR}:
            listener.on_key_wanted()
        elif packet.fmt == RTCP_PSFB_APP:
            _tell_estimate(packet, ssrc, listener)


def _tell_estimate(packet: RtcpPsfbPacket, ssrc: int, listener: FeedbackListener) -> None:
    try:
        estimate_bps, ssrcs = unpack_remb_fci(packet.fci)
    except ValueError:
        return
    if ssrc in ssrcs:
        listener.on_estimate(estimate_bps)
