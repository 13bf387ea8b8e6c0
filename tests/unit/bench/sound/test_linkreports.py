"""What the console said of a line, written down and read again."""

import pytest

from common.model.media import LinkQuality
from common.protocol.operator import LegReport, LinkReport
from tests.bench.sound.peers.linkreports import line_of, read_lines, summary


def report(concealed: float, delay_ms: float) -> LinkReport:
    leg = LegReport(concealed=concealed, delay_ms=delay_ms)
    return LinkReport(LinkQuality.GOOD, 0.0, 0.0, None, has_uplink=False, has_downlink=True, downlink=leg)


def test_reports_are_found_among_other_lines() -> None:
    text = f"hemicycle://somewhere\n{line_of(report(0.0, 40.0), 10.0)}\nanything\n" + '{"at_mono_s": 1'
    assert [one["at_mono_s"] for one in read_lines(text)] == [10.0]


def test_a_report_holds_until_the_next() -> None:
    told = read_lines("\n".join([line_of(report(0.0, 40.0), 10.0), line_of(report(0.02, 60.0), 14.5)]))
    down = summary(told, 13.0, 16.0)["hall_to_delegate"]
    assert down["reached_percent"] == pytest.approx(99.0)
    assert down["playout_delay_ms"] == pytest.approx(50.0)


def test_of_a_leg_that_never_reported_nothing_is_said() -> None:
    assert summary(read_lines(line_of(report(0.0, 40.0), 10.0)), 11.0, 12.0).keys() == {"hall_to_delegate"}
    assert summary([], 11.0, 12.0) == {}
