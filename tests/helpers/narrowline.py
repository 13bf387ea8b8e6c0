"""A leg's congestion control in simulated time: sources of the right sizes, a line with a rate, the reports between."""

import random
import struct
from dataclasses import dataclass, field

from common.rtc.arrival import LineEstimate
from common.rtc.congestion import Congestion
from common.rtc.pacer import Pacer
from common.rtc.picturerate import PictureStep
from common.rtc.reception import Reception
from common.rtc.rtp import Rtp, abs_send_time
from tests.helpers.simulatedline import Line, SimulatedLine

STEP_S = 0.005
PACKET_BYTES = 1050
SOUND, PICTURE = b"S", b"P"
KEY_S = 0.3
"""Of the rate, a key frame takes as much."""


@dataclass
class Course:
    """What happened."""

    steps: list[tuple[float, PictureStep | None]] = field(default_factory=list)
    sound_delays_s: list[tuple[float, float]] = field(default_factory=list)
    estimates: list[tuple[float, float]] = field(default_factory=list)

    def worst_sound_s(self, begin_s: float, end_s: float) -> float:
        """Return the longest that sound took in a time."""
        return max(delay_s for at_s, delay_s in self.sound_delays_s if begin_s <= at_s < end_s)

    def step_at(self, at_s: float) -> PictureStep | None:
        """Return what held at an instant."""
        return [step for begin_s, step in self.steps if begin_s <= at_s][-1]


class NarrowLine:
    """One leg, from its sender's decisions to its receiver's estimate and back."""

    def __init__(self, line: Line) -> None:
        self.line = SimulatedLine(line)
        self.congestion = Congestion(0.0)
        self.estimate = LineEstimate()
        self.course = Course()
        self.now_s = 0.0
        self._pacer: Pacer[int] = Pacer(lambda size, now_s: self._send(PICTURE, size, now_s))
        self._receptions = {SOUND: Reception(1, 48_000), PICTURE: Reception(2, 90_000)}
        self._sequences = {SOUND: 0, PICTURE: 0}
        self._random = random.Random(5)
        self._step: PictureStep | None = None
        self._needs_key = True
        self._next_picture_s = self._next_sound_s = self._next_report_s = self._next_update_s = 0.0
        self._delay_s = line.delay_s
        self._reported: dict[int, tuple[int, int]] = {}

    def run(self, until_s: float) -> None:
        """Let time pass."""
        while self.now_s < until_s:
            self._picture()
            self._sound()
            self._arrive()
            self._tell()
            self.congestion.tick(self.now_s)
            self.now_s = round(self.now_s + STEP_S, 6)

    def _picture(self) -> None:
        step = self.congestion.step
        if step is not self._step:
            self._pacer.drop_waiting()
            self._step, self._needs_key = step, True
            self.course.steps.append((self.now_s, step))
        if step is not None and self.now_s >= self._next_picture_s:
            self._next_picture_s = self.now_s + 1 / step.pictures_per_s
            seconds = KEY_S if self._needs_key else self._random.uniform(0.6, 1.4) / step.pictures_per_s
            size = int(step.bit_rate_bps / 8 * seconds)
            sizes = [PACKET_BYTES] * (size // PACKET_BYTES) + [max(60, size % PACKET_BYTES)]
            interval_s, pace_bps = 1 / step.pictures_per_s, self.congestion.pace_bps(self.now_s)
            self._needs_key = not self._pacer.put(
                sizes, size, self.now_s, interval_s=interval_s, rate_bps=step.bit_rate_bps, line_bps=pace_bps
            )
        self._pacer.run(self.now_s)

    def _sound(self) -> None:
        if self.now_s >= self._next_sound_s:
            plan = self.congestion.sound(self.now_s)
            self._next_sound_s = self.now_s + plan.packet_ms / 1000
            self._send(SOUND, 12 + plan.bit_rate_bps // 8 * plan.packet_ms // 1000, self.now_s)

    def _send(self, kind: bytes, size: int, now_s: float) -> None:
        head = kind + struct.pack("!Hd", self._sequences[kind], now_s)
        self._sequences[kind] = (self._sequences[kind] + 1) & 0xFFFF
        self.line.send(head.ljust(size, b"."), now_s, kind.decode())

    def _arrive(self) -> None:
        for at_s, packet in self.line.arrived(self.now_s):
            kind = packet[:1]
            sequence, sent_s = struct.unpack_from("!Hd", packet, 1)
            self._receptions[kind].take(Rtp(96, False, sequence, int(sent_s * 90_000), 1, b"."), at_s)
            if kind == PICTURE:
                self.estimate.take(abs_send_time(sent_s), len(packet), at_s)
            else:
                self._delay_s = at_s - sent_s
                self.course.sound_delays_s.append((at_s, at_s - sent_s))

    def _tell(self) -> None:
        picture = self._receptions[PICTURE]
        if self.now_s >= self._next_update_s:
            self._next_update_s = self.now_s + 0.05
            is_cut = self.estimate.update(self.now_s, picture.expected, picture.received)
            if (bps := self.estimate.bps) is not None and (is_cut or self.now_s >= self._next_report_s):
                self.course.estimates.append((self.now_s, bps))
                self.congestion.note_estimate(bps, self.now_s)
        if self.now_s >= self._next_report_s:
            self._next_report_s = self.now_s + 1.0
            expected = lost = 0
            for reception in self._receptions.values():
                before = self._reported.get(reception.ssrc, (0, 0))
                counts = self._reported[reception.ssrc] = (reception.expected, reception.received)
                expected += counts[0] - before[0]
                lost += counts[0] - before[0] - (counts[1] - before[1])
            self.congestion.note_report(expected, max(0, lost), self._delay_s + self.line.line.delay_s, self.now_s)
