"""The hall's sound goes over from one device to another between two blocks, and nobody far away misses any."""

import threading

import numpy as np
import pytest

from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall import revival
from room_console.core.hall.bridge import HallBridge
from tests.helpers.hallkit import Feeds, HandClock, PullableHall, Steady
from tests.helpers.logfail import LogWatch

SLOT = SlotNumber(1)


class Rig:
    def __init__(self) -> None:
        self.clock = HandClock()
        self.old, self.new = PullableHall(), PullableHall()
        self.feeds = Feeds()
        self.bridge = HallBridge(self.old, default_patch(8, 10), self.feeds, self.clock)
        self.bridge.start()
        self.new.start()
        self.told: list[str] = []

    def hand_over(self) -> None:
        self.bridge.hand_over(self.new, lambda: self.told.append("used"))

    def floor(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        sound: np.ndarray[tuple[int], np.dtype[np.float32]] = self.feeds.sound("floor")
        return sound


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setattr(revival, "LINGER_S", 0.0)
    return Rig()


def settle() -> None:
    for thread in threading.enumerate():
        if thread.name in ("hall-close", "hall-reopen"):
            thread.join(5)


def test_the_old_device_fades_out_the_new_one_in_and_no_block_is_missed(rig: Rig) -> None:
    rig.old.speak(3, 0.5)
    rig.bridge.pump(2)
    rig.hand_over()
    assert rig.bridge.device is rig.old
    assert rig.bridge.pump() == 1
    assert (rig.bridge.device, rig.told) == (rig.new, ["used"])
    for _ in range(2):
        rig.new.speak(1, 0.25)
        assert rig.bridge.pump() == 1
    floor = rig.floor()
    assert len(floor) == 5 * BLOCK_SAMPLES
    assert np.abs(np.diff(floor)).max() < 0.01, "no click"
    assert (floor[: 2 * BLOCK_SAMPLES] == 0.5).all()
    assert (floor[4 * BLOCK_SAMPLES :] == 0.25).all()
    settle()
    assert not rig.old.is_alive
    assert rig.new.is_alive


def test_a_speaker_far_away_goes_on_from_the_old_loudspeakers_to_the_new(rig: Rig) -> None:
    rig.bridge.connect_slot(SLOT, Steady(0.25))
    rig.old.speak(3)
    rig.bridge.pump(2)
    rig.hand_over()
    rig.bridge.pump()
    rig.new.speak(3)
    rig.bridge.pump()
    before, after = (np.concatenate(hall.played)[:, 0] for hall in (rig.old, rig.new))
    assert before[-1] == after[0] == 0.0
    assert (after[BLOCK_SAMPLES:] == 0.25).all()
    assert np.abs(np.diff(before)).max() < 0.004
    assert rig.feeds.sound("return-1")[-1] == 0.5, "they hear the hall"
    settle()


def test_what_gathered_in_the_new_device_meanwhile_is_left_out(rig: Rig) -> None:
    rig.new.speak(5, 0.125)
    rig.new.speak(1, 0.25)
    rig.old.speak(1)
    rig.hand_over()
    rig.bridge.pump()
    rig.bridge.pump()
    rig.new.speak(1, 0.25)
    rig.bridge.pump()
    floor = rig.floor()
    assert len(floor) == 3 * BLOCK_SAMPLES
    assert floor[2 * BLOCK_SAMPLES - 1] == 0.25
    settle()


def test_a_dead_device_is_left_for_another_too(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("is lost")
    rig.old.pull_out()
    rig.bridge.pump()
    rig.hand_over()
    rig.clock.now_s += 0.02
    rig.bridge.pump()
    assert rig.bridge.is_running
    assert rig.bridge.fault == ""
    rig.new.speak(1)
    assert rig.bridge.pump() == 1
    rig.clock.now_s += 10.0
    rig.bridge.pump()
    settle()
    assert rig.old.starts == 1, "it is not tried again"


def test_a_device_that_dies_as_it_takes_over_is_opened_again(rig: Rig, expects_logs: LogWatch) -> None:
    expects_logs("is lost")
    rig.old.speak(1)
    rig.hand_over()
    rig.bridge.pump()
    rig.new.pull_out()
    rig.bridge.pump()
    assert not rig.bridge.is_running
    for _ in range(300):
        rig.clock.now_s += 0.01
        rig.bridge.pump()
    settle()
    assert rig.new.starts == 2
    assert len(rig.feeds.blocks[FeedId("floor")]) > 290


def test_a_hall_of_fewer_ports_takes_over(rig: Rig) -> None:
    rig.new.inputs, rig.new.outputs = 2, 1
    rig.old.speak(1)
    rig.hand_over()
    rig.bridge.pump()
    rig.new.speak(2)
    rig.bridge.pump()
    assert rig.new.played[-1].shape == (BLOCK_SAMPLES, 1)
    assert rig.feeds.sound("channel-6")[-1] == 0.0
    settle()


def test_one_that_was_to_take_over_is_closed_at_the_end(rig: Rig) -> None:
    rig.hand_over()
    rig.bridge.stop()
    assert not rig.new.is_alive
    assert not rig.old.is_alive
