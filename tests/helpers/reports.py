"""Readiness reports, made up."""

from common.model.checks import LIMITS, CheckName, CheckResult, Finding, ReadinessReport, Verdict, judged

GOOD_MBPS, BAD_MBPS = 40.0, 1.2


def a_report(
    made_at_ms: int = 1_700_000_000_000, down_mbps: float = GOOD_MBPS, text: str = "A headset"
) -> ReadinessReport:
    """Return a report of two results: the bandwidth, and a headset."""
    headset = CheckResult(CheckName.MICROPHONE, Verdict.PASS, Finding.GOOD, None, text)
    return ReadinessReport(made_at_ms, "delegate 1", "a system", (judged(CheckName.DOWN, down_mbps), headset))


def a_whole_report(made_at_ms: int = 1_700_000_000_000) -> ReadinessReport:
    """Return a report of every check, with as much text as is usual."""
    results = tuple(
        CheckResult(name, Verdict.PASS, Finding.GOOD, 12.345 if name in LIMITS else None, "Some device of usual name")
        for name in CheckName
    )
    return ReadinessReport(made_at_ms, "delegate 1.2.3", "Windows 11 (10.0.22631)", results)
