"""The receiving end of a leg: packets sorted to sources, reported on, asked for again, made sound and pictures."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
from aiortc.rtp import RtcpSrPacket

from common.model.media import LegStatistics
from common.rtc.forwardedpicture import ForwardedPicture
from common.rtc.lineteller import LineTeller
from common.rtc.lipsync import SoundClock
from common.rtc.picturebuffer import WholePicture
from common.rtc.receivedpicture import ReceivedPicture
from common.rtc.rtcp import SenderReport, parse_rtcp, receiver_report
from common.rtc.rtp import Rtp, parse_rtp
from common.rtc.sections import Section
from common.rtc.streams import ReceivedSound, ReceivedStream

REPORT_S, EARLY_REPORT_S, LOOK_S = 2.5, 0.25, 0.05
"""Where much is lost the sender is told sooner (RFC 4585, section 3.5): that is looked at every LOOK_S."""


@dataclass(slots=True)
class ReceivingCounters:
    """What was dropped before it reached a stream."""

    malformed: int = 0
    strangers: int = 0
    """Packets of a source that nobody announced, or of a payload type that its section has not."""
    collisions: int = 0
    """Sections whose source was taken already (RFC 3550, section 8.2)."""


class ReceivingLeg:
    """Takes plain packets and gives sound, when it is read, and pictures. Thread: one loop for every method.

    `send_rtcp` takes plain packets, to be protected; `on_picture` is called in `tick`, when the sound that was captured
    with the picture is heard: `set_output_delay` says how long after its reading that is. `on_screen` is given the
    second source of pictures, each as soon as can be; or `hand_on` takes that one as it is, when it is whole.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        send_rtcp: Callable[[bytes], None],
        on_picture: Callable[[av.VideoFrame], None],
        mono_s: Callable[[], float] = time.monotonic,
        on_screen: Callable[[av.VideoFrame], None] = lambda picture: None,
        hand_on: Callable[[WholePicture], None] | None = None,
    ) -> None:
        self.counters = ReceivingCounters()
        self._send_rtcp = send_rtcp
        self._ssrc = secrets.randbits(32)
        self._cname = secrets.token_hex(8).encode()
        self._sounds = [ReceivedSound(s, self._ssrc, send_rtcp, mono_s) for s in sections if s.kind == "audio"]
        self.sounds = tuple(stream.sound for stream in self._sounds)
        self.clock = SoundClock(self._sounds)
        self._teller = LineTeller(self._ssrc, send_rtcp)
        common = (self._ssrc, send_rtcp, mono_s)
        shown = zip((s for s in sections if s.kind == "video"), (on_picture, on_screen), strict=False)
        self.pictures = tuple(
            ForwardedPicture(s, *common, self._teller.line, hand_on)
            if show is on_screen and hand_on is not None
            else ReceivedPicture(
                s, *common, self.clock if show is on_picture else SoundClock(()), show, self._teller.line
            )
            for s, show in shown
        )
        self._streams: list[ReceivedStream] = [*self._sounds, *self.pictures]
        self._by_ssrc: dict[int, ReceivedStream] = {}
        self._abs_send_time_id = next((s.abs_send_time_id for s in sections if s.abs_send_time_id is not None), None)
        self._reported_mono_s = self._look_mono_s = mono_s()
        self._sound_octets = 0
        for stream in self._streams:
            if (ssrc := stream.section.ssrc) is not None:
                self._bind(stream, ssrc)

    def take_rtp(self, packet: bytes, arrived_mono_s: float) -> None:
        """Take a packet; what can't be used is counted."""
        try:
            rtp = parse_rtp(packet, self._abs_send_time_id)
        except ValueError:
            self.counters.malformed += 1
            return
        stream = self._by_ssrc.get(rtp.ssrc) or self._adopt(rtp)
        if stream is None or rtp.payload_type != stream.section.payload_type:
            self.counters.strangers += 1
            return
        stream.take(rtp, arrived_mono_s)

    def take_rtcp(self, packet: bytes, arrived_mono_s: float) -> None:
        """Take a compound packet of the sender's; what can't be used is counted."""
        try:
            parts = parse_rtcp(packet)
        except ValueError:
            self.counters.malformed += 1
            return
        for part in parts:
            if isinstance(part, RtcpSrPacket) and (stream := self._by_ssrc.get(part.ssrc)) is not None:
                info = part.sender_info
                assert stream.reception is not None
                stream.reception.take_report(SenderReport(info.ntp_timestamp, info.rtp_timestamp), arrived_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Do what is due: reports, requests, pictures. To be called every 10 to 20 ms."""
        if now_mono_s >= self._look_mono_s:
            self._look_mono_s = now_mono_s + LOOK_S
            self._report_when_due(now_mono_s)
        if not self.pictures:
            return
        for picture in self.pictures:
            picture.tick(now_mono_s)
        self._teller.tick([p.reception for p in self.pictures if p.reception is not None], now_mono_s)

    def want_key(self) -> None:
        """Ask for a key frame of what is handed on."""
        for picture in self.pictures:
            if isinstance(picture, ForwardedPicture):
                picture.want_key()

    def set_output_delay(self, delay_ms: float) -> None:
        """Say how long sound takes from being read to being heard."""
        self.clock.output_delay_s = delay_ms / 1000

    def statistics(self) -> LegStatistics:
        """Return the counters of the sound, which is what counts; delay and drift are those of the first section."""
        receptions = [stream.reception for stream in self._sounds if stream.reception is not None]
        counters = [sound.counters for sound in self.sounds]
        first = self.sounds[0] if self.sounds else None
        return LegStatistics(
            packets_received=sum(reception.received for reception in receptions),
            packets_lost=sum(reception.lost for reception in receptions),
            concealed=sum(c.concealed for c in counters),
            late=sum(c.late for c in counters),
            jitter_ms=max((reception.jitter_ms for reception in receptions), default=0.0),
            round_trip_ms=self._round_trip_ms,
            reordered=sum(c.reordered for c in counters),
            duplicated=sum(c.duplicated for c in counters),
            recovered_fec=sum(c.recovered_fec for c in counters),
            recovered_nack=sum(c.recovered_nack for c in counters),
            stretched=sum(c.stretched for c in counters),
            delay_ms=first.delay_ms if first is not None else 0.0,
            drift_ppm=first.drift_ppm if first is not None else 0.0,
        )

    @property
    def _round_trip_ms(self) -> float | None:
        """Tell what repairs have taught; nothing else on this end shows it."""
        learnt = [p.buffer.missing.round_trip_s * 1000 for p in self.pictures if p.buffer.missing.repaired]
        learnt += [sound.round_trip_ms for sound in self.sounds if sound.round_trip_ms is not None]
        return learnt[0] if learnt else None

    def _report_when_due(self, now_mono_s: float) -> None:
        """Report where it is time to, which it is sooner where much is lost."""
        receptions = [stream.reception for stream in self._streams if stream.reception is not None]
        since_s = now_mono_s - self._reported_mono_s
        if since_s >= REPORT_S or (since_s >= EARLY_REPORT_S and any(r.is_losing for r in receptions)):
            self._note_sounds(since_s)
            self._reported_mono_s = now_mono_s
            reports = [reception.make_report(now_mono_s) for reception in receptions]
            self._send_rtcp(receiver_report(self._ssrc, reports, self._cname))
            self._share_round_trip()

    def _note_sounds(self, since_s: float) -> None:
        """Let pictures know what the sounds took of the line."""
        receptions = [stream.reception for stream in self._sounds if stream.reception is not None]
        before, self._sound_octets = self._sound_octets, sum(reception.octets for reception in receptions)
        rate_bps = (self._sound_octets - before) * 8 / since_s
        self._teller.note_beside([reception.ssrc for reception in receptions], rate_bps)

    def _share_round_trip(self) -> None:
        """Let each source know what another has learnt."""
        if (round_trip_ms := self._round_trip_ms) is None:
            return
        for sound in self.sounds:
            sound.learn_round_trip(round_trip_ms)
        for picture in self.pictures:
            if not picture.buffer.missing.repaired:
                picture.buffer.missing.round_trip_s = round_trip_ms / 1000

    def close(self) -> None:
        """End what runs beside; packets that come later are dropped."""
        for picture in self.pictures:
            picture.close()
        self._by_ssrc.clear()
        self._streams.clear()

    def _bind(self, stream: ReceivedStream, ssrc: int) -> None:
        if ssrc in self._by_ssrc or ssrc == self._ssrc:
            self.counters.collisions += 1
            return
        stream.bind(ssrc)
        self._by_ssrc[ssrc] = stream

    def _adopt(self, rtp: Rtp) -> ReceivedStream | None:
        """Give a source that was not announced to the first section of its payload type that has none."""
        for stream in self._streams:
            if stream.reception is None and stream.section.payload_type == rtp.payload_type:
                self._bind(stream, rtp.ssrc)
                return self._by_ssrc.get(rtp.ssrc)
        return None
