"""What a run has found so far, and how far it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict
from common.protocol.checks import MAX_TEXT

NAMES: Final = tuple(name for name in CheckName if name in AREAS[Area.NETWORK])
"""In the order in which results are handed back."""

TAKES_S: Final[Mapping[CheckName, float]] = {
    CheckName.NAME: 0.1,
    CheckName.TCP: 0.1,
    CheckName.TLS: 0.2,
    CheckName.CONTROL: 0.4,
    CheckName.CLOCK: 0.4,
    CheckName.UDP: 0.8,
    CheckName.RELAY_UDP: 0.2,
    CheckName.RELAY_TCP: 0.2,
    CheckName.RELAY_TLS: 0.2,
    CheckName.ROUND_TRIP: 5.5,
    CheckName.DOWN: 3.4,
    CheckName.UP: 3.4,
}
"""How long each takes as a rule, for the progress shown; what is missing comes with another."""


@dataclass(frozen=True, slots=True)
class NetworkProgress:
    """How far a run is; `share` goes from 0 to 1 and never back."""

    done: tuple[CheckResult, ...]
    doing: CheckName | None
    share: float
    waits_s: float | None = None
    """Seconds after which the console is asked again, while it measures others."""


class Ledger:
    """Takes results down, each check once, and tells of each step. Thread: one."""

    def __init__(self, on_progress: Callable[[NetworkProgress], None]) -> None:
        self._on_progress = on_progress
        self._results: dict[CheckName, CheckResult] = {}
        self._doing: CheckName | None = None
        self._share = 0.0

    def begin(self, name: CheckName) -> None:
        """Say what is checked now."""
        self._doing = name
        self._tell(0.0)

    def advance(self, share: float) -> None:
        """Say how much of it is done, 0 to 1."""
        self._tell(share)

    def wait(self, seconds: float) -> None:
        """Say that our turn is waited for."""
        self._tell(0.0, seconds)

    def add(self, results: Iterable[CheckResult]) -> None:
        """Take results down; what a check came to first counts."""
        for result in results:
            self._results.setdefault(result.name, replace(result, text=result.text[:MAX_TEXT]))
        self._doing = None
        self._tell(0.0)

    def find(self, name: CheckName) -> CheckResult | None:
        """Return what a check came to, if it is done."""
        return self._results.get(name)

    def results(self, rest: Finding = Finding.NOT_RUN) -> tuple[CheckResult, ...]:
        """Return one result of each check; those that were not done are skipped for this reason."""
        return tuple(self._results.get(name) or CheckResult(name, Verdict.SKIPPED, rest) for name in NAMES)

    def _tell(self, part: float, waits_s: float | None = None) -> None:
        done_s = sum(TAKES_S.get(name, 0.0) for name in self._results)
        doing_s = TAKES_S.get(self._doing, 0.0) * min(1.0, max(0.0, part)) if self._doing else 0.0
        self._share = max(self._share, round(min(1.0, (done_s + doing_s) / sum(TAKES_S.values())), 4))
        self._on_progress(NetworkProgress(tuple(self._results.values()), self._doing, self._share, waits_s))
