"""The sending end of a leg: sound and pictures encoded, sent, sent again where they are asked for, and reported on."""

import secrets
import time
from collections.abc import Callable, Sequence

import av
from aiortc.rtp import AnyRtcpPacket, RtcpRrPacket, RtcpSrPacket

from common.audio.format import Block
from common.model.media import LegStatistics
from common.model.units import BLOCK_S
from common.rtc.opus import OpusSettings
from common.rtc.rtcp import asked_again, parse_rtcp, round_trip_s
from common.rtc.sections import Section
from common.rtc.sentsound import SentSound

REPORT_S = 1.0
FIRST_ROUND_TRIP_S = 0.1


class SendingLeg:
    """Takes sound and pictures and gives plain packets, to be protected. Thread: one loop, but `write_picture` any."""

    def __init__(
        self,
        sections: Sequence[Section],
        send_rtp: Callable[[bytes], None],
        send_rtcp: Callable[[bytes], None],
        mono_s: Callable[[], float] = time.monotonic,
        opus: OpusSettings | None = None,
    ) -> None:
        self.malformed = 0
        self._send_rtcp = send_rtcp
        self._mono_s = mono_s
        self._cname = secrets.token_hex(8).encode()
        self._sound = next((SentSound(s, opus, send_rtp) for s in sections if s.kind == "audio"), None)
        self._round_trip_s: float | None = None
        self._lost = 0
        self._jitter = 0
        self._next_report_mono_s = mono_s()

    def write(self, block: Block, captured_mono_s: float | None = None) -> None:
        """Send (BLOCK_SAMPLES, 1), captured just now if nothing else is said (the instant of its first sample)."""
        if self._sound is not None:
            self._sound.write(block, self._mono_s() - BLOCK_S if captured_mono_s is None else captured_mono_s)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture, unless a newer one comes before its turn."""

    def take_rtcp(self, packet: bytes, arrived_mono_s: float) -> None:
        """Take a compound packet of the receiver's; what can't be used is counted."""
        try:
            parts = parse_rtcp(packet)
        except ValueError:
            self.malformed += 1
            return
        for part in parts:
            self._take(part, arrived_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Do what is due: reports. To be called every 10 to 20 ms."""
        if now_mono_s < self._next_report_mono_s or self._sound is None:
            return
        if (report := self._sound.report(now_mono_s, self._cname)) is not None:
            self._send_rtcp(report)
            self._next_report_mono_s = now_mono_s + REPORT_S

    def statistics(self) -> LegStatistics:
        """Return the counters of the sound, which is what counts; lost is what the receiver misses."""
        return LegStatistics(
            packets_sent=self._sound.packets if self._sound is not None else 0,
            packets_lost=self._lost,
            jitter_ms=self._jitter / 48,
            round_trip_ms=self._round_trip_s * 1000 if self._round_trip_s is not None else None,
        )

    def close(self) -> None:
        """End what runs beside."""

    def _take(self, part: AnyRtcpPacket, arrived_mono_s: float) -> None:
        sound = self._sound
        if sound is None:
            return
        if wanted := asked_again(part, sound.ssrc):
            sound.send_again(wanted, arrived_mono_s, self._round_trip_s or FIRST_ROUND_TRIP_S)
        if isinstance(part, RtcpRrPacket | RtcpSrPacket):
            for report in part.reports:
                if report.ssrc == sound.ssrc:
                    self._lost, self._jitter = max(0, report.packets_lost), report.jitter
                    self._round_trip_s = round_trip_s(report, arrived_mono_s) or self._round_trip_s
