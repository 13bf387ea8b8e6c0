"""Time for devices without hardware."""

import pytest

from common.devices.paced import Pacer
from common.model.units import BLOCK_S


def test_it_says_how_long_it_is_until_a_tick_is_due() -> None:
    now_s = [5.0]
    pacer = Pacer(lambda: now_s[0])
    assert pacer.wait_s() == BLOCK_S, "not started"
    pacer.start()
    for _ in range(3):
        assert not pacer.take()
        now_s[0] += pacer.wait_s() / 4
        assert pacer.wait_s() == pytest.approx(0.75 * BLOCK_S)
        now_s[0] += pacer.wait_s()
        assert pacer.take()
    now_s[0] += 2.5 * BLOCK_S
    assert pacer.wait_s() == 0.0
    assert pacer.take()
    assert pacer.take()
    assert pacer.wait_s() == pytest.approx(0.5 * BLOCK_S)


def test_ticks_that_are_passed_over_are_not_missed_and_the_beat_stays() -> None:
    now_s = [5.0]
    pacer = Pacer(lambda: now_s[0])
    assert pacer.pass_over() == 0, "not started"
    pacer.start()
    now_s[0] += 30.4 * BLOCK_S
    assert pacer.pass_over() == 30
    assert pacer.pass_over() == 0
    assert (pacer.ticks, pacer.skipped) == (30, 0)
    assert not pacer.take()
    assert pacer.wait_s() == pytest.approx(0.6 * BLOCK_S)
