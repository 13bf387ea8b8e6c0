import threading

import numpy as np
import pytest

from common.audio.level import from_db
from common.audio.limiter import CEILING, LOUDNESS_DBFS
from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from room_console.core.hall.bridge import MOST_BLOCKS_A_PUMP, HallBridge
from room_console.core.hall.levels import Lateness
from room_console.core.hall.revival import RETRY_S
from tests.helpers.hallkit import Feeds, HandClock, PullableHall, Steady
from tests.helpers.logfail import LogWatch

SLOT = SlotNumber(1)


class Rig:
    def __init__(self) -> None:
        self.clock = HandClock()
        self.hall = PullableHall()
        self.feeds = Feeds()
        self.bridge = HallBridge(self.hall, default_patch(8, 10), self.feeds, self.clock)

    def pump(self, blocks: int) -> None:
        self.hall.speak(blocks)
        while self.hall.waiting:
            self.bridge.pump()

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds * 100)):
            self.clock.now_s += 0.01
            self.bridge.pump()

    def settle(self) -> None:
        for thread in threading.enumerate():
            if thread.name == "hall-reopen":
                thread.join(5)


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_the_hall_reaches_floor_and_channels(rig: Rig) -> None:
    rig.bridge.start()
    rig.pump(3)
    assert rig.bridge.is_running
    assert np.all(rig.feeds.sound("floor") == 0.5)
    assert np.all(rig.feeds.sound("channel-6") == 0.5)
    assert len(rig.hall.played) == 3


def test_a_speaker_is_ramped_in_heard_and_ramped_out(rig: Rig) -> None:
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.pump(3)
    rig.bridge.disconnect_slot(SLOT)
    rig.pump(2)
    loudspeakers = np.concatenate(rig.hall.played)[:, 0]
    assert loudspeakers[0] == 0.0
    assert np.all(loudspeakers[240:1440] == 0.25)
    assert np.all(loudspeakers[1680:] == 0.0)
    assert np.abs(np.diff(loudspeakers)).max() < 0.002
    assert np.all(rig.feeds.sound("return-1") == 0.5)


def test_a_gap_in_a_speakers_sound_makes_no_click(rig: Rig) -> None:
    speaker = Steady(0.25)
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, speaker)
    rig.pump(2)
    speaker.is_silent = True
    rig.pump(2)
    speaker.is_silent = False
    rig.pump(2)
    loudspeakers = np.concatenate(rig.hall.played)[:, 0]
    assert np.abs(np.diff(loudspeakers)).max() < 0.002
    assert loudspeakers[-1] == 0.25


def test_a_new_speaker_takes_a_slot_over_without_a_click(rig: Rig) -> None:
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.pump(2)
    rig.bridge.connect_slot(SLOT, Steady(0.5))
    rig.pump(2)
    loudspeakers = np.concatenate(rig.hall.played)[:, 0]
    assert np.abs(np.diff(loudspeakers)).max() < 0.004
    assert loudspeakers[-1] == 0.5


def test_levels_are_told_by_feed_slot_and_output(rig: Rig) -> None:
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.pump(10)
    levels = rig.bridge.levels()
    assert levels.feeds[FeedId("floor")].rms_dbfs == pytest.approx(-2.5, abs=0.05)
    assert levels.feeds[FeedId("channel-3")].peak_dbfs == pytest.approx(-6.02, abs=0.05)
    assert levels.slots[SLOT].rms_dbfs == pytest.approx(-12.04, abs=0.05)
    assert levels.slots[SlotNumber(2)].peak_dbfs == -120.0
    assert levels.outputs["loudspeakers"] == levels.slots[SLOT]
    assert levels.outputs["interpreters"] == levels.feeds[FeedId("floor")]


def test_silence_is_carried_block_by_block_and_what_follows_it_is_whole(rig: Rig) -> None:
    rig.bridge.start()
    rig.hall.speak(5, level=0.0)
    rig.hall.speak(2)
    rig.hall.speak(5, level=0.0)
    while rig.hall.waiting:
        rig.bridge.pump()
    for feed in ("floor", "channel-6"):
        sound = rig.feeds.sound(feed)
        assert np.all(sound[: 5 * BLOCK_SAMPLES] == 0.0)
        assert np.all(sound[5 * BLOCK_SAMPLES : 7 * BLOCK_SAMPLES] == 0.5)
        assert np.all(sound[7 * BLOCK_SAMPLES :] == 0.0)
        assert len(sound) == 12 * BLOCK_SAMPLES
    assert len(rig.hall.played) == 12
    assert rig.bridge.levels().feeds[FeedId("floor")].rms_dbfs == pytest.approx(-10.0, abs=0.05)


def test_silence_shows_on_the_meters_after_a_window(rig: Rig) -> None:
    rig.bridge.start()
    rig.pump(5)
    rig.hall.speak(5, level=0.0)
    rig.bridge.pump()
    assert rig.bridge.levels().feeds[FeedId("floor")].peak_dbfs == -120.0


def test_a_late_loop_catches_up_a_bounded_piece_at_a_time(rig: Rig) -> None:
    rig.bridge.start()
    rig.hall.speak(25)
    assert [rig.bridge.pump() for _ in range(4)] == [MOST_BLOCKS_A_PUMP, MOST_BLOCKS_A_PUMP, 5, 0]


def test_without_its_device_the_remote_side_goes_on(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("is lost")
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.hall.pull_out()
    rig.wait(1.0)
    assert not rig.bridge.is_running
    assert rig.bridge.fault == "the device stopped"
    assert 98 <= len(rig.feeds.blocks[FeedId("floor")]) <= 100
    assert rig.feeds.sound("floor")[-1] == 0.25


def test_a_device_plugged_in_again_is_used_again(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("is lost")
    rig.bridge.start()
    rig.hall.pull_out()
    rig.wait(1.0)
    rig.hall.is_plugged = True
    rig.wait(RETRY_S - 0.9)
    rig.settle()
    rig.bridge.pump()
    assert rig.bridge.is_running
    assert rig.bridge.fault == ""


def test_a_meeting_begins_without_its_device_too(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("is lost")
    rig.hall.is_plugged = False
    rig.bridge.start()
    rig.wait(0.5)
    assert not rig.bridge.is_running
    assert rig.bridge.fault == "no such device"
    assert len(rig.feeds.blocks[FeedId("floor")]) >= 49


def test_a_new_patch_counts_from_the_next_block(rig: Rig) -> None:
    rig.bridge.start()
    rig.pump(1)
    rig.bridge.set_patch(default_patch(8, 10, slots=2))
    rig.pump(6)
    assert set(rig.bridge.levels().slots) == {SlotNumber(1), SlotNumber(2)}


def test_the_hall_leaves_the_floor_and_comes_back_without_a_click(rig: Rig) -> None:
    laid = default_patch(8, 10)
    rig.bridge.start()
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.pump(3)
    rig.bridge.set_patch(laid.without_hall())
    rig.pump(3)
    rig.bridge.set_patch(laid)
    rig.pump(2)
    floor = rig.feeds.sound("floor")[BLOCK_SAMPLES:]
    assert np.all(floor[: 2 * BLOCK_SAMPLES] == 0.75)
    assert np.abs(np.diff(floor)).max() < 0.002
    assert np.all(floor[3 * BLOCK_SAMPLES : 5 * BLOCK_SAMPLES] == 0.25)
    assert np.all(floor[-BLOCK_SAMPLES:] == 0.75)
    assert np.all(rig.feeds.sound("channel-3")[-BLOCK_SAMPLES:] == 0.5)


def test_lateness_is_measured_against_the_steady_beat() -> None:
    lateness = Lateness()
    assert lateness.p95_ms() == 0.0
    for number in range(100):
        lateness.add(5.0 + number * 0.01 + (0.004 if number % 10 == 0 else 0.0))
    assert lateness.p95_ms() == pytest.approx(4.0, abs=0.01)


def test_pre_listening_is_ramped_in_changed_and_ramped_out() -> None:
    clock, hall = HandClock(), PullableHall()
    hall.outputs = 16
    bridge = HallBridge(hall, default_patch(8, 16), Feeds(), clock)
    bridge.start()

    def pump(blocks: int) -> None:
        hall.speak(blocks, 0.0)
        assert bridge.pump() == blocks

    pump(1)
    bridge.prelisten(Steady(0.25))
    pump(3)
    bridge.prelisten(Steady(0.5))
    pump(3)
    bridge.prelisten(None)
    pump(3)
    heard = np.concatenate(hall.played)
    off_air = heard[:, 10]
    assert [off_air[480 * n - 1] for n in (1, 4, 7, 10)] == pytest.approx([0.0, 0.25, 0.5, 0.0])
    assert np.abs(np.diff(off_air)).max() < 0.01, "no click"
    assert not np.delete(heard, 10, axis=1).any()


def test_the_operators_ear_is_spared_what_no_headphone_may_play() -> None:
    hall = PullableHall()
    hall.outputs = 16
    bridge = HallBridge(hall, default_patch(8, 16), Feeds(), HandClock())
    bridge.start()
    bridge.prelisten(Steady(1.0))
    for _ in range(50):
        hall.speak(10, 0.0)
        assert bridge.pump() == 10
    off_air = np.concatenate(hall.played)[:, 10]
    assert 0.5 < np.abs(off_air).max() <= CEILING
    assert np.abs(off_air[-SAMPLE_RATE_HZ:]).max() <= from_db(LOUDNESS_DBFS)


def test_talkback_goes_to_its_feed_alone_and_only_while_the_private_room_is_open(rig: Rig) -> None:
    rig.bridge.start()
    rig.pump(3)
    assert not rig.feeds.sound("talkback").any()
    rig.bridge.talk(True)
    rig.pump(3)
    assert np.all(rig.feeds.sound("talkback")[-960:] == 0.5)
    assert np.all(rig.feeds.sound("floor") == 0.5), "heard once, by the hall's microphone alone"
    assert np.all(rig.feeds.sound("return-1") == 0.5)
    rig.bridge.talk(False)
    rig.pump(3)
    assert not rig.feeds.sound("talkback")[-960:].any()
