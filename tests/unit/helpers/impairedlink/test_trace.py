"""Mahimahi traces: read, written, made up, followed."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.helpers.impairedlink.trace import (
    OPPORTUNITY_BYTES,
    TraceQueue,
    made_up_trace,
    parse_trace,
    read_trace,
    write_trace,
)


def test_a_trace_is_a_list_of_milliseconds() -> None:
    assert parse_trace("0\n5\n5\n12\n") == (0, 5, 5, 12)


@pytest.mark.parametrize("text", ["", "abc\n", "5\n4\n", "0\n", "-1\n5\n", "1.5\n"])
def test_what_is_no_trace_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_trace(text)


def test_a_written_trace_is_read_back(tmp_path: Path) -> None:
    trace = made_up_trace(seed=4, seconds=3, mean_bps=1_000_000.0)
    write_trace(tmp_path / "trace", trace)
    assert read_trace(tmp_path / "trace") == trace


def test_a_made_up_trace_has_its_mean_its_seed_and_its_outage() -> None:
    trace = made_up_trace(seed=4, seconds=60, mean_bps=2_000_000.0)
    assert 8 * OPPORTUNITY_BYTES * len(trace) / 60 == pytest.approx(2_000_000.0, rel=0.1)
    assert trace == made_up_trace(seed=4, seconds=60, mean_bps=2_000_000.0)
    assert trace != made_up_trace(seed=5, seconds=60, mean_bps=2_000_000.0)
    broken = made_up_trace(seed=4, seconds=60, mean_bps=2_000_000.0, outage_ms=1500)
    assert max(later - earlier for earlier, later in pairwise(broken)) >= 1500


def test_full_packets_take_an_opportunity_each_and_small_ones_share_it() -> None:
    queue = TraceQueue((10, 20, 30, 40), 100.0)
    leave = []
    for size in (1500, 1500, 700, 700, 700):
        leave.append(queue.departure_s(size, 100.0))
        queue.take(size, 100.0)
    assert leave == pytest.approx([100.010, 100.020, 100.030, 100.030, 100.040])


def test_unused_opportunities_pass_and_the_trace_begins_again() -> None:
    queue = TraceQueue((10, 20), 100.0)
    assert queue.departure_s(100, 100.013) == pytest.approx(100.020)
    assert queue.departure_s(100, 107.001) == pytest.approx(107.010)
    queue.take(100, 107.001)
    assert queue.departure_s(1500, 107.0) == pytest.approx(107.020)
