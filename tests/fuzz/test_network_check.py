"""Whatever a server answers to the network check comes to figures in their ranges, and grows nothing."""

import math

from hypothesis import given
from hypothesis import strategies as st

from common.model.errors import ConferenceError, ErrorCode
from common.rtc.probe import ProbeEcho
from delegate_app.core.checks.network.asking import LEAST_WAIT_S, MOST_WAIT_S, finding_of, pause_of
from delegate_app.core.checks.network.flow import Flow
from delegate_app.core.checks.network.measuring import flow_results
from delegate_app.core.checks.network.portal import is_portal, parse_answer
from delegate_app.core.checks.network.rate import RateMeter, parse_measurement, upper_hull
from delegate_app.core.checks.network.ways import parse_address

numbers = st.integers(-(2**70), 2**70)
heads = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda status, place: b"HTTP/1.1 %03d x\r\nLocation: %b\r\n\r\n" % (status, place),
        st.integers(0, 999),
        st.binary(max_size=80),
    ),
)


@given(heads, st.sampled_from(["hall.example.org", "fd00::1", "127.0.0.1", "ä.example"]))
def test_any_answer_of_http_is_a_portals_or_not(head: bytes, host: str) -> None:
    assert is_portal(host, parse_answer(head)) in {True, False}


@given(
    st.one_of(
        st.text(max_size=200), st.builds('{{"AppInfo":{{"ElapsedTime":{},"NumBytes":{}}}}}'.format, numbers, numbers)
    )
)
def test_any_text_is_a_count_in_its_range_or_none(text: str) -> None:
    counted = parse_measurement(text)
    assert counted is None or (counted.at_s >= 0 and counted.total_bytes >= 0)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.integers(0, 2**53)), max_size=60))
def test_any_counts_are_a_rate_that_is_no_nonsense(counts: list[tuple[float, int]]) -> None:
    meter = RateMeter()
    for at_s, total_bytes in counts:
        meter.add(at_s, total_bytes)
    rate = meter.mbps()
    assert rate is None or (rate >= 0 and math.isfinite(rate))


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, unique_by=lambda point: point[0]))
def test_no_point_lies_over_a_hull(points: list[tuple[int, int]]) -> None:
    ordered = sorted((float(at), height) for at, height in points)
    hull = upper_hull(ordered)
    assert {ordered[0], ordered[-1]} <= set(hull)
    for at, height in ordered:
        before = max((p for p in hull if p[0] <= at), key=lambda p: p[0])
        after = min((p for p in hull if p[0] >= at), key=lambda p: p[0])
        share = (at - before[0]) / (after[0] - before[0]) if after != before else 0.0
        assert height <= before[1] + share * (after[1] - before[1]) + 1e-6


echoes = st.builds(
    ProbeEcho,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**64 - 1),
)
likely = st.builds(ProbeEcho, st.integers(0, 22), st.just(0), st.integers(0, 22), st.integers(0, 10**9))


@given(st.lists(st.tuples(st.one_of(echoes, likely), st.integers(0, 10**9)), max_size=40))
def test_any_authentic_echoes_make_figures_in_their_ranges(heard: list[tuple[ProbeEcho, int]]) -> None:
    flow = Flow()
    for number in range(20):
        flow.send(number * 10_000)
    for echo, at_us in heard:
        flow.take(echo, at_us)
    figures = flow.figures()
    assert figures.echoes <= figures.sent == 20
    assert 0 <= figures.loss_up_percent <= 100
    assert 0 <= figures.loss_down_percent <= 100
    assert figures.round_trip_ms is None or figures.round_trip_ms >= 0
    assert figures.jitter_ms is None or 0 <= figures.jitter_ms < math.inf
    assert flow_results(figures, "direct")


@given(st.one_of(st.none(), st.floats()))
def test_any_wait_is_bounded(retry_after_s: float | None) -> None:
    assert LEAST_WAIT_S <= pause_of(retry_after_s) <= MOST_WAIT_S


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_none(text: str) -> None:
    address = parse_address(text)
    assert address is None or 0 < address[1] < 2**16


@given(st.sampled_from(list(ErrorCode)))
def test_any_refusal_is_a_finding(code: ErrorCode) -> None:
    assert finding_of(ConferenceError(code))
