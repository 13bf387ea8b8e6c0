"""The checks without a window: their exit codes and their JSON; as processes they are run in tests/e2e."""

import json

import pytest

from common.model.checks import CheckName, CheckResult, Finding, ReadinessReport, Verdict
from delegate_app.core.checks.report import make_report
from delegate_app.core.checks.state import Delivery
from delegate_app.core.headless.check import CheckExit, exit_of, report_json


def report_with(*verdicts: Verdict) -> ReadinessReport:
    """Return a report whose results have these verdicts."""
    names = list(CheckName)
    results = tuple(CheckResult(names[n], verdict, Finding.GOOD) for n, verdict in enumerate(verdicts))
    return ReadinessReport(0, "delegate", "Linux", results)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Verdict.PASS, Verdict.SKIPPED), CheckExit.PASS),
        ((Verdict.PASS, Verdict.WARN), CheckExit.WARN),
        ((Verdict.WARN, Verdict.FAIL), CheckExit.FAIL),
        ((Verdict.SKIPPED,), CheckExit.NOT_DONE),
    ],
)
def test_the_exit_code_is_the_worst_verdict(verdicts: tuple[Verdict, ...], code: CheckExit) -> None:
    assert exit_of(report_with(*verdicts)) is code


def test_without_a_report_the_check_was_not_done() -> None:
    assert exit_of(None) is CheckExit.NOT_DONE
    assert [int(code) for code in CheckExit] == [0, 1, 2, 3]


def test_the_json_holds_every_check_with_its_area() -> None:
    report = make_report((CheckResult(CheckName.UP, Verdict.FAIL, Finding.TOO_LOW, 2.5),), "delegate", 0, True)
    told = json.loads(json.dumps(report_json(report, "A meeting", Delivery.SENT)))
    assert (told["verdict"], told["fitness"], told["delivery"], told["meeting"]) == (
        "fail",
        "unknown",
        "sent",
        "A meeting",
    )
    assert {result["name"] for result in told["results"]} == {name.value for name in CheckName}
    assert {result["area"] for result in told["results"]} == {"network", "devices", "sound"}
    up = next(result for result in told["results"] if result["name"] == "up")
    assert (up["verdict"], up["finding"], up["value"]) == ("fail", "too_low", 2.5)
