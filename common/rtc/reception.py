"""What one source brings, counted as RFC 3550, appendix A, has it; packets that were asked for again count as lost."""

from collections import deque

import msgspec
from aiortc.rtp import RtcpReceiverInfo, clamp_packets_lost

from common.rtc.rtcp import SenderReport, compact
from common.rtc.rtp import MIN_HEADER_BYTES, Rtp, sequence_distance

MAX_DROPOUT_PACKETS = 3000
"""A larger step in the sequence is a new beginning, if the next packet confirms it (RFC 3550, appendix A.1)."""
KEPT_REPORTS, NEW_CLOCK_S = 8, 1.0
MUCH_LOST, MUCH_LOSS = 4, 0.1
ASKED_PACKETS = 256
LEAST_ANSWER_S = 0.01
"""A packet that comes sooner after it was asked for had only been overtaken."""
JITTER_SHARE = 1 / 16


class Taken(msgspec.Struct, frozen=True, gc=False):
    """A packet's sequence number, extended past 16 bits, and whether it came again because it was asked for."""

    number: int
    is_repeat: bool


class Reception:
    """The counters of one source. Thread: one at a time."""

    def __init__(self, ssrc: int, clock_hz: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self.octets = 0
        """With RTP headers, what came again included."""
        self.repaired = 0
        """What came again because it was asked for."""
        self.last_mono_s: float | None = None
        self.report: SenderReport | None = None
        """Of the last sender reports the one nearest to the capture: a sender who is late tells a later instant."""
        self._reports: deque[SenderReport] = deque(maxlen=KEPT_REPORTS)
        self._clock_hz = clock_hz
        self._first = 0
        self._newest: int | None = None
        self._restart: int | None = None
        self._transit: int | None = None
        self._jitter = 0.0
        self._reported_expected = 0
        self._reported_received = 0
        self._report_mono_s = 0.0
        self._asked: dict[int, float] = {}

    @property
    def jitter_ms(self) -> float:
        """The interarrival jitter (RFC 3550, section 6.4.1)."""
        return self._jitter * 1000 / self._clock_hz

    @property
    def lost(self) -> int:
        """What the line lost, whether it was repaired or not."""
        return max(0, self.expected - self.received)

    @property
    def is_losing(self) -> bool:
        """Tell whether much was lost since the last report."""
        expected = self.expected - self._reported_expected
        lost = expected - (self.received - self._reported_received)
        return lost >= MUCH_LOST and lost > MUCH_LOSS * expected

    def take(self, rtp: Rtp, arrived_mono_s: float) -> Taken | None:
        """Count a packet; None where its sequence number fits in nowhere."""
        extended = self._extend(rtp.sequence)
        if extended is None:
            return None
        self.last_mono_s = arrived_mono_s
        self.octets += len(rtp.payload) + MIN_HEADER_BYTES
        asked_mono_s = self._asked.pop(rtp.sequence, None) if self._asked else None
        if asked_mono_s is not None and arrived_mono_s - asked_mono_s >= LEAST_ANSWER_S:
            self.repaired += 1
            return Taken(extended, True)
        self.received += 1
        self._note_transit(rtp.timestamp, arrived_mono_s)
        if self._newest is None or extended > self._newest:
            self._newest = extended
        return Taken(extended, False)

    def note_asked(self, sequence: int, now_mono_s: float) -> None:
        """Remember that a packet was asked for, so that it does not hide the loss when it comes."""
        self._asked.setdefault(sequence, now_mono_s)
        if len(self._asked) > ASKED_PACKETS:
            del self._asked[next(iter(self._asked))]

    def take_report(self, report: SenderReport, arrived_mono_s: float) -> None:
        """Remember a sender report of the source's."""
        if self._reports and abs(self._lateness_s(report)) > NEW_CLOCK_S:
            self._reports.clear()
        self._reports.append(report)
        self.report = min(self._reports, key=self._lateness_s)
        self._report_mono_s = arrived_mono_s

    def make_report(self, now_mono_s: float) -> RtcpReceiverInfo:
        """Report on what came since the last time (RFC 3550, appendix A.3)."""
        expected, self._reported_expected = self.expected - self._reported_expected, self.expected
        received, self._reported_received = self.received - self._reported_received, self.received
        lost = max(0, expected - received)
        delay_s = max(0.0, now_mono_s - self._report_mono_s)
        return RtcpReceiverInfo(
            ssrc=self.ssrc,
            fraction_lost=min(255, lost * 256 // expected) if expected > 0 else 0,
            packets_lost=clamp_packets_lost(self.expected - self.received),
            highest_sequence=(self._newest or 0) & 0xFFFF_FFFF,
            jitter=min(int(self._jitter), 0xFFFF_FFFF),
            lsr=compact(self._reports[-1].ntp) if self._reports else 0,
            dlsr=min(int(delay_s * 65536), 0xFFFF_FFFF) if self._reports else 0,
        )

    @property
    def expected(self) -> int:
        """How many packets the source has sent, by their numbers."""
        return self._newest - self._first + 1 if self._newest is not None else 0

    def _lateness_s(self, report: SenderReport) -> float:
        """Compare the instant that a report gives to a timestamp with what the oldest one kept gives to it."""
        timestamp = self._reports[0].timestamp
        return report.captured_s(timestamp, self._clock_hz) - self._reports[0].captured_s(timestamp, self._clock_hz)

    def _extend(self, sequence: int) -> int | None:
        if self._newest is None:
            self._first = 0x10000 + sequence
            return self._first
        distance = sequence_distance(sequence, self._newest & 0xFFFF)
        if abs(distance) <= MAX_DROPOUT_PACKETS:
            self._restart = None
            return self._newest + distance
        if sequence != self._restart:
            self._restart = (sequence + 1) & 0xFFFF
            return None
        return self._begin_anew(sequence)

    def _begin_anew(self, sequence: int) -> int:
        """Go on from a source's new beginning as if it had lost nothing."""
        assert self._newest is not None
        before = self._newest
        following = (before | 0xFFFF) + 1 + sequence
        self._first += following - before - 1
        self._newest, self._restart, self._transit = following - 1, None, None
        return following

    def _note_transit(self, timestamp: int, arrived_mono_s: float) -> None:
        transit = int(arrived_mono_s * self._clock_hz) - timestamp
        if self._transit is not None:
            difference = (transit - self._transit + 0x8000_0000) % 0x1_0000_0000 - 0x8000_0000
            self._jitter += (abs(difference) - self._jitter) * JITTER_SHARE
        self._transit = transit
