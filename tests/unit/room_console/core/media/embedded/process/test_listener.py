"""A listener who reports loss is told the time more often, and has no picture while its line is thin."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from aiortc.rtp import RtcpPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.listener import (
    FIRST_REPORTS,
    MAX_REPEATS_PER_S,
    REPORT_INTERVAL_S,
    SOUND_REPEATS_PER_S,
    THIN_REPEATS_PER_S,
    Listener,
)
from room_console.core.media.embedded.process.schedule import Schedule
from room_console.core.media.embedded.wire import DeclareFeed, Follow, Picture, SentSection, SoundPacket
from tests.helpers.lanekit import Bench, bench

SOUND, STAGE = 1, 100
MAIN, SHOWN = 7, 8
SECTIONS = (SentSection("audio", MAIN, 111), SentSection("video", SHOWN, 102, 2))


class Line:
    """A listener of a sound and a picture, second by second."""

    def __init__(self, bench: Bench) -> None:
        self._schedule = Schedule(lambda: self.now_s)
        keys = KeyRequests(lambda *_: None)
        self.feeds = Feeds(bench.outlet, self._schedule, keys, lambda _: None)
        self.feeds.declare(DeclareFeed(SOUND, "audio"))
        self.feeds.declare(DeclareFeed(STAGE, "video", (150_000,)))
        stream = bench.ear().stream
        self.listener = Listener(SECTIONS, "cname", stream.pair, 16, stream.peer, self.feeds, keys, 0.0)
        self.listener.follow(Follow(1, SOUND, picture=STAGE), 0.0)
        self.now_s = 0.0
        self.seconds_told: list[tuple[float, set[int]]] = []

    def live(self, seconds: int, loss: float = 0.0, *, has_picture: bool = False) -> None:
        """Let seconds pass, with the same loss in each."""
        for _ in range(seconds):
            self.now_s += 1.0
            at = round(self.now_s * 48_000)
            self.feeds.on_sound(SoundPacket(SOUND, at, 960, self.now_s, self.now_s, b"sound"))
            if has_picture:
                self.feeds.on_picture(Picture(STAGE, 0, True, at * 2, self.now_s, (b"picture",)), self.now_s)
            while self._schedule.step(self.now_s):
                pass
            block = RtcpReceiverInfo(MAIN, round(256 * loss), 0, 9, 0, 0, 0)
            self.listener.on_rtcp(bytes(RtcpRrPacket(ssrc=1, reports=[block])), self.now_s)
            if (told := self.listener.each_second(self.now_s)) is not None:
                reports = {part.ssrc for part in RtcpPacket.parse(told) if isinstance(part, RtcpSrPacket)}
                self.seconds_told.append((self.now_s, reports))


@pytest.fixture
def line() -> Iterator[Line]:
    with bench() as made:
        yield Line(made)


def test_without_loss_the_time_is_told_now_and_then(line: Line) -> None:
    line.live(2 * REPORT_INTERVAL_S)
    first = [float(second) for second in range(1, FIRST_REPORTS + 1)]
    assert [at_s for at_s, _ in line.seconds_told] == [*first, REPORT_INTERVAL_S, 2 * REPORT_INTERVAL_S]


def test_where_much_is_lost_it_is_told_each_second_of_the_sound_alone(line: Line) -> None:
    line.live(REPORT_INTERVAL_S)
    line.seconds_told.clear()
    line.live(2, loss=0.1)
    assert [told for _, told in line.seconds_told] == [{MAIN}, {MAIN}]


def test_as_long_as_there_is_a_picture_sound_stays_as_it_is(line: Line) -> None:
    line.live(20, loss=0.06, has_picture=True)
    assert line.listener.report(1, 0).layer == 0
    assert not line.listener.report(1, 0).is_thin


def test_a_thin_line_is_reported_and_kept_free_of_pictures(line: Line) -> None:
    line.live(2, has_picture=True)
    assert line.listener.report(1, 0).layer == 0
    line.live(2, loss=0.2, has_picture=True)
    assert line.listener.report(1, 0).layer is None
    assert not line.listener.report(1, 0).is_thin
    line.live(10, loss=0.2)
    assert line.listener.report(1, 0).is_thin
    line.live(20, has_picture=True)
    report = line.listener.report(1, 0)
    assert report.is_thin
    assert report.layer is None


def test_pictures_are_said_to_be_held_through_a_trial_of_the_usual_sound_and_no_longer(line: Line) -> None:
    line.live(3)
    assert not line.listener.report(1, 0).holds_pictures
    line.live(10, loss=0.2)
    assert line.listener.report(1, 0).holds_pictures
    seen: list[tuple[bool, bool]] = []
    for _ in range(80):
        line.live(1)
        report = line.listener.report(1, 0)
        seen.append((report.is_thin, report.holds_pictures))
    assert [state for state, _ in groupby(seen)] == [(True, True), (False, True), (False, False)]


def test_over_a_thin_line_little_is_sent_again(line: Line) -> None:
    line.live(100)
    nack = RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=MAIN)
    first = line.listener._sounds[0].next_sequence
    nack.lost = [first + number & 0xFFFF for number in range(50, 100)]
    assert len(line.listener.on_rtcp(bytes(nack), line.now_s)) == 50
    line.live(12, loss=0.2)
    assert line.listener.report(1, 0).is_thin
    assert len(line.listener.on_rtcp(bytes(nack), line.now_s)) == THIN_REPEATS_PER_S


def test_what_is_lost_of_a_picture_is_not_reported_as_lost_of_the_sound(line: Line) -> None:
    line.live(2, loss=0.01, has_picture=True)
    block = RtcpReceiverInfo(SHOWN, 128, 0, 9, 0, 0, 0)
    line.listener.on_rtcp(bytes(RtcpRrPacket(ssrc=1, reports=[block])), line.now_s)
    assert line.listener.report(1, 0).recent_loss == pytest.approx(0.01, abs=0.005)


def test_repeats_of_a_picture_leave_some_to_the_sound(line: Line) -> None:
    line.live(100, has_picture=True)
    wants = RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=SHOWN)
    wants.lost = [line.listener._pictures[0].stream.next_sequence + 50 & 0xFFFF]
    picture = sum(len(line.listener.on_rtcp(bytes(wants), line.now_s)) for _ in range(2 * MAX_REPEATS_PER_S))
    assert picture == MAX_REPEATS_PER_S - SOUND_REPEATS_PER_S
    nack = RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=MAIN)
    first = line.listener._sounds[0].next_sequence
    nack.lost = [first + number & 0xFFFF for number in range(50, 100)]
    assert len(line.listener.on_rtcp(bytes(nack), line.now_s)) == 50
