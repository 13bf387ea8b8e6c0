"""Which way the media will take."""

import pytest

from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.media import MediaPath
from delegate_app.core.checks.network.outlook import Attempt, best_of, media_path, way_results

DIRECT, UDP, TCP, TLS = MediaPath.DIRECT, MediaPath.RELAY_UDP, MediaPath.RELAY_TCP, MediaPath.RELAY_TLS


def opened(path: MediaPath, round_trip_ms: float = 20.0, where: str = "10.0.0.1:5000") -> Attempt:
    return Attempt(path, where, round_trip_ms)


def shut(path: MediaPath, finding: Finding = Finding.BLOCKED) -> Attempt:
    return Attempt(path, "10.0.0.1:5000", None, finding)


def verdicts(*attempts: Attempt) -> dict[CheckName, tuple[Verdict, Finding]]:
    return {result.name: (result.verdict, result.finding) for result in way_results(attempts)}


def test_with_udp_blocked_it_is_said_and_which_relay_will_be_used() -> None:
    attempts = [shut(DIRECT), shut(UDP), opened(TCP, 30.0), opened(TLS, 25.0)]
    found = verdicts(*attempts)
    assert found[CheckName.UDP] == (Verdict.WARN, Finding.BLOCKED)
    assert found[CheckName.RELAY_UDP] == (Verdict.WARN, Finding.BLOCKED)
    assert found[CheckName.RELAY_TCP] == (Verdict.PASS, Finding.GOOD)
    assert media_path(way_results(attempts)) is TCP
    best = best_of(attempts)
    assert best is not None
    assert best.path is TCP


def test_without_any_way_all_that_was_tried_fails() -> None:
    found = verdicts(shut(DIRECT), shut(TLS, Finding.WRONG_CERTIFICATE))
    assert found[CheckName.UDP] == (Verdict.FAIL, Finding.BLOCKED)
    assert found[CheckName.RELAY_TLS] == (Verdict.FAIL, Finding.WRONG_CERTIFICATE)
    assert found[CheckName.RELAY_TCP] == (Verdict.SKIPPED, Finding.NOT_OFFERED)
    assert media_path(way_results([shut(DIRECT)])) is None
    assert best_of([shut(DIRECT)]) is None


def test_one_open_way_of_a_kind_is_enough_and_the_quicker_is_taken() -> None:
    attempts = [
        shut(DIRECT),
        opened(DIRECT, 9.0, "10.0.0.2:5000"),
        opened(DIRECT, 5.0, "[fd00::1]:5000"),
        opened(UDP, 1.0),
    ]
    results = {result.name: result for result in way_results(attempts)}
    assert results[CheckName.UDP] == CheckResult(CheckName.UDP, Verdict.PASS, Finding.GOOD, 5.0, "[fd00::1]:5000")
    assert media_path(tuple(results.values())) is DIRECT


@pytest.mark.parametrize("path", list(MediaPath))
def test_each_kind_of_way_has_a_result(path: MediaPath) -> None:
    assert media_path(way_results([opened(path)])) is path
    assert len(way_results([])) == len(MediaPath)
