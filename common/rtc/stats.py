"""The counters of a leg, drawn from aiortc's statistics (W3C webrtc-stats): of its sound, which is what counts."""

from collections.abc import Iterable

from aiortc.stats import (
    RTCInboundRtpStreamStats,
    RTCOutboundRtpStreamStats,
    RTCRemoteInboundRtpStreamStats,
    RTCStatsReport,
)

from common.model.media import LegStatistics
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.receive import BlockCutter, PromptBuffer


def leg_statistics(
    report: RTCStatsReport, buffers: Iterable[PromptBuffer] = (), cutters: Iterable[BlockCutter] = ()
) -> LegStatistics:
    """Sum the sound streams of a report; `packets_lost` is what the receiving end misses, whichever end that is."""
    streams = [stream for stream in report.values() if getattr(stream, "kind", None) == "audio"]
    sent = [s for s in streams if isinstance(s, RTCOutboundRtpStreamStats)]
    received = [s for s in streams if isinstance(s, RTCInboundRtpStreamStats)]
    told = [s for s in streams if isinstance(s, RTCRemoteInboundRtpStreamStats)]
    heard = [*received, *told]
    return LegStatistics(
        packets_sent=sum(s.packetsSent for s in sent),
        packets_received=sum(s.packetsReceived for s in received),
        packets_lost=sum(max(0, s.packetsLost) for s in heard),
        concealed=sum(cutter.concealed for cutter in cutters),
        late=sum(buffer.late for buffer in buffers),
        jitter_ms=max((s.jitter for s in heard), default=0) * 1000 / SAMPLE_RATE_HZ,
        round_trip_ms=next((s.roundTripTime * 1000 for s in told if s.roundTripTime is not None), None),
    )
