"""What a receiver reports reaches whoever encodes."""

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    pack_remb_fci,
)

from common.rtc.feedback import listen_to_feedback
from common.rtc.tracks import EncodedPictureTrack


class Notes:
    def __init__(self) -> None:
        self.said: list[object] = []

    def on_key_wanted(self) -> None:
        self.said.append("key")

    def on_estimate(self, estimate_bps: int) -> None:
        self.said.append(estimate_bps)

    def on_loss(self, loss: float) -> None:
        self.said.append(loss)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def sender(notes: Notes) -> RTCRtpSender:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    made = connection.addTransceiver(EncodedPictureTrack(), direction="sendonly").sender
    listen_to_feedback(made, notes)
    return made


@pytest.mark.parametrize("kind", [RTCP_PSFB_PLI, RTCP_PSFB_FIR])
async def test_a_key_frame_is_wanted(sender: RTCRtpSender, notes: Notes, kind: int) -> None:
    await sender._handle_rtcp_packet(RtcpPsfbPacket(fmt=kind, ssrc=1, media_ssrc=sender._ssrc))
    assert notes.said == ["key"]


async def test_an_estimate_for_this_sender_counts_and_another_does_not(sender: RTCRtpSender, notes: Notes) -> None:
    for ssrc in (sender._ssrc, sender._ssrc ^ 1):
        fci = pack_remb_fci(400_000, [ssrc])
        await sender._handle_rtcp_packet(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=fci))
    assert len(notes.said) == 1
    assert notes.said[0] == pytest.approx(400_000, rel=0.01)


async def test_garbage_where_an_estimate_should_be_is_nothing(sender: RTCRtpSender, notes: Notes) -> None:
    await sender._handle_rtcp_packet(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=b"XXXX"))
    assert notes.said == []


async def test_loss_is_a_part_of_one(sender: RTCRtpSender, notes: Notes) -> None:
    report = RtcpReceiverInfo(
        ssrc=sender._ssrc, fraction_lost=64, packets_lost=5, highest_sequence=9, jitter=0, lsr=0, dlsr=0
    )
    await sender._handle_rtcp_packet(RtcpRrPacket(ssrc=1, reports=[report]))
    assert notes.said == [0.25]
