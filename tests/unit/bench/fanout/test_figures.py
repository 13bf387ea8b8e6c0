"""The arithmetic of the fan-out bench."""

import numpy as np
import pytest

from tests.bench.fanout.figures import lateness_ms, ratio, spread, unwrapped, us_per_packet


def test_cost_of_a_packet() -> None:
    assert us_per_packet(0.5, 50_000) == 10.0
    assert us_per_packet(0.5, 0) is None


def test_sequence_numbers_go_on_past_their_end_and_may_step_back() -> None:
    assert unwrapped(np.array([65534, 65535, 0, 2, 1])).tolist() == [65534, 65535, 65536, 65538, 65537]
    assert unwrapped(np.zeros(0, np.int64)).tolist() == []


def test_lateness_is_told_by_one_packet_whose_instant_is_known() -> None:
    arrived = np.array([10.003, 10.020, 10.055])
    timestamps = np.array([2**32 - 960, 0, 960])
    assert lateness_ms(arrived, timestamps, 10.0, 2**32 - 960, 48_000).tolist() == pytest.approx([3.0, 0.0, 15.0])


def test_lateness_before_the_known_packet() -> None:
    assert lateness_ms(np.array([9.99]), np.array([0]), 10.0, 960, 48_000).tolist() == pytest.approx([10.0])


def test_spread() -> None:
    late = spread(np.arange(101.0))
    assert late is not None
    assert late.as_json() == {"p50": 50.0, "p99": 99.0, "max": 100.0}
    assert spread([]) is None


def test_ratio_is_how_many_times_ours_is_cheaper() -> None:
    assert ratio(8.0, 24.0) == 3.0
    assert ratio(None, 24.0) is ratio(8.0, None) is None
