"""A flow's figures: each direction apart."""

import random

import pytest

from common.model.checks import CheckName, Finding, Verdict
from common.rtc.probe import ProbeEcho
from delegate_app.core.checks.network.flow import TAIL, Flow, FlowFigures
from delegate_app.core.checks.network.measuring import flow_results

CONSOLE_AHEAD_US = 7_000_000_000
PACKETS, INTERVAL_US = 500, 10_000


def carried(up_us: list[int | None], down_us: list[int | None], interval_us: int = INTERVAL_US) -> Flow:
    """Carry a flow: what each probe takes up and its echo down; None is lost."""
    flow, at_console = Flow(), []
    for number, taken_us in enumerate(up_us):
        sent_us = number * interval_us
        assert flow.send(sent_us) == number
        if taken_us is not None:
            at_console.append((sent_us + taken_us, number))
    back = []
    for count, (at_us, number) in enumerate(sorted(at_console), start=1):
        if (taken_us := down_us[number]) is not None:
            back.append((at_us + taken_us, ProbeEcho(number, 0, count, at_us + CONSOLE_AHEAD_US)))
    for at_us, echo in sorted(back, key=lambda one: one[0]):
        assert flow.take(echo, at_us)
    return flow


def test_a_clean_line_has_its_round_trip_and_neither_jitter_nor_loss() -> None:
    figures = carried([20_000] * PACKETS, [30_000] * PACKETS).figures()
    assert figures == FlowFigures(PACKETS, PACKETS, 50.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1])
def test_loss_is_told_apart_by_direction(share: float) -> None:
    lost = random.Random(4).sample(range(1, PACKETS - 1), round(share * PACKETS))
    way: list[int | None] = [None if n in lost else 9_000 for n in range(PACKETS)]
    clean: list[int | None] = [9_000] * PACKETS
    up, down = carried(way, clean).figures(), carried(clean, way).figures()
    assert [up.loss_up_percent, up.loss_down_percent] == pytest.approx([100 * share, 0.0])
    assert [down.loss_up_percent, down.loss_down_percent] == pytest.approx([0.0, 100 * share])


def test_loss_both_ways_is_not_added_up() -> None:
    chance = random.Random(9)
    ways: list[list[int | None]] = [[None if chance.random() < 0.1 else 5_000 for _ in range(4_000)] for _ in range(2)]
    figures = carried(ways[0], ways[1]).figures()
    assert figures.loss_up_percent == pytest.approx(10, abs=1.5)
    assert figures.loss_down_percent == pytest.approx(10, abs=1.5)
    assert figures.loss_percent < 12


def test_jitter_is_that_of_the_direction_that_has_it_whether_or_not_packets_overtake_each_other() -> None:
    chance = random.Random(2)
    for spread_us in (9_000, 30_000, 150_000):
        uneven: list[int | None] = [20_000 + int(spread_us * chance.random()) for _ in range(2_000)]
        even: list[int | None] = [20_000] * 2_000
        up, down = carried(uneven, even).figures(), carried(even, uneven).figures()
        expected_ms = pytest.approx(spread_us / 3_000, rel=0.12)
        assert up.jitter_up_ms == down.jitter_down_ms == expected_ms
        assert up.jitter_down_ms == down.jitter_up_ms == 0.0
        assert up.loss_percent == down.loss_percent == 0.0


def test_the_last_that_may_still_come_are_not_lost_but_a_silent_end_is() -> None:
    for missing, lost_percent in ((TAIL, 0.0), (PACKETS // 2, 50.0)):
        came: list[int | None] = [1_000] * (PACKETS - missing)
        figures = carried([*came, *[None] * missing], [1_000] * PACKETS).figures()
        assert figures.loss_up_percent == lost_percent


def test_nothing_that_came_back_is_all_lost() -> None:
    figures = carried([None] * 20, [None] * 20).figures()
    assert (figures.echoes, figures.loss_percent, figures.jitter_ms) == (0, 100.0, None)
    assert [(r.name, r.verdict) for r in flow_results(figures, "direct")] == [(CheckName.LOSS, Verdict.FAIL)]


def test_an_echo_counts_once_and_only_of_what_was_sent() -> None:
    flow = Flow()
    flow.send(1_000)
    echo = ProbeEcho(0, 1_000, 1, 5)
    assert not flow.take(ProbeEcho(1, 1_000, 1, 5), 2_000)
    assert not flow.take(ProbeEcho(0, 1_000, 2, 5), 2_000)
    assert not flow.take(ProbeEcho(0, 1_000, 0, 5), 2_000)
    assert not flow.take(echo, 999)
    assert flow.take(echo, 2_000)
    assert not flow.take(echo, 2_500)
    assert flow.round_trips_ms() == [1.0]


def test_on_a_full_line_what_is_still_out_after_a_second_has_taken_so_long() -> None:
    flow = Flow()
    for number in range(20):
        flow.send(number * 100_000)
    assert flow.median_ms(0, 2_000_000, 5) == pytest.approx(1_500, abs=60)
    for number in range(20):
        flow.take(ProbeEcho(number, 0, number + 1, 0), number * 100_000 + 80_000)
    assert flow.median_ms(0, 2_000_000, 5) == 80.0
    assert flow.median_ms(0, 2_000_000, 21) is None
    assert flow.median_ms(1_000_000, 1_300_000, 5) is None


def test_a_flow_is_judged_by_its_worse_direction() -> None:
    figures = FlowFigures(500, 400, 180.0, 5.0, 40.0, 0.0, 3.0)
    judged = {result.name: result for result in flow_results(figures, "relay_tcp")}
    assert judged[CheckName.ROUND_TRIP].verdict is Verdict.WARN
    assert (judged[CheckName.JITTER].value, judged[CheckName.JITTER].finding) == (40.0, Finding.TOO_HIGH)
    assert (judged[CheckName.LOSS].verdict, judged[CheckName.LOSS].text) == (Verdict.FAIL, "relay_tcp")
