"""The bench's own arithmetic: what was injected, when a reading is right, what the report says."""

import json
import sys

import pytest

from tests.bench.readiness.bandwidth import Bandwidth
from tests.bench.readiness.impairments import Case, Reading, jitter_of
from tests.bench.readiness.plan import FULL, QUICK
from tests.bench.readiness.report import off_percent, report, table
from tests.bench.readiness.run import Outcome
from tests.bench.readiness.site import BenchError, finished


@pytest.mark.parametrize(("spread_ms", "jitter_ms"), [(9.0, 3.0), (150.0, 52.5)])
def test_packets_that_wait_evenly_spread_have_the_jitter_of_the_rfc(spread_ms: float, jitter_ms: float) -> None:
    assert jitter_of(spread_ms) == pytest.approx(jitter_ms, rel=0.02)


@pytest.mark.parametrize(
    ("injected", "read", "is_right"),
    [(10.0, 8.1, True), (10.0, 7.9, False), (1.0, 1.5, True), (1.0, 1.6, False), (10.0, None, False)],
)
def test_a_reading_is_right_within_a_fifth_or_half_a_point(injected: float, read: float | None, is_right: bool) -> None:
    assert Reading("loss", "up", injected, injected, read, 0.0).is_right is is_right


def test_a_delay_there_and_back_is_half_of_it_each_way() -> None:
    assert Case("delay", 150.0, "both").impairment().delay_ms == 75.0
    assert Case("delay", 150.0, "up").impairment().delay_ms == 150.0


def test_the_whole_plan_has_every_cap_and_impairment_that_is_promised() -> None:
    assert [cap.mbps for cap in FULL.caps] == [1.0, 4.0, 8.0, 50.0]
    assert sum(cap.is_whole_check for cap in FULL.caps) == sum(cap.is_whole_check for cap in QUICK.caps) == 1
    promised = {("loss", 1.0), ("loss", 3.0), ("loss", 10.0), ("delay", 20.0), ("delay", 150.0), ("delay", 400.0)}
    assert {(case.kind, case.amount) for case in FULL.cases} == promised | {("jitter", 10.0), ("jitter", 50.0)}


def test_the_report_has_its_keys_and_says_what_is_missing() -> None:
    outcome = Outcome(
        [Bandwidth(4.0, 3.81, 3.94, 3.83, 3.83, 10.51, ({"name": "name", "value": None},))],
        [Reading("loss", "up", 3.0, 3.2, 5.0, 0.0)],
        {"fitness": {"cases": 2}},
        {"crowd": "no time"},
    )
    found = json.loads(json.dumps(report(outcome)))
    line = {"cap_mbps": 4.0, "down_mbps": 3.81, "up_mbps": 3.94, "iperf3_down_mbps": 3.83, "iperf3_up_mbps": 3.83}
    assert found["ndt7"] == [line]
    assert (found["check_s"], found["fitness"], found["crowd"]) == (10.51, {"cases": 2}, None)
    assert found["impaired"][0]["is_right"] is False
    written = table(outcome)
    assert "missing: crowd: no time" in written
    assert "  off" in written
    assert off_percent(3.94, 3.83) == pytest.approx(2.87, abs=0.01)
    assert off_percent(None, 3.83) is None


def test_a_program_that_fails_or_takes_too_long_is_said_so() -> None:
    assert finished([sys.executable, "-c", "print(1); print(2)"], 20.0) == "2"
    with pytest.raises(BenchError, match="ended with 1: ValueError: no"):
        finished([sys.executable, "-c", "raise ValueError('no')"], 20.0)
    with pytest.raises(BenchError, match="not done within"):
        finished([sys.executable, "-c", "import time; time.sleep(60)"], 1.0)
