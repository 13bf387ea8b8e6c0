"""How far clocks run apart is found under any delay that only adds."""

import numpy as np
import pytest

from common.audio.drift import MOST_PPM, ClockRate, DriftEstimator, _median
from common.model.units import SAMPLE_RATE_HZ

PACKET_S = 0.02


def measured(ppm: float, seconds: float, jitter_s: float = 0.0, step_at_s: float | None = None) -> float:
    """Read a clock that runs `ppm` fast, through a line with jitter, longer by 30 ms from an instant on."""
    random, clock = np.random.default_rng(1), ClockRate()
    for number in range(round(seconds / PACKET_S)):
        sent_s = number * PACKET_S / (1 + ppm * 1e-6)
        delay_s = 0.02 + random.exponential(jitter_s) if jitter_s else 0.02
        delay_s += 0.03 if step_at_s is not None and sent_s > step_at_s else 0.0
        clock.add(number * PACKET_S * SAMPLE_RATE_HZ, sent_s + delay_s)
    assert clock.ppm is not None
    return clock.ppm


@pytest.mark.parametrize("ppm", [-300.0, -100.0, 0.0, 100.0, 300.0])
def test_a_clock_without_jitter_is_known_at_once(ppm: float) -> None:
    assert measured(ppm, 30) == pytest.approx(ppm, abs=0.5)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_jitter_of_40_ms_costs_time_but_no_truth(ppm: float) -> None:
    assert measured(ppm, 120, jitter_s=0.04) == pytest.approx(ppm, abs=5)
    assert measured(ppm, 360, jitter_s=0.04) == pytest.approx(ppm, abs=1.5)


def test_a_longer_path_is_not_taken_for_a_slow_clock() -> None:
    assert measured(100.0, 400, jitter_s=0.005, step_at_s=200) == pytest.approx(100, abs=5)


def test_a_clock_is_unknown_until_it_has_been_watched() -> None:
    clock = ClockRate()
    for number in range(1000):
        assert not clock.add(number * 960, number * PACKET_S)
    assert clock.ppm is None


def test_a_difference_of_two_clocks_needs_both() -> None:
    drift = DriftEstimator()
    for number in range(2000):
        drift.sent(number * 960, number * PACKET_S * (1 - 60e-6))
    assert drift.ppm == 0.0
    for number in range(2000):
        drift.read(number * 960, number * PACKET_S * (1 + 40e-6))
    assert drift.ppm == pytest.approx(100, abs=1)


def test_what_no_crystal_does_is_bounded() -> None:
    drift = DriftEstimator()
    for number in range(2000):
        drift.sent(number * 960, number * PACKET_S * 0.99)
        drift.read(number * 960, number * PACKET_S)
    assert drift.ppm == MOST_PPM


def test_after_a_restart_the_rate_stays_until_it_is_measured_anew() -> None:
    drift = DriftEstimator()
    for number in range(2000):
        drift.sent(number * 960, number * PACKET_S * (1 - 50e-6))
        drift.read(number * 960, number * PACKET_S)
    known = drift.ppm
    drift.restart()
    for number in range(200):
        drift.sent(77 + number * 960, 100 + number * PACKET_S)
        drift.read(number * 960, 100 + number * PACKET_S)
    assert drift.ppm == known


@pytest.mark.parametrize("count", [1, 2, 3, 15, 4004, 4005])
def test_the_median_is_the_one_that_numpy_gives(count: int) -> None:
    numbers = np.random.default_rng(count).normal(size=count)
    assert _median(numbers) == np.median(numbers)
