"""Sound and pictures that tell when they were captured, from a sending leg over a simulated line to a receiving one.

Pictures carry their number in 16 black or white bars. The sound is a tone that rises again and again: its height is
the time. So what is shown and heard tells its age by itself, whatever reports and timestamps say.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import av
import numpy as np

from common.audio.format import Block
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.receiving import ReceivingLeg
from common.rtc.rtp import parse_rtp
from common.rtc.sections import Section, picture_section, sound_section
from common.rtc.sending import SendingLeg
from tests.helpers.simulatedline import Line, SimulatedLine

BARS = 16
TICK_S = 0.01
RISE_S = 1.0
LOW_HZ, HIGH_HZ = 600.0, 4600.0
SOUND_SSRC, PICTURE_SSRC = 0x1111, 0x2222


def sections() -> tuple[Section, Section]:
    """Return the sections of an uplink."""
    return sound_section("0", "sendonly", SOUND_SSRC), picture_section("1", "sendonly", PICTURE_SSRC)


def numbered_picture(number: int, width: int = 320, height: int = 180) -> av.VideoFrame:
    """Draw a number as bars, over a background that moves."""
    luma = np.zeros((height, width), np.uint8)
    for bar in range(BARS):
        luma[: height // 2, bar * width // BARS : (bar + 1) * width // BARS] = 235 if number >> bar & 1 else 16
    row = np.arange(width, dtype=np.int32)
    waves = 128 + 60 * np.sin((row + 9 * number) / 23.0) + 40 * np.sin(np.arange(height - height // 2)[:, None] / 11.0)
    luma[height // 2 :] = waves.astype(np.uint8)
    planes = np.concatenate((luma.ravel(), np.full(width * height // 2, 128, np.uint8)))
    return av.VideoFrame.from_ndarray(planes.reshape(height * 3 // 2, width), format="yuv420p")


def number_of(picture: av.VideoFrame) -> int:
    """Read a number back, at whatever size it comes."""
    plane = picture.planes[0]
    luma = np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
    width = luma.shape[1]
    middles = [int((bar + 0.5) * width / BARS) for bar in range(BARS)]
    return sum((int(luma[luma.shape[0] // 4, middle]) > 125) << bar for bar, middle in enumerate(middles))


def rising_tone(begin_s: float) -> Block:
    """Make the block that is captured from an instant on."""
    at_s = begin_s + np.arange(BLOCK_SAMPLES) / SAMPLE_RATE_HZ
    phase_s = at_s % RISE_S
    cycles = LOW_HZ * phase_s + (HIGH_HZ - LOW_HZ) / (2 * RISE_S) * phase_s**2
    block: Block = (0.3 * np.sin(2 * np.pi * cycles)).astype(np.float32)[:, None]
    return block


def phase_of(samples: Block) -> float | None:
    """Tell when the middle of a piece of the tone was captured, modulo RISE_S; None where it is no clear tone."""
    piece = samples.ravel() * np.hanning(len(samples))
    power = np.abs(np.fft.rfft(piece, 1 << 14)) ** 2
    peak = int(np.argmax(power))
    hz = peak * SAMPLE_RATE_HZ / (1 << 14)
    near = power[max(0, peak - 80) : peak + 80].sum()
    if not LOW_HZ + 200 < hz < HIGH_HZ - 200 or near < 0.8 * power.sum() or power.sum() < 1e-3:
        return None
    return float((hz - LOW_HZ) / (HIGH_HZ - LOW_HZ) * RISE_S)


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now_s


@dataclass
class Seen:
    """What came out at the far end."""

    shown: list[tuple[float, int]] = field(default_factory=list)
    """When which picture was shown."""
    lip_errors_s: list[float] = field(default_factory=list)
    """How much older the sound heard is than the picture shown with it: positive where the picture is early."""

    def freezes_s(self, after_s: float = 0.0) -> list[float]:
        """Return how long each picture stood."""
        instants = [at_s for at_s, _ in self.shown if at_s >= after_s]
        return [later - earlier for earlier, later in pairwise(instants)]


class PictureRig:
    """A leg's two ends, with the lines between them, run step by step by a clock of one's own."""

    def __init__(
        self,
        line: Line,
        mono_s: Callable[[], float] = time.monotonic,
        *,
        pictures_per_s: int = 25,
        size: tuple[int, int] = (320, 180),
        seed: int = 1,
    ) -> None:
        self.there, self.back = SimulatedLine(line, seed), SimulatedLine(Line(line.delay_s, loss=line.loss), seed + 1)
        self.seen = Seen()
        self.heard: list[Block] = []
        self._mono_s = mono_s
        self._start_s = mono_s()
        self._pictures_per_s = pictures_per_s
        self._blocks = self.pictures = 0
        self._captured_s: dict[int, float] = {}
        self._size = size
        self.receiving = ReceivingLeg(sections(), lambda p: self.back.send(p, mono_s()), self._show, mono_s)
        self.sending = SendingLeg(sections(), self._send, lambda p: self.there.send(p, mono_s(), "rtcp"), mono_s)

    def step(self) -> None:
        """Do all that is due now."""
        now_s = self._mono_s()
        while self._blocks * BLOCK_S <= now_s - self._start_s - BLOCK_S:
            self._one_block(self._start_s + self._blocks * BLOCK_S)
            self._blocks += 1
        if self.pictures / self._pictures_per_s <= now_s - self._start_s:
            self.pictures += 1
            self._captured_s[self.pictures & 0xFFFF] = now_s
            self.sending.write_picture(numbered_picture(self.pictures & 0xFFFF, *self._size))
        for at_s, packet in self.there.arrived(now_s):
            take = self.receiving.take_rtcp if 192 <= packet[1] < 224 else self.receiving.take_rtp
            take(packet, at_s)
        for at_s, packet in self.back.arrived(now_s):
            self.sending.take_rtcp(packet, at_s)
        self.sending.tick(now_s)
        self.receiving.tick(now_s)

    def run(self, seconds: float) -> None:
        """Run in real time."""
        end_s = self._mono_s() + seconds
        while self._mono_s() < end_s:
            self.step()
            time.sleep(0.004)

    def run_simulated(self, clock: HandClock, seconds: float) -> None:
        """Run as fast as it goes, by a clock that this rig was made with."""
        for _ in range(round(seconds / TICK_S)):
            clock.now_s += TICK_S
            self.step()

    def close(self) -> None:
        """End both ends."""
        self.sending.close()
        self.receiving.close()

    def _one_block(self, captured_s: float) -> None:
        self.sending.write(rising_tone(captured_s), captured_s)
        if (block := self.receiving.sounds[0].read()) is not None:
            self.heard = [*self.heard[-1:], block]

    def _send(self, packet: bytes) -> None:
        flow = "picture" if parse_rtp(packet).ssrc == PICTURE_SSRC else "sound"
        self.there.send(packet, self._mono_s(), flow)

    def _show(self, picture: av.VideoFrame) -> None:
        now_s, number = self._mono_s(), number_of(picture)
        self.seen.shown.append((now_s, number))
        captured_s = self._captured_s.get(number)
        if captured_s is None or len(self.heard) < 2 or (phase_s := phase_of(np.concatenate(self.heard))) is None:
            return
        ahead_s = (captured_s - phase_s) % RISE_S
        error_s = ahead_s - RISE_S if ahead_s > RISE_S / 2 else ahead_s
        # the tone is measured at the middle of the last two blocks; its end is what is heard now
        self.seen.lip_errors_s.append(error_s - BLOCK_S)


def share_in_step(errors_s: list[float]) -> float:
    """Return the part of the pictures that is shown within +45 and -125 ms of its sound (ITU-R BT.1359)."""
    within = sum(-0.045 <= error_s <= 0.125 for error_s in errors_s)
    return within / len(errors_s) if errors_s else math.nan
