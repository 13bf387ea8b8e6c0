"""Levels are those of the last whole window, whatever has come since; silence counts in it."""

import numpy as np
import pytest

from common.model.ids import FeedId, SlotNumber
from common.model.patch import default_patch
from common.model.units import BLOCK_SAMPLES
from room_console.core.hall.buses import sum_block
from room_console.core.hall.levels import WINDOW_BLOCKS, HallMeters

PORTS, SLOT = 16, SlotNumber(2)
PATCH = default_patch(PORTS, PORTS, 4)
HALF_DBFS, QUARTER_DBFS = -6.02, -12.04


def add(meters: HallMeters, level: float, blocks: int) -> None:
    """Let the hall's microphones be silent and one slot speak."""
    slots = {SLOT: np.full((BLOCK_SAMPLES, 1), level, np.float32)}
    silence = np.zeros((BLOCK_SAMPLES, PORTS), np.float32)
    for _ in range(blocks):
        meters.add(sum_block(PATCH, silence, slots, PORTS), slots)


def test_before_the_first_window_all_is_silent() -> None:
    meters = HallMeters(PATCH)
    add(meters, 0.5, WINDOW_BLOCKS - 1)
    assert meters.levels().slots[SLOT].peak_dbfs == -120.0


def test_what_comes_after_a_window_changes_nothing_until_the_next_is_whole() -> None:
    meters = HallMeters(PATCH)
    add(meters, 0.5, WINDOW_BLOCKS)
    for _ in range(4):
        for level, before_dbfs in ((0.25, HALF_DBFS), (0.5, QUARTER_DBFS)):
            add(meters, level, WINDOW_BLOCKS - 1)
            levels = meters.levels()
            assert levels.slots[SLOT] == pytest.approx((before_dbfs, before_dbfs), abs=0.01)
            assert levels.outputs["loudspeakers"] == levels.feeds[FeedId("floor")] == levels.slots[SLOT]
            add(meters, level, 1)


def test_silent_blocks_of_a_window_count_in_its_mean() -> None:
    meters = HallMeters(PATCH)
    meters.add_silence()
    add(meters, 0.5, 2)
    for _ in range(WINDOW_BLOCKS - 3):
        meters.add_silence()
    level = meters.levels().slots[SLOT]
    assert level.rms_dbfs == pytest.approx(HALF_DBFS + 10 * np.log10(2 / WINDOW_BLOCKS), abs=0.01)
    assert level.peak_dbfs == pytest.approx(HALF_DBFS, abs=0.01)


def test_a_window_of_silence_follows_one_of_sound() -> None:
    meters = HallMeters(PATCH)
    add(meters, 0.5, WINDOW_BLOCKS)
    for _ in range(WINDOW_BLOCKS):
        meters.add_silence()
    assert {level.peak_dbfs for level in meters.levels().slots.values()} == {-120.0}
