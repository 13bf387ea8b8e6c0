"""A report in the figures that the table shows, worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from common.model.checks import AREAS, Area, CheckName, CheckResult, Fitness, ReadinessReport, Verdict, worst
from room_console.ui.readywords import ready_word


class Group(StrEnum):
    """Those who can be looked at apart."""

    ALL = "all"
    FAIL = "fail"
    UNTESTED = "untested"
    WARN = "warn"
    PASS = "pass"


_GROUPS = {Verdict.FAIL: Group.FAIL, Verdict.WARN: Group.WARN, Verdict.PASS: Group.PASS}


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of each area, of the voice and of all; `results` by their names."""

    overall: Verdict
    areas: Mapping[Area, Verdict]
    fitness: Fitness
    results: Mapping[CheckName, CheckResult]
    made_at_ms: int
    is_complete: bool

    @property
    def word(self) -> str:
        """The overall verdict, and whether the run was cancelled before its end."""
        word = ready_word(self.overall)
        if self.is_complete:
            return word
        return QCoreApplication.translate("Readiness", "{word}, part").format(word=word)


def group_of(overall: Verdict) -> Group:
    """Return where someone belongs; a run in which nothing could be judged is as good as none."""
    return _GROUPS.get(overall, Group.UNTESTED)


def summary_of(report: ReadinessReport) -> Summary:
    """Sum a report up."""
    results = {result.name: result for result in report.results}
    areas = {area: worst(r for r in report.results if r.name in names) for area, names in AREAS.items()}
    return Summary(report.verdict, areas, report.fitness, results, report.made_at_ms, report.is_complete)
