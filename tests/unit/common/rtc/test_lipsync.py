"""A picture waits for the sound that was captured with it, but not for ever, and not for sound that nobody hears."""

import av
import pytest

from common.rtc.lipsync import MAX_WAIT_S, MAX_WAITING, SCREEN_S, STANDING_S, PictureScreen, SoundClock
from common.rtc.picturedecoder import DecodedPicture
from common.rtc.rtcp import SenderReport, ntp_of
from tests.helpers.media import grey_picture

SOUND_HZ, PICTURE_HZ = 48_000, 90_000
REPORT = SenderReport(ntp_of(900.0), 0)


class Sound:
    """A source that is being read."""

    def __init__(self, report: SenderReport | None = REPORT) -> None:
        self.sender_report = report
        self.at: int | None = 0

    def position(self) -> int | None:
        """Return where it is."""
        return self.at


class Screen:
    """A screen with its sounds, and what it has shown."""

    def __init__(self, *sounds: Sound) -> None:
        self.sounds = sounds
        self.shown: list[av.VideoFrame] = []
        self.clock = SoundClock(sounds)
        self.screen = PictureScreen(self.clock, self.shown.append)
        self.report: SenderReport | None = REPORT

    def put(self, captured_s: float, now_s: float) -> av.VideoFrame:
        """Put in a picture that was captured so long after the report."""
        frame = grey_picture(0)
        self.screen.put([DecodedPicture(round(captured_s * PICTURE_HZ) % 2**32, frame)], now_s)
        return frame

    def run(self, begin_s: float, end_s: float, played_s: float) -> list[float]:
        """Play on and tick; return when something was shown."""
        at_s, instants = begin_s, []
        while at_s < end_s:
            for sound in self.sounds:
                if sound.at is not None:
                    sound.at = round((played_s + at_s - begin_s) * SOUND_HZ) % 2**32
            before = len(self.shown)
            self.screen.tick(self.report, at_s)
            instants += [at_s] if len(self.shown) > before else []
            at_s += 0.01
        return instants


def test_a_picture_is_shown_when_its_sound_is_heard() -> None:
    screen = Screen(Sound())
    screen.put(2.0, 10.0)
    [at_s] = screen.run(10.0, 11.0, played_s=1.7)
    assert at_s == pytest.approx(10.3 - SCREEN_S, abs=0.015)
    assert screen.screen.early_s == pytest.approx(SCREEN_S, abs=0.015)


def test_the_delay_of_the_output_counts() -> None:
    screen = Screen(Sound())
    screen.clock.output_delay_s = 0.1
    screen.put(2.0, 10.0)
    [at_s] = screen.run(10.0, 11.0, played_s=1.7)
    assert at_s == pytest.approx(10.4 - SCREEN_S, abs=0.015)


def test_a_late_picture_is_shown_at_once_and_of_several_only_the_newest() -> None:
    screen = Screen(Sound())
    first, second = screen.put(1.0, 10.0), screen.put(1.04, 10.0)
    screen.run(10.0, 10.1, played_s=1.5)
    assert screen.shown == [second]
    assert first not in screen.shown
    assert screen.screen.skipped == 1


def test_a_picture_that_a_repair_made_too_late_is_left_out_unless_nothing_moves() -> None:
    screen = Screen(Sound())
    screen.put(1.0, 10.0)
    screen.run(10.0, 10.1, played_s=1.0)
    screen.put(1.04, 10.1)
    screen.run(10.1, 10.12, played_s=1.1)
    assert (len(screen.shown), screen.screen.skipped) == (1, 1)
    frame = screen.put(1.2, 10.3)
    screen.run(10.3, 10.32, played_s=1.3)
    assert screen.shown[-1] is frame


def test_pictures_that_are_late_as_a_rule_are_shown_all_the_same() -> None:
    screen = Screen(Sound())
    for number in range(100):
        at_s = 10.0 + number * 0.04
        screen.put(1.0 + number * 0.04, at_s)
        screen.run(at_s, at_s + 0.04, played_s=1.1 + number * 0.04)
    assert len(screen.shown) > 70


def test_no_picture_waits_longer_than_it_may() -> None:
    screen = Screen(Sound())
    screen.put(3.0, 10.0)
    [at_s] = screen.run(10.0, 12.0, played_s=1.0)
    assert at_s == pytest.approx(10.0 + MAX_WAIT_S, abs=0.015)


@pytest.mark.parametrize("missing", ["sound's report", "picture's report", "position"])
def test_without_the_means_to_know_pictures_are_shown_at_once(missing: str) -> None:
    screen = Screen(Sound(None if missing == "sound's report" else REPORT))
    if missing == "picture's report":
        screen.report = None
    if missing == "position":
        screen.sounds[0].at = None
    screen.put(2.0, 10.0)
    assert screen.run(10.0, 10.05, played_s=1.7) == [10.0]


def test_sound_that_nobody_reads_is_not_waited_for() -> None:
    screen = Screen(Sound())
    screen.put(2.0, 10.0)
    screen.run(10.0, 10.02, played_s=1.0)
    at_s = 10.02
    while not screen.shown:
        at_s += 0.01
        screen.screen.tick(REPORT, at_s)
    assert at_s == pytest.approx(10.01 + STANDING_S, abs=0.03)


def test_clocks_that_can_not_be_one_are_not_believed() -> None:
    screen = Screen(Sound(SenderReport(ntp_of(123_456.0), 0)))
    screen.put(2.0, 10.0)
    assert screen.run(10.0, 10.05, played_s=1.7) == [10.0]


def test_the_second_sound_tells_the_time_where_the_first_is_silent() -> None:
    silent, speaking = Sound(), Sound()
    silent.at = None
    screen = Screen(silent, speaking)
    screen.put(2.0, 10.0)
    [at_s] = screen.run(10.0, 11.0, played_s=1.7)
    assert at_s == pytest.approx(10.3 - SCREEN_S, abs=0.015)


def test_timestamps_may_wrap() -> None:
    report = SenderReport(ntp_of(900.0), 2**32 - 10)
    screen = Screen(Sound())
    screen.report = report
    screen.screen.put([DecodedPicture((2 * PICTURE_HZ - 10) % 2**32, grey_picture(0))], 10.0)
    [at_s] = screen.run(10.0, 11.0, played_s=1.7)
    assert at_s == pytest.approx(10.3 - SCREEN_S, abs=0.015)


def test_few_pictures_wait() -> None:
    screen = Screen(Sound())
    for number in range(100):
        screen.put(2.0 + number * 0.04, 10.0)
    assert screen.screen.skipped == 100 - MAX_WAITING
