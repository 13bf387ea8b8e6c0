"""Judges the ways to the media engine: which are open, and which one the media will take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.model.checks import CheckName, CheckResult, Finding, Verdict
from common.model.media import MediaPath
from common.rtc.ladder import RUNGS

CHECK_OF: Mapping[MediaPath, CheckName] = {
    MediaPath.DIRECT: CheckName.UDP,
    MediaPath.RELAY_UDP: CheckName.RELAY_UDP,
    MediaPath.RELAY_TCP: CheckName.RELAY_TCP,
    MediaPath.RELAY_TLS: CheckName.RELAY_TLS,
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way that was tried. `where` is the address that was asked for."""

    path: MediaPath
    where: str
    round_trip_ms: float | None
    finding: Finding = Finding.GOOD

    @property
    def is_open(self) -> bool:
        """Tell whether echoes came."""
        return self.round_trip_ms is not None


def best_of(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the way that the media will take: the ladder's first that is open, the quicker one of two."""
    opened = [(RUNGS.index(a.path), a.round_trip_ms or 0.0, n) for n, a in enumerate(attempts) if a.is_open]
    return attempts[min(opened)[2]] if opened else None


def way_results(attempts: Sequence[Attempt]) -> tuple[CheckResult, ...]:
    """Judge each kind of way: one that is shut fails where no other is open, else it is a warning."""
    is_any_open = any(attempt.is_open for attempt in attempts)
    return tuple(_judge(path, [a for a in attempts if a.path is path], is_any_open) for path in RUNGS)


def media_path(results: Sequence[CheckResult]) -> MediaPath | None:
    """Tell by which way the media will go, from a run's results; None where there is none."""
    passed = {result.name for result in results if result.verdict is Verdict.PASS}
    return next((path for path in RUNGS if CHECK_OF[path] in passed), None)


def _judge(path: MediaPath, attempts: Sequence[Attempt], is_any_open: bool) -> CheckResult:
    name = CHECK_OF[path]
    if not attempts:
        return CheckResult(name, Verdict.SKIPPED, Finding.NOT_OFFERED)
    best = best_of(attempts)
    if best is not None:
        return CheckResult(name, Verdict.PASS, Finding.GOOD, best.round_trip_ms, best.where)
    verdict = Verdict.WARN if is_any_open else Verdict.FAIL
    return CheckResult(name, verdict, attempts[0].finding, text=attempts[0].where)
