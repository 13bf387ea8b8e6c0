"""Feeds: declared once, wanted while somebody takes them, whole from a key frame on."""

from collections.abc import Iterator

import pytest

from room_console.core.media.embedded.process.feeds import (
    CHUNK_INTERVAL_S,
    CHUNK_PACKETS,
    MAX_FEEDS,
    MOST_BEHIND_S,
    Feeds,
)
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.schedule import PICTURE_LATE_S, Schedule
from room_console.core.media.embedded.wire import DeclareFeed, Picture, SoundPacket, Wanted
from tests.helpers.lanekit import Bench, Ear, bench

SOUND, STAGE, SCREEN = 1, 100, 101
SCREEN_BPS, PAGE_S = 80_000, 1.0


class Rig:
    """Feeds and what they say."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.schedule = Schedule()
        self.keys: list[tuple[int, int]] = []
        self.wanted: list[Wanted] = []
        requests = KeyRequests(lambda feed, layer: self.keys.append((feed, layer)))
        self.feeds = Feeds(bench.outlet, self.schedule, requests, self.wanted.append)
        self.feeds.declare(DeclareFeed(SOUND, "audio"))
        self.feeds.declare(DeclareFeed(STAGE, "video", (150_000, 500_000)))

    def send(self, message: SoundPacket | Picture, now_mono_s: float = 0.0) -> None:
        """Take a message and send what follows from it."""
        if isinstance(message, SoundPacket):
            self.feeds.on_sound(message)
        else:
            self.feeds.on_picture(message, now_mono_s)
        while self.schedule.step(now_mono_s):
            pass


@pytest.fixture
def rig() -> Iterator[Rig]:
    with bench() as made:
        yield Rig(made)


def sound(payload: bytes = b"sound", feed: int = SOUND) -> SoundPacket:
    return SoundPacket(feed, 0, 960, 0.0, 0.0, payload)


def picture(tick: int, packets: int = 1, *, is_key: bool = False, layer: int = 0, size: int = 10) -> Picture:
    return Picture(STAGE, layer, is_key, tick * 3_600, 0.0, (bytes(size),) * packets)


def test_what_somebody_takes_is_wanted_and_no_longer(rig: Rig) -> None:
    ear = rig.bench.ear()
    lane = rig.feeds.sound(SOUND)
    assert lane is not None
    lane.join(ear.stream)
    rig.feeds.tell_changes(0.0)
    rig.feeds.tell_changes(0.0)
    lane.leave(ear.stream)
    rig.feeds.tell_changes(0.0)
    assert rig.wanted == [Wanted(SOUND, 0, True), Wanted(SOUND, 0, False)]


def test_who_waits_for_a_picture_has_a_key_frame_asked_for(rig: Rig) -> None:
    ear = rig.bench.ear(is_stamped=True)
    feed = rig.feeds.picture(STAGE)
    assert feed is not None
    feed.layers[1].lane.join(ear.stream)
    rig.feeds.tell_changes(0.0)
    assert rig.wanted == [Wanted(STAGE, 1, True)]
    assert rig.keys == [(STAGE, 1)]
    rig.send(picture(1, layer=1))
    assert ear.heard() == []
    rig.send(picture(2, layer=1, is_key=True))
    rig.feeds.tell_changes(10.0)
    assert len(ear.heard()) == 1
    assert rig.keys == [(STAGE, 1)]


def test_after_a_picture_that_was_skipped_nothing_is_sent_up_to_the_next_key_frame(rig: Rig) -> None:
    ear = rig.bench.ear(is_stamped=True)
    feed = rig.feeds.picture(STAGE)
    assert feed is not None
    feed.layers[0].lane.join(ear.stream)
    rig.send(picture(1, is_key=True))
    rig.feeds.on_picture(picture(2), 0.0)
    while rig.schedule.step(PICTURE_LATE_S + 0.1):
        pass
    assert rig.keys == [(STAGE, 0)]
    rig.send(picture(3))
    rig.send(picture(4, is_key=True))
    heard = ear.heard()
    assert [packet.timestamp - heard[0].timestamp for packet in heard] == [0, 3 * 3_600]


def test_a_large_picture_leaves_in_parts(rig: Rig) -> None:
    ear = rig.bench.ear(is_stamped=True)
    feed = rig.feeds.picture(STAGE)
    assert feed is not None
    feed.layers[0].lane.join(ear.stream)
    rig.feeds.on_picture(picture(1, CHUNK_PACKETS + 1, is_key=True), 0.0)
    while rig.schedule.step(0.0):
        pass
    assert [packet.marker for packet in ear.heard()] == [False] * CHUNK_PACKETS
    while rig.schedule.step(CHUNK_INTERVAL_S):
        pass
    assert [packet.marker for packet in ear.heard()] == [True]


@pytest.mark.parametrize(
    "message",
    [sound(b""), sound(bytes(5_000)), sound(feed=9), picture(1, 0), picture(1, size=5_000), picture(1, layer=7)],
)
def test_what_cannot_be_sent_is_dropped(rig: Rig, message: SoundPacket | Picture) -> None:
    ears = [rig.bench.ear(), rig.bench.ear(is_stamped=True)]
    lane, feed = rig.feeds.sound(SOUND), rig.feeds.picture(STAGE)
    assert lane is not None
    assert feed is not None
    lane.join(ears[0].stream)
    feed.layers[0].lane.join(ears[1].stream)
    rig.send(message)
    assert [ear.heard() for ear in ears] == [[], []]


def test_a_feed_is_declared_once_and_there_are_not_many(rig: Rig) -> None:
    lane = rig.feeds.sound(SOUND)
    rig.feeds.declare(DeclareFeed(SOUND, "audio"))
    assert rig.feeds.sound(SOUND) is lane
    with pytest.raises(ValueError, match="layer"):
        rig.feeds.declare(DeclareFeed(2, "video"))
    for number in range(1_000, 1_000 + MAX_FEEDS - 2):
        rig.feeds.declare(DeclareFeed(number, "audio"))
    with pytest.raises(ValueError, match="too many"):
        rig.feeds.declare(DeclareFeed(9_999, "audio"))
    assert rig.feeds.sound(None) is None
    assert rig.feeds.picture(9) is None


def page(tick: int, *, is_key: bool = False) -> Picture:
    """Make a picture of the screen that takes `PAGE_S` to leave."""
    return Picture(SCREEN, 0, is_key, tick * 3_600, 0.0, (bytes(1_000),) * 10)


def viewer(rig: Rig) -> Ear:
    """Let somebody follow the screen."""
    ear = rig.bench.ear(is_stamped=True)
    rig.feeds.declare(DeclareFeed(SCREEN, "video", (SCREEN_BPS,), SCREEN_BPS))
    feed = rig.feeds.picture(SCREEN)
    assert feed is not None
    feed.layers[0].lane.join(ear.stream)
    return ear


def test_a_screen_that_comes_too_fast_waits_for_no_longer_than_is_bounded(rig: Rig) -> None:
    viewer(rig)
    for tick in range(1_000):
        rig.send(page(tick, is_key=tick == 0))
    assert rig.schedule.wait_s(0.0)
    feed = rig.feeds.picture(SCREEN)
    assert feed is not None
    assert feed.free_mono_s <= MOST_BEHIND_S + 2 * PAGE_S
    assert rig.keys == [(SCREEN, 0)], "what follows needs a key frame, which is asked for once"


def test_what_waits_of_a_screen_that_was_ended_is_not_sent(rig: Rig) -> None:
    ear = viewer(rig)
    for tick in range(5):
        rig.send(page(tick, is_key=tick == 0))
    assert ear.heard(), "the first page has begun"
    rig.feeds.end_pictures(SCREEN)
    rig.feeds.end_pictures(SOUND)
    assert rig.schedule.wait_s(0.0) is None
    rig.send(page(6), PAGE_S)
    assert ear.heard() == [], "nothing before a key frame"
    rig.send(page(7, is_key=True), PAGE_S)
    assert ear.heard(), "the next one who shares is seen at once"
