"""The result of the checks: fit, usable with care, or not fit; then each area with its figures and tips."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from common.model.checks import SEVEREST_FIRST, Area, Fitness, ReadinessReport, Verdict, worst
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.checkwords import (
    area_word,
    fitness_icon,
    fitness_role,
    fitness_word,
    readiness_word,
    verdict_icon,
    verdict_role,
    verdict_word,
)
from common.ui.icon import IconLabel
from common.ui.text import label, paragraph, restyle
from delegate_app.core.checks.state import Step
from delegate_app.core.state import DelegateState
from delegate_app.ui.checktext import area_sentence, delivery_sentence, ordered, readiness_sentence
from delegate_app.ui.pages.checkbody import StepBody, card, turn
from delegate_app.ui.widgets.results import ResultList, VerdictMark, icon_ink

_REPEATED: Mapping[Area, Step] = {
    Area.NETWORK: Step.NETWORK,
    Area.DEVICES: Step.DEVICES,
    Area.SOUND: Step.SILENCE,
}
_SHOWN = (Area.DEVICES, Area.SOUND, Area.NETWORK)
_SHAPE_PX = 56
_WIDE_PX = 640


class ResultStep(StepBody):
    """The verdict as shape, colour and words; under it one area at a time."""

    repeat_wanted = Signal(Step)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.repeat = IconButton(self.tr("Check this again"), "refresh")
        self._shown: ReadinessReport | None = None
        self._area = Area.NETWORK
        self._banner = self._make_banner()
        self._tabs = self._make_tabs()
        self._mark = VerdictMark("title")
        self._results = ResultList()
        again = QHBoxLayout()
        again.addWidget(self.repeat)
        again.addStretch()
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(theme.SPACE_PX)
        head.addWidget(self._mark, 1)
        head.addLayout(again)
        self.column.addWidget(self._banner)
        self.column.addLayout(self._areas)
        self.column.addWidget(card(head, self._results))
        self.repeat.clicked.connect(lambda: self.repeat_wanted.emit(_REPEATED[self._area]))

    @property
    def area(self) -> Area:
        """The area whose results are seen."""
        return self._area

    def show_state(self, state: DelegateState) -> None:
        """Show the report, once it is there."""
        report = state.checks.report
        self._delivery.setText(delivery_sentence(state.checks.delivery))
        self._delivery.setVisible(bool(self._delivery.text()))
        if report is None:
            self._shown = None
        elif report != self._shown:
            self._show_report(report)

    def show_area(self, area: Area) -> None:
        """Show the results of one area."""
        self._area = area
        for each, tab in self._tabs.items():
            tab.setChecked(each is area)
        report = self._shown
        if report is None:
            return
        results = report.of(area)
        if area is Area.SOUND and report.fitness is not Fitness.UNKNOWN:
            fitness = report.fitness
            self._mark.show_verdict(fitness_icon(fitness), fitness_word(fitness), fitness_role(fitness))
        else:
            verdict = worst(results)
            self._mark.show_verdict(verdict_icon(verdict), verdict_word(verdict), verdict_role(verdict))
        self._results.show_results(ordered(results))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the areas side by side where there is room."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.current().scaled_px(_WIDE_PX)
        turn(self._areas, is_wide)
        turn(self._head, is_wide)

    def _show_report(self, report: ReadinessReport) -> None:
        self._shown = report
        verdict = report.verdict
        role = verdict_role(verdict)
        self._shape.show_icon(verdict_icon(verdict), icon_ink(role))
        self._word.setText(readiness_word(verdict))
        restyle(self._word, ink=role)
        restyle(self._banner, tone=role)
        self._sentence.setText(readiness_sentence(report))
        for area, tab in self._tabs.items():
            of_area = worst(report.of(area))
            tab.setText(area_word(area))
            tab.show_icon(verdict_icon(of_area), icon_ink(verdict_role(of_area)))
            tab.setAccessibleName(area_sentence(area, report.results))
        self.show_area(min(_SHOWN, key=lambda area: _urgency(report, area)))
        announce(self, f"{readiness_word(verdict)}. {readiness_sentence(report)}", is_urgent=True)

    def _make_banner(self) -> QFrame:
        self._shape = IconLabel("minus", "muted", _SHAPE_PX)
        self._word = label(step="display")
        self._word.setWordWrap(True)
        self._sentence = paragraph(step="lead")
        self._delivery = paragraph(ink="muted")
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE_PX // 2)
        for widget in (self._word, self._sentence, self._delivery):
            words.addWidget(widget)
        frame = QFrame()
        frame.setProperty("kind", "notice")
        row = QHBoxLayout(frame)
        row.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        row.setSpacing(theme.SPACE_PX * 2)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return frame

    def _make_tabs(self) -> dict[Area, IconButton]:
        self._areas = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._areas.setSpacing(theme.SPACE_PX)
        tabs = {}
        for area in _SHOWN:
            tab = tabs[area] = IconButton(area_word(area), "minus")
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, chosen=area: self.show_area(chosen))
            self._areas.addWidget(tab, 1)
        return tabs


def _urgency(report: ReadinessReport, area: Area) -> int:
    verdict: Verdict = worst(report.of(area))
    return SEVEREST_FIRST.index(verdict)
