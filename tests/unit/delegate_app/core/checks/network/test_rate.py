"""A rate from a count that grows."""

import random

import pytest

from delegate_app.core.checks.network.rate import SETTLE_S, Counted, RateMeter, parse_measurement, upper_hull


def grown(rate_mbps: float, seconds: float, step_s: float, burst_bytes: int = 0) -> RateMeter:
    """Let a line of a rate carry for some seconds, after a burst that no line has held back."""
    meter = RateMeter()
    for step in range(round(seconds / step_s) + 1):
        at_s = step * step_s
        meter.add(100.0 + at_s, burst_bytes + int(rate_mbps * 1e6 / 8 * at_s))
    return meter


@pytest.mark.parametrize("rate_mbps", [1.0, 4.0, 50.0])
def test_the_rate_is_the_lines_whatever_burst_it_began_with(rate_mbps: float) -> None:
    assert grown(rate_mbps, 2.6, 0.065, burst_bytes=400_000).mbps() == pytest.approx(rate_mbps, rel=0.001)


def test_what_comes_at_one_instant_is_one_step() -> None:
    meter = RateMeter()
    for step in range(40):
        for part in range(8):
            meter.add(step * 0.06 + part * 1e-4, (step * 8 + part + 1) * 8_192)
    assert meter.mbps() == pytest.approx(8 * 8_192 * 8 / 0.06 / 1e6, rel=0.001)


def test_what_waits_behind_a_lost_packet_and_comes_at_once_changes_nothing() -> None:
    meter, counted = RateMeter(), 0
    for step in range(105):
        at_s = step * 0.025
        has_gap = 0.5 < at_s < 0.85 or 1.6 < at_s < 1.8 or at_s > 2.5
        counted = counted if has_gap else int(500_000 * at_s)
        meter.add(at_s, counted)
    assert meter.mbps() == pytest.approx(4.0, rel=0.005)


def test_what_is_seen_late_changes_next_to_nothing() -> None:
    chance, meter = random.Random(3), RateMeter()
    for step in range(40):
        meter.add(step * 0.065 + 0.03 * chance.random(), step * 16_384)
    assert meter.mbps() == pytest.approx(16_384 * 8 / 0.065 / 1e6, rel=0.01)


def test_a_hull_is_what_nothing_passes_over() -> None:
    assert upper_hull([(0.0, 0), (1.0, 5), (2.0, 6), (3.0, 9), (4.0, 9)]) == [(0.0, 0), (1.0, 5), (3.0, 9), (4.0, 9)]
    assert upper_hull([(0.0, 3)]) == [(0.0, 3)]


def test_of_too_little_there_is_no_rate() -> None:
    assert RateMeter().mbps() is None
    assert grown(4.0, SETTLE_S + 0.3, 0.05).mbps() is None


def test_what_goes_back_is_not_believed() -> None:
    meter = grown(4.0, 2.6, 0.25)
    honest = meter.mbps()
    meter.add(101.0, 10**9)
    meter.add(103.0, 5)
    assert meter.mbps() == honest


def test_the_kernels_count_comes_before_the_applications() -> None:
    text = '{"AppInfo":{"ElapsedTime":500000,"NumBytes":10},"TCPInfo":{"ElapsedTime":600000,"BytesReceived":12}}'
    assert parse_measurement(text) == Counted(0.6, 12)
    assert parse_measurement('{"AppInfo":{"ElapsedTime":500000,"NumBytes":10}}') == Counted(0.5, 10)
    assert parse_measurement('{"AppInfo":{"ElapsedTime":1,"NumBytes":2},"TCPInfo":{"ElapsedTime":3}}') == Counted(
        1e-6, 2
    )


NO_MEASUREMENTS = (
    "",
    "{}",
    "[]",
    "no",
    "[" * 100_000,
    '{"AppInfo":{}}',
    '{"AppInfo":{"ElapsedTime":-1,"NumBytes":1}}',
    '{"AppInfo":{"ElapsedTime":1,"NumBytes":1e400}}',
    '{"TCPInfo":{"ElapsedTime":1,"BytesReceived":"x"}}',
)


@pytest.mark.parametrize("text", NO_MEASUREMENTS)
def test_what_is_no_measurement_is_none(text: str) -> None:
    assert parse_measurement(text) is None
