"""What is said of someone's readiness in a word: before the floor is granted it stands beside their name.

Red is for what must be acted on now: a voice that is unfit on air, or next to go on air, as it is heard at this moment.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from common.model.checks import LIMITS, CheckName, Fitness, ReadinessReport, Verdict
from common.protocol.operator import LinkReport
from common.ui.checkwords import figure_text
from common.ui.errors import QT_TRANSLATE_NOOP
from common.ui.text import InkName, isolated

FITNESS_ORDER: Final = (Fitness.UNFIT, Fitness.CARE, Fitness.FIT, Fitness.UNKNOWN)
"""Worst first: what wants attention stands at the top of a sorted table."""
_FIT: Final = {
    Fitness.FIT: QT_TRANSLATE_NOOP("Readiness", "Fit"),
    Fitness.CARE: QT_TRANSLATE_NOOP("Readiness", "With care"),
    Fitness.UNFIT: QT_TRANSLATE_NOOP("Readiness", "Unfit"),
    Fitness.UNKNOWN: QT_TRANSLATE_NOOP("Readiness", "Not tested"),
}
_READY: Final = {
    Verdict.PASS: QT_TRANSLATE_NOOP("Readiness", "Ready"),
    Verdict.WARN: QT_TRANSLATE_NOOP("Readiness", "With care"),
    Verdict.FAIL: QT_TRANSLATE_NOOP("Readiness", "Not ready"),
    Verdict.SKIPPED: QT_TRANSLATE_NOOP("Readiness", "Not judged"),
}
_VERDICT_INKS: Final[dict[Verdict, InkName]] = {Verdict.FAIL: "warn", Verdict.WARN: "text"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a voice can be interpreted: as heard now (`is_live`), else as last tested. UNKNOWN is untested."""

    fitness: Fitness
    is_live: bool = False


UNTESTED: Final = Mark(Fitness.UNKNOWN)


def mark_of(report: LinkReport | None, readiness: ReadinessReport | None) -> Mark:
    """Judge by what is heard; where too little speech was, by the newest report."""
    live = report.fitness if report is not None else None
    if live is not None and live.fitness is not Fitness.UNKNOWN:
        return Mark(live.fitness, is_live=True)
    return Mark(readiness.fitness) if readiness is not None else UNTESTED


def fit_word(fitness: Fitness) -> str:
    """Say in a word whether a voice can be interpreted."""
    return QCoreApplication.translate("Readiness", _FIT[fitness])


def mark_word(mark: Mark) -> str:
    """Say it, and whether it is of now or of a test before."""
    if mark.is_live or mark.fitness is Fitness.UNKNOWN:
        return fit_word(mark.fitness)
    return QCoreApplication.translate("Readiness", "Tested: {word}").format(word=fit_word(mark.fitness))


def mark_sentence(mark: Mark) -> str:
    """Say it so that it is understood when it is read out alone."""
    if mark.fitness is Fitness.UNKNOWN:
        return QCoreApplication.translate("Readiness", "sound not tested")
    if mark.is_live:
        return QCoreApplication.translate("Readiness", "sound now: {word}").format(word=fit_word(mark.fitness))
    return QCoreApplication.translate("Readiness", "sound when tested: {word}").format(word=fit_word(mark.fitness))


def mark_ink(mark: Mark, is_near: bool) -> InkName:
    """Colour it; `is_near` is on air or next."""
    if mark.fitness is Fitness.UNFIT:
        return "fail" if mark.is_live and is_near else "warn"
    return "warn" if mark.fitness is Fitness.CARE and is_near else "muted"


def ready_word(verdict: Verdict) -> str:
    """Say the overall verdict in a word."""
    return QCoreApplication.translate("Readiness", _READY[verdict])


def verdict_ink(verdict: Verdict) -> InkName:
    """Colour a verdict of a test: nothing of it is due this minute, so it is never red."""
    return _VERDICT_INKS.get(verdict, "muted")


def wanted_word(name: CheckName) -> str:
    """Write in brief from where to where a figure passes; a dash where there are no limits."""
    limits = LIMITS.get(name)
    if limits is None:
        return "–"
    under = limits.warn_under if limits.warn_under is not None else limits.fail_under
    over = limits.warn_over if limits.warn_over is not None else limits.fail_over
    least = "" if under is None else isolated(f"≥ {figure_text(name, under)}")
    most = "" if over is None else isolated(f"≤ {figure_text(name, over)}")
    return isolated(", ".join(part for part in (least, most) if part)) if least or most else "–"


def when_word(made_at_ms: int, now_ms: int) -> str:
    """Write when a test was, in the time of this machine's place: today the hour alone."""
    made, now = QDateTime.fromMSecsSinceEpoch(made_at_ms), QDateTime.fromMSecsSinceEpoch(now_ms)
    hour = QLocale(QLocale.Language.C).toString(made.time(), "HH:mm")
    if made.date() == now.date():
        return hour
    return isolated(f"{QLocale().toString(made.date(), 'd MMM')} {hour}")
