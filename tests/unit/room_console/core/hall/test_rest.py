"""A hall without a device rests while nothing sounds, and takes up its beat again as if it had carried every block."""

import pytest

from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_S
from room_console.core.hall.bridge import STILL_BLOCKS, HallBridge
from room_console.core.hall.silent import SilentHall
from tests.helpers.hallkit import Feeds, HandClock, PullableHall, Steady

SLOT = SlotNumber(1)
FLOOR = FeedId("floor")


class Rig:
    def __init__(self) -> None:
        self.clock = HandClock()
        self.feeds = Feeds()
        self.hall = SilentHall(clock=self.clock)
        self.bridge = HallBridge(self.hall, default_patch(0, 0), self.feeds, self.clock)
        self.bridge.start()

    def carry(self, blocks: int) -> None:
        for _ in range(blocks):
            self.clock.now_s += BLOCK_S
            assert self.bridge.pump() == 1


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_it_is_still_once_nothing_has_sounded_for_a_while(rig: Rig) -> None:
    rig.carry(STILL_BLOCKS - 1)
    assert not rig.bridge.is_still()
    rig.carry(1)
    assert rig.bridge.is_still()


def test_a_speaker_ends_the_stillness_and_it_begins_anew_behind_them(rig: Rig) -> None:
    rig.carry(STILL_BLOCKS)
    rig.bridge.connect_slot(SLOT, Steady())
    rig.carry(1)
    assert not rig.bridge.is_still()
    rig.bridge.disconnect_slot(SLOT)
    rig.carry(STILL_BLOCKS)
    assert not rig.bridge.is_still(), "the last of the ramp is heard"
    rig.carry(1)
    assert rig.bridge.is_still()


def test_a_hall_with_a_device_is_never_still() -> None:
    hall, clock = PullableHall(), HandClock()
    bridge = HallBridge(hall, default_patch(8, 10), Feeds(), clock)
    bridge.start()
    hall.speak(STILL_BLOCKS + 10, level=0.0)
    while hall.waiting:
        bridge.pump()
    assert not bridge.is_still()


def test_a_hall_that_another_device_is_to_take_over_is_not_still(rig: Rig) -> None:
    rig.carry(STILL_BLOCKS)
    rig.bridge.hand_over(PullableHall(), lambda: None)
    assert not rig.bridge.is_still()


def test_blocks_of_the_rest_are_not_carried_and_neither_lost_nor_late(rig: Rig) -> None:
    rig.carry(STILL_BLOCKS)
    carried = len(rig.feeds.blocks[FLOOR])
    rig.clock.now_s += 100.3 * BLOCK_S
    rig.bridge.rest()
    assert rig.bridge.pump() == 0
    assert rig.bridge.wait_s() == pytest.approx(0.7 * BLOCK_S)
    rig.clock.now_s -= 0.3 * BLOCK_S
    rig.carry(20)
    assert len(rig.feeds.blocks[FLOOR]) == carried + 20
    assert rig.bridge.xruns == 0
    assert rig.bridge.lateness_p95_ms() == pytest.approx(0.0, abs=0.01)


def test_after_a_block_a_device_with_a_clock_of_its_own_is_asked_again_at_once() -> None:
    hall = PullableHall()
    bridge = HallBridge(hall, default_patch(8, 10), Feeds(), HandClock())
    bridge.start()
    assert bridge.wait_s(carried=1) == 0.0
    assert bridge.wait_s(carried=0) > 0.0


def test_after_a_block_a_hall_without_a_device_waits_for_its_next_one(rig: Rig) -> None:
    rig.carry(1)
    assert rig.bridge.wait_s(carried=1) == pytest.approx(BLOCK_S)
