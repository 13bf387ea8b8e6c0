"""A page of words, scrolled and shared over a line of 4 Mbit/s: read by OCR at the far end, its sound beside it."""

import logging
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
import pytest

from common.model.units import BLOCK_S
from common.rtc.receiving import ReceivingLeg
from common.rtc.sections import picture_section, shared_section, sound_section
from common.rtc.sending import SendingLeg
from tests.bench.debate.textpage import HZ, Grey, TextPage, marks, read_right
from tests.helpers.picturerig import rising_tone
from tests.helpers.simulatedline import Line, SimulatedLine

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.timeout(120)]

LINE = Line(0.02, rate_bps=4_000_000.0, queue_s=0.3)
SECTIONS = (
    sound_section("0", "sendonly", 1),
    picture_section("1", "sendonly", 2),
    shared_section("2", "sendonly", 3),
)
STEP_S = 0.005
_log = logging.getLogger(__name__)
MOST_MENDED = 5
"""Blocks of sound, of 10 s: the machine does other things too."""
LEAST_WORDS, LEAST_HZ, MOST_STILL_BPS = 0.98, 5.0, 60_000
FIRST_PAGE_S, SCROLLED_S, STILL_S = 4.0, 5.0, 4.0


class SharedLine:
    """Both ends of an uplink with the line between, in real time."""

    def __init__(self) -> None:
        self.there, self.back = SimulatedLine(LINE), SimulatedLine(Line(0.02))
        self.shown: list[Grey] = []
        self.octets = 0
        self.receiving = ReceivingLeg(
            SECTIONS, lambda p: self.back.send(p, time.monotonic()), self._no_camera, on_screen=self._show
        )
        self.sending = SendingLeg(SECTIONS, self._send, self._send)
        self._page = TextPage()
        self._picture = self._page.draw(0, time.monotonic())
        self._began_s = time.monotonic()
        self._blocks = 0

    def run(self, seconds: float, is_scrolling: bool) -> None:
        """Let time pass, with sound and the page."""
        began_s = drawn_s = time.monotonic()
        while (now_s := time.monotonic()) < began_s + seconds:
            if now_s >= drawn_s:
                drawn_s += 1 / HZ
                if is_scrolling:
                    self._picture = self._page.draw(round((now_s - began_s) * 1000), now_s)
                self.sending.write_screen(self._picture)
            self._step(now_s)
            time.sleep(STEP_S)

    def close(self) -> None:
        """End both."""
        self.sending.close()
        self.receiving.close()

    def _step(self, now_s: float) -> None:
        while self._began_s + self._blocks * BLOCK_S <= now_s:
            self.sending.write(rising_tone(self._blocks * BLOCK_S))
            self.receiving.sounds[0].read()
            self._blocks += 1
        for at_s, packet in self.there.arrived(now_s):
            take = self.receiving.take_rtcp if 192 <= packet[1] < 224 else self.receiving.take_rtp
            take(packet, at_s)
        for at_s, packet in self.back.arrived(now_s):
            self.sending.take_rtcp(packet, at_s)
        self.receiving.tick(now_s)
        self.sending.tick(now_s)

    def _send(self, packet: bytes) -> None:
        self.octets += len(packet)
        self.there.send(packet, time.monotonic())

    def _show(self, picture: av.VideoFrame) -> None:
        self.shown.append(np.asarray(picture.to_ndarray(format="gray"), np.uint8))

    def _no_camera(self, picture: av.VideoFrame) -> None:
        raise AssertionError("a screen came as the camera")


def read_both(one: Grey, other: Grey, folder: Path) -> list[float]:
    """Return which share of each page's words is read right, read at once on two cores."""
    text = TextPage()
    folders = folder / "one", folder / "other"
    for each in folders:
        each.mkdir()
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(read_right, (one, other), [text.words(marks(p)[1]) for p in (one, other)], folders))


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_scrolled_text_is_legible_and_its_sound_undisturbed(tmp_path: Path) -> None:
    line = SharedLine()
    try:
        line.run(FIRST_PAGE_S, is_scrolling=False)
        assert line.shown, "the first page takes too long"
        line.shown.clear()
        sound_before = line.receiving.statistics()
        line.run(SCROLLED_S, is_scrolling=True)
        pages = line.shown
        line.run(1.0, is_scrolling=False)
        octets = line.octets
        line.run(STILL_S, is_scrolling=False)
        still_bps = (line.octets - octets) * 8 / STILL_S
        sound = line.receiving.statistics()
    finally:
        line.close()
    words = read_both(pages[len(pages) // 2], pages[-1], tmp_path)
    _log.info("words right %s, %.1f pictures/s, still %d bit/s, %s", words, len(pages) / SCROLLED_S, still_bps, sound)
    assert min(words) >= LEAST_WORDS
    assert len(pages) / SCROLLED_S >= LEAST_HZ
    assert still_bps < MOST_STILL_BPS + 64_000, "a still page costs nearly nothing beside the sound"
    assert sound.packets_lost == 0
    mended = sound.concealed + sound.late - sound_before.concealed - sound_before.late
    assert mended <= MOST_MENDED
