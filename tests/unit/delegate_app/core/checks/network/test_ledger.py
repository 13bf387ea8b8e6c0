"""The ledger: one result of each check, and progress that never goes back."""

from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict
from common.protocol.checks import MAX_TEXT
from delegate_app.core.checks.network.ledger import NAMES, Ledger, NetworkProgress


def good(name: CheckName, text: str = "") -> CheckResult:
    return CheckResult(name, Verdict.PASS, Finding.GOOD, text=text)


def test_progress_grows_from_nothing_to_everything() -> None:
    told: list[NetworkProgress] = []
    ledger = Ledger(told.append)
    for name in NAMES:
        ledger.begin(name)
        ledger.advance(0.5)
        ledger.advance(7.0)
        ledger.add([good(name)])
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert told[-1].done == ledger.results()
    assert {progress.doing for progress in told} == {None, *NAMES}


def test_every_check_of_the_network_has_a_result_whatever_was_done() -> None:
    ledger = Ledger(lambda progress: None)
    ledger.add([good(CheckName.TCP), good(CheckName.NAME)])
    results = ledger.results(Finding.BUSY)
    assert {result.name for result in results} == AREAS[Area.NETWORK]
    assert [r.name for r in results if r.verdict is Verdict.PASS] == [CheckName.NAME, CheckName.TCP]
    assert {r.finding for r in results if r.verdict is Verdict.SKIPPED} == {Finding.BUSY}


def test_the_first_result_counts_and_no_text_is_longer_than_a_report_takes() -> None:
    ledger = Ledger(lambda progress: None)
    ledger.add([good(CheckName.NAME, "x" * 300)])
    ledger.add([CheckResult(CheckName.NAME, Verdict.FAIL, Finding.NOT_FOUND)])
    found = ledger.find(CheckName.NAME)
    assert found == good(CheckName.NAME, "x" * MAX_TEXT)


def test_waiting_is_told_and_takes_no_share() -> None:
    told: list[NetworkProgress] = []
    ledger = Ledger(told.append)
    ledger.begin(CheckName.UDP)
    ledger.wait(3.0)
    assert (told[-1].doing, told[-1].waits_s, told[-1].share) == (CheckName.UDP, 3.0, told[0].share)
