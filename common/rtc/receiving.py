"""The receiving end of a leg: packets sorted to sources, reported on, asked for again, made sound and pictures."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
from aiortc.rtp import RtcpSrPacket

from common.model.media import LegStatistics
from common.rtc.rtcp import parse_rtcp, receiver_report
from common.rtc.rtp import Rtp, parse_rtp
from common.rtc.sections import Section
from common.rtc.streams import ReceivedSound, ReceivedStream

REPORT_S = 1.0


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

    `send_rtcp` takes plain packets, to be protected; `on_picture` is called in `tick`.
    """

    def __init__(
        self,
        sections: Sequence[Section],
        send_rtcp: Callable[[bytes], None],
        on_picture: Callable[[av.VideoFrame], None],
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counters = ReceivingCounters()
        self._send_rtcp = send_rtcp
        self._ssrc = secrets.randbits(32)
        self._cname = secrets.token_hex(8).encode()
        self._sounds = [ReceivedSound(s, self._ssrc, send_rtcp, mono_s) for s in sections if s.kind == "audio"]
        self.sounds = tuple(stream.sound for stream in self._sounds)
        self._streams: list[ReceivedStream] = [*self._sounds]
        self._by_ssrc: dict[int, ReceivedStream] = {}
        self._abs_send_time_id = next((s.abs_send_time_id for s in sections if s.abs_send_time_id is not None), None)
        self._next_report_mono_s = mono_s() + REPORT_S
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
                stream.take_report(info.ntp_timestamp, info.rtp_timestamp, arrived_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Do what is due: reports. To be called every 10 to 20 ms."""
        if now_mono_s >= self._next_report_mono_s:
            self._next_report_mono_s = now_mono_s + REPORT_S
            reports = [s.reception.make_report(now_mono_s) for s in self._streams if s.reception is not None]
            self._send_rtcp(receiver_report(self._ssrc, reports, self._cname))

    def statistics(self) -> LegStatistics:
        """Return the counters of the sound, which is what counts; the delay and drift are the first section's."""
        receptions = [stream.reception for stream in self._sounds if stream.reception is not None]
        return LegStatistics(
            packets_received=sum(reception.received for reception in receptions),
            packets_lost=sum(reception.lost for reception in receptions),
            concealed=sum(sound.counters.concealed for sound in self.sounds),
            late=sum(sound.counters.late for sound in self.sounds),
            jitter_ms=max((reception.jitter_ms for reception in receptions), default=0.0),
        )

    def close(self) -> None:
        """End what runs beside; packets that come later are dropped."""
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
