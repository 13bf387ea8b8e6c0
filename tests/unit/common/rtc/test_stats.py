"""The counters of a leg are those of its sound."""

import datetime

from aiortc.stats import (
    RTCInboundRtpStreamStats,
    RTCOutboundRtpStreamStats,
    RTCRemoteInboundRtpStreamStats,
    RTCStatsReport,
)

from common.model.media import LegStatistics
from common.rtc.receive import BlockCutter, PromptBuffer
from common.rtc.stats import leg_statistics

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def outbound(kind: str, sent: int) -> RTCOutboundRtpStreamStats:
    return RTCOutboundRtpStreamStats(
        timestamp=NOW, type="outbound-rtp", id=f"out-{kind}-{sent}", ssrc=1, kind=kind, transportId="t",
        packetsSent=sent, bytesSent=0, trackId="x",
    )  # fmt: skip


def inbound(kind: str, received: int, lost: int) -> RTCInboundRtpStreamStats:
    return RTCInboundRtpStreamStats(
        timestamp=NOW, type="inbound-rtp", id=f"in-{kind}", ssrc=1, kind=kind, transportId="t",
        packetsReceived=received, packetsLost=lost, jitter=480,
    )  # fmt: skip


def told(round_trip_s: float | None) -> RTCRemoteInboundRtpStreamStats:
    return RTCRemoteInboundRtpStreamStats(
        timestamp=NOW, type="remote-inbound-rtp", id="told", ssrc=1, kind="audio", transportId="t",
        packetsReceived=1, packetsLost=3, jitter=96, roundTripTime=round_trip_s,  # type: ignore[arg-type]
        fractionLost=0,
    )  # fmt: skip


def report(*streams: object) -> RTCStatsReport:
    made = RTCStatsReport()
    for stream in streams:
        made.add(stream)  # type: ignore[arg-type]
    return made


def test_what_was_sent_and_what_its_receiver_tells() -> None:
    made = leg_statistics(report(outbound("audio", 40), outbound("audio", 2), outbound("video", 900), told(0.05)))
    assert made == LegStatistics(packets_sent=42, packets_lost=3, jitter_ms=2.0, round_trip_ms=50.0)


def test_what_was_received_and_how() -> None:
    buffer, cutter = PromptBuffer(), BlockCutter(lambda block: None)
    buffer.late, cutter.concealed = 2, 5
    made = leg_statistics(report(inbound("audio", 100, 4), inbound("video", 7, 7)), [buffer], [cutter])
    assert made == LegStatistics(packets_received=100, packets_lost=4, concealed=5, late=2, jitter_ms=10.0)


def test_nothing_is_nothing() -> None:
    assert leg_statistics(report()) == LegStatistics()
    assert leg_statistics(report(told(None))).round_trip_ms is None
