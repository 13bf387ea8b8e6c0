"""How far clocks run apart is found under any delay that only adds; what is not sure is not believed."""

from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

from common.audio.drift import MOST_PPM, ClockRate, DriftEstimator, Rate, _median, _middle
from common.model.units import SAMPLE_RATE_HZ

PACKET_S = 0.02
READ_S = 0.08


def measured(ppm: float, seconds: float, jitter_s: float = 0.0, step_at_s: float | None = None) -> Rate:
    """Read a clock that runs `ppm` fast, through a line with jitter, longer by 30 ms from an instant on."""
    random, clock = np.random.default_rng(1), ClockRate()
    for number in range(round(seconds / PACKET_S)):
        sent_s = number * PACKET_S / (1 + ppm * 1e-6)
        delay_s = 0.02 + random.exponential(jitter_s) if jitter_s else 0.02
        delay_s += 0.03 if step_at_s is not None and sent_s > step_at_s else 0.0
        clock.add(number * PACKET_S * SAMPLE_RATE_HZ, sent_s + delay_s)
    assert clock.rate is not None
    return clock.rate


def believed(
    ppm: float, seconds: float, late_s: Callable[[float], float] = lambda at_s: 0.0, jitter_s: float = 0.005
) -> list[float]:
    """Let a sender run `ppm` faster than its reader; return what is believed after each packet.

    `late_s` tells by how much all that is sent at an instant is late.
    """
    random, drift, heard = np.random.default_rng(1), DriftEstimator(), list[float]()
    reads = count()
    read = next(reads)
    for number in range(round(seconds / PACKET_S)):
        at_s = number * PACKET_S / (1 + ppm * 1e-6)
        while read * READ_S <= at_s:
            drift.read(read * READ_S * SAMPLE_RATE_HZ, read * READ_S)
            read = next(reads)
        drift.sent(number * PACKET_S * SAMPLE_RATE_HZ, at_s + late_s(at_s) + random.random() * jitter_s)
        heard.append(drift.ppm)
    return heard


@pytest.mark.parametrize("ppm", [-300.0, -100.0, 0.0, 100.0, 300.0])
def test_a_clock_without_jitter_is_known_at_once(ppm: float) -> None:
    assert measured(ppm, 40).ppm == pytest.approx(ppm, abs=0.5)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_jitter_of_40_ms_costs_time_but_no_truth(ppm: float) -> None:
    assert measured(ppm, 120, jitter_s=0.04).ppm == pytest.approx(ppm, abs=5)
    assert measured(ppm, 360, jitter_s=0.04).ppm == pytest.approx(ppm, abs=1.5)


@pytest.mark.parametrize("jitter_s", [0.001, 0.005, 0.04])
def test_a_measurement_knows_how_sure_it_is(jitter_s: float) -> None:
    short, long = (measured(100.0, seconds, jitter_s) for seconds in (40, 300))
    assert long.error_ppm < short.error_ppm / 4
    assert all(abs(rate.ppm - 100.0) < 3 * rate.error_ppm for rate in (short, long))


def test_a_longer_path_is_not_taken_for_a_slow_clock() -> None:
    assert measured(100.0, 400, jitter_s=0.005, step_at_s=200).ppm == pytest.approx(100, abs=5)


def test_a_clock_is_unknown_until_it_has_been_watched() -> None:
    clock = ClockRate()
    for number in range(1000):
        assert not clock.add(number * 960, number * PACKET_S)
    assert clock.rate is None


def test_a_difference_of_two_clocks_needs_both() -> None:
    drift = DriftEstimator()
    for number in range(6000):
        drift.sent(number * 960, number * PACKET_S * (1 - 60e-6))
    assert drift.ppm == 0.0
    for number in range(6000):
        drift.read(number * 960, number * PACKET_S * (1 + 40e-6))
    assert drift.ppm == pytest.approx(100, abs=2)


@pytest.mark.parametrize("late_ms", [3.0, 9.0, 30.0])
@pytest.mark.parametrize("spell_s", [(0.0, 8.5), (15.5, 24.5), (7.5, 16.5)], ids=str)
def test_a_disturbed_start_corrects_nothing_rather_than_something_wrong(
    spell_s: tuple[float, float], late_ms: float
) -> None:
    begin_s, end_s = spell_s
    heard = believed(0.0, 60.0, lambda at_s: late_ms / 1000 if begin_s <= at_s < end_s else 0.0)
    assert max(abs(ppm) for ppm in heard) < 20.0


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
@pytest.mark.parametrize(
    "spells",
    [((0.0, 8.0, 0.009), (8.0, 18.0, 0.004)), ((3.0, 9.0, 0.003), (14.0, 22.0, 0.01)), ((0.0, 20.0, 0.006),)],
    ids=["falling", "rising", "even"],
)
def test_a_drift_is_followed_a_minute_after_a_start_that_was_disturbed(
    spells: tuple[tuple[float, float, float], ...], ppm: float
) -> None:
    heard = believed(
        ppm, 61.0, lambda at_s: sum(late_s for begin_s, end_s, late_s in spells if begin_s <= at_s < end_s)
    )
    assert heard[-1] == pytest.approx(ppm, rel=0.2)


@pytest.mark.parametrize("ppm", [-100.0, 100.0])
def test_a_start_with_much_jitter_is_followed_after_a_minute(ppm: float) -> None:
    random = np.random.default_rng(7)
    heard = believed(ppm, 61.0, lambda at_s: random.random() * 0.03 if at_s < 20.0 else 0.0, jitter_s=0.001)
    assert heard[-1] == pytest.approx(ppm, rel=0.2)


@pytest.mark.parametrize("begin_s", [5.0, 10.0])
def test_a_queue_that_grows_for_twenty_seconds_is_not_taken_for_a_clock(begin_s: float) -> None:
    heard = believed(0.0, 60.0, lambda at_s: 0.009 * (at_s - begin_s) / 20.0 if 0.0 <= at_s - begin_s < 20.0 else 0.0)
    assert max(abs(ppm) for ppm in heard) < 20.0


@pytest.mark.parametrize("late_ms", [(0, 2, 4, 4, 7, 8), (9, 9, 6, 2, 1, 0)], ids=str)
def test_nor_is_one_that_grows_or_shrinks_by_steps(late_ms: tuple[int, ...]) -> None:
    heard = believed(0.0, 60.0, lambda at_s: late_ms[int(at_s / 4)] / 1000 if at_s < 4 * len(late_ms) else 0.0)
    assert max(abs(ppm) for ppm in heard) < 20.0


@pytest.mark.parametrize("ppm", [-200.0, -50.0, 50.0, 200.0])
def test_a_true_drift_is_known_within_about_a_minute(ppm: float) -> None:
    heard = believed(ppm, 120.0)
    minute = round(66.0 / PACKET_S)
    assert heard[minute] == pytest.approx(ppm, rel=0.12)
    assert heard[-1] == pytest.approx(ppm, rel=0.03)


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


def test_what_was_known_for_long_outweighs_the_first_look_after_a_jump() -> None:
    clock = ClockRate()
    for number in range(18_000):
        clock.add(number * 960, number * PACKET_S * (1 - 100e-6))
    clock.restart()
    for number in range(1_250):
        late_s = 0.009 if number < 400 else 0.0
        clock.add(number * 960, 500 + number * PACKET_S * (1 - 100e-6) + late_s)
    assert clock.rate is not None
    assert clock.rate.ppm == pytest.approx(100.0, abs=5.0)


def test_two_measurements_together_are_surer_than_either() -> None:
    joined = Rate(100.0, 10.0).joined(Rate(50.0, 20.0))
    assert joined.ppm == pytest.approx(90.0)
    assert joined.error_ppm < 10.0


@pytest.mark.parametrize("places", [6, 7, 30, 90])
def test_the_error_is_read_from_the_middle_of_the_slopes(places: int) -> None:
    below, above = _middle(places)
    slopes = places * (places - 1) // 2
    assert 0 < below < slopes / 2 < above < slopes
    assert below + above == slopes - 1


@pytest.mark.parametrize("count", [1, 2, 3, 15, 4004, 4005])
def test_the_median_is_the_one_that_numpy_gives(count: int) -> None:
    numbers = np.random.default_rng(count).normal(size=count)
    assert _median(numbers) == np.median(numbers)
