"""The sending end of a leg: sound and pictures encoded, sent, sent again where they are asked for, and reported on."""

import secrets
import time
from collections.abc import Callable, Sequence

import av
from aiortc.rtp import AnyRtcpPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpSrPacket

from common.audio.format import Block
from common.model.media import LegStatistics
from common.model.units import BLOCK_S, SAMPLE_RATE_HZ
from common.rtc.congestion import Congestion
from common.rtc.opus import OpusSettings
from common.rtc.picturerate import STEPS
from common.rtc.rtcp import asked_again, estimated_bps, is_key_asked, parse_rtcp, round_trip_s
from common.rtc.rtp import MIN_HEADER_BYTES
from common.rtc.sections import Section
from common.rtc.sentpicture import SentPicture
from common.rtc.sentscreen import SHARING_STEPS, SentScreen, camera_beside
from common.rtc.sentsound import SentSound

REPORT_S = 1.0
FIRST_ROUND_TRIP_S = 0.1


class SendingLeg:
    """Takes sound and pictures and gives plain packets, to be protected. Thread: one loop, but `write_picture` any.

    Pictures are H.264; of a section with another codec nothing is sent. What is sent follows what the receiver reports.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        send_rtp: Callable[[bytes], None],
        send_rtcp: Callable[[bytes], None],
        mono_s: Callable[[], float] = time.monotonic,
        opus: OpusSettings | None = None,
    ) -> None:
        opus = opus if opus is not None else OpusSettings()
        self.malformed = 0
        self.congestion = Congestion(mono_s(), opus.bit_rate_bps)
        self._send_rtcp = send_rtcp
        self._mono_s = mono_s
        self._cname = secrets.token_hex(8).encode()
        self.sound = next((SentSound(s, opus, send_rtp) for s in sections if s.kind == "audio"), None)
        pictures = [section for section in sections if section.codec == "H264"]
        self.picture = SentPicture(pictures[0], send_rtp, mono_s) if pictures else None
        self.screen = SentScreen(pictures[1], send_rtp, mono_s) if len(pictures) > 1 else None
        self._sources = [source for source in (self.sound, self.picture, self.screen) if source is not None]
        self._is_sharing = False
        self._round_trip_s: float | None = None
        self._sound_report: RtcpReceiverInfo | None = None
        self._highest: dict[int, int] = {}
        self._reported_mono_s = mono_s()
        self._reported: set[int] = set()
        self._sound_octets = 0
        self._sound_bps = 0.0

    def write(self, block: Block, captured_mono_s: float | None = None) -> None:
        """Send (BLOCK_SAMPLES, 1), captured just now if nothing else is said (the instant of its first sample)."""
        if self.sound is not None:
            now_mono_s = self._mono_s()
            self.sound.follow(self.congestion.sound(now_mono_s))
            self.sound.write(block, now_mono_s - BLOCK_S if captured_mono_s is None else captured_mono_s)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture captured now, unless a newer one comes before its turn, or the line bears only sound."""
        if self.picture is not None:
            self.picture.write(picture)

    def write_screen(self, picture: av.VideoFrame | None) -> None:
        """Show a picture of a screen captured now, or, with None, no screen from now on."""
        if self.screen is None:
            return
        self.screen.write(picture)
        if self._is_sharing is not self.screen.is_on:
            self._is_sharing = self.screen.is_on
            self.congestion.use_steps(SHARING_STEPS if self._is_sharing else STEPS, self._mono_s())

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
        """Do what is due: pictures, reports. To be called every 10 to 20 ms."""
        self.congestion.tick(now_mono_s)
        step = self.congestion.step
        if self.screen is not None:
            self.screen.tick(step if self._is_sharing else None, now_mono_s)
        if self.picture is not None:
            self.picture.tick(self.congestion, camera_beside(step) if self._is_sharing else step, now_mono_s)
        is_due = now_mono_s >= self._reported_mono_s + REPORT_S
        if is_due:
            self._measure_sound(now_mono_s - self._reported_mono_s)
            self._reported_mono_s = now_mono_s
        for source in self._sources:
            if is_due or source.ssrc not in self._reported:
                self._report(source, now_mono_s)

    def statistics(self) -> LegStatistics:
        """Return the counters of the sound, which is what counts; lost is what the line lost, repaired or not."""
        report = self._sound_report
        return LegStatistics(
            packets_sent=self.sound.packets if self.sound is not None else 0,
            packets_lost=max(0, report.packets_lost) if report is not None else 0,
            jitter_ms=report.jitter * 1000 / SAMPLE_RATE_HZ if report is not None else 0.0,
            round_trip_ms=self._round_trip_s * 1000 if self._round_trip_s is not None else None,
        )

    def close(self) -> None:
        """End what runs beside."""
        for source in (self.picture, self.screen):
            if source is not None:
                source.close()

    def _take(self, part: AnyRtcpPacket, arrived_mono_s: float) -> None:
        for source in self._sources:
            if wanted := asked_again(part, source.ssrc):
                source.send_again(wanted, arrived_mono_s, self._round_trip_s or FIRST_ROUND_TRIP_S)
        if isinstance(part, RtcpRrPacket | RtcpSrPacket):
            self._take_reports(part.reports, arrived_mono_s)
        else:
            self._take_feedback(part, arrived_mono_s)

    def _take_feedback(self, part: AnyRtcpPacket, arrived_mono_s: float) -> None:
        """Take what is said of pictures: a key frame is needed, the line has so much for all of them."""
        pictures = [source for source in (self.picture, self.screen) if source is not None]
        for source in pictures:
            if is_key_asked(part, source.ssrc):
                source.want_key()
        estimates = (estimated_bps(part, source.ssrc) for source in pictures)
        if (estimate_bps := next((bps for bps in estimates if bps is not None), None)) is not None:
            is_of_all = self.sound is not None and estimated_bps(part, self.sound.ssrc) is not None
            picture_bps = max(0.0, estimate_bps - self._sound_bps) if is_of_all else estimate_bps
            self.congestion.note_estimate(picture_bps, arrived_mono_s)

    def _report(self, source: SentSound | SentPicture | SentScreen, now_mono_s: float) -> None:
        """Send a sender report: the first as soon as there is something to report, for lips to be in step at once."""
        if (report := source.report(now_mono_s, self._cname)) is not None:
            self._reported.add(source.ssrc)
            self._send_rtcp(report)

    def _measure_sound(self, since_s: float) -> None:
        """Reckon what sound takes of the line, with its RTP headers."""
        if self.sound is not None:
            octets = self.sound.octets + self.sound.packets * MIN_HEADER_BYTES
            self._sound_octets, before = octets, self._sound_octets
            self._sound_bps = (octets - before) * 8 / since_s

    def _take_reports(self, reports: Sequence[RtcpReceiverInfo], arrived_mono_s: float) -> None:
        """Join what is said of both sources."""
        ours = {source.ssrc for source in self._sources}
        about_us = [report for report in reports if report.ssrc in ours]
        if not about_us:
            return
        measured = [s for report in about_us if (s := round_trip_s(report, arrived_mono_s)) is not None]
        self._round_trip_s = min(measured, default=self._round_trip_s)
        expected, lost = self._count(about_us)
        self.congestion.note_report(expected, lost, min(measured, default=None), arrived_mono_s)
        if self.sound is not None:
            found = (report for report in about_us if self.sound is not None and report.ssrc == self.sound.ssrc)
            self._sound_report = next(found, self._sound_report)

    def _count(self, reports: Sequence[RtcpReceiverInfo]) -> tuple[int, int]:
        """Count the packets that were expected, and those lost, since the last reports."""
        expected = lost = 0
        for report in reports:
            before = self._highest.get(report.ssrc, report.highest_sequence)
            self._highest[report.ssrc] = report.highest_sequence
            packets = (report.highest_sequence - before) & 0xFFFF
            expected += packets
            lost += round(packets * report.fraction_lost / 256)
        return expected, lost
