"""One participant's readiness: every run, and of the chosen one every result, its limits, and what to do."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
)

from common.model.checks import ReadinessReport
from common.model.ids import ParticipantId
from common.protocol.operator import LinkReport
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.checkwords import check_word, limits_text, tip_of
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, paragraph
from room_console.ui.linewords import fitness_words
from room_console.ui.readywords import when_word
from room_console.ui.tables.cells import CellPainter
from room_console.ui.tables.resultsmodel import Column, ResultsModel, found_text
from room_console.ui.tables.row import Row
from room_console.ui.tables.summary import summary_of

_ROW_PX = 28
_HIGH_PX = 360
"""Below this, program and live sound make room; both stand elsewhere too."""
_WIDE_PX = 480
"""From here on there is room for what is wanted."""


class HistoryPane(QFrame):
    """Shows the newest run at once; the others when the core has sent them."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.who: ParticipantId | None = None
        self._reports: tuple[ReadinessReport, ...] = ()
        self._now_ms = 0
        self._is_high = True
        self.back = IconButton(self.tr("Everyone"), "chevron-back", "quiet")
        self.back.describe(self.tr("Back to everyone"), detail=_keys("Esc"))
        self.name = ElidedLabel(step="lead", is_bold=True)
        self.runs = QComboBox()
        self.runs.setAccessibleName(self.tr("Which test"))
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.runs.setMinimumContentsLength(12)
        self.made_by = ElidedLabel(step="small", ink="muted")
        self.live = ElidedLabel(step="small", ink="muted")
        self.notice = Notice()
        self.model = ResultsModel(self)
        self.results = self._table()
        self.found = ElidedLabel(is_bold=True)
        self.limits = ElidedLabel(step="small", ink="muted")
        self.tip = paragraph()
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.back.clicked.connect(self.closed)
        self.runs.currentIndexChanged.connect(self._show_run)
        self.results.selectionModel().currentChanged.connect(self._show_tip)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def show_person(self, row: Row, report: LinkReport | None, now_ms: int) -> bool:
        """Show someone; return whether their older runs are yet to be asked for."""
        newest = row.readiness
        is_new = row.who != self.who or (newest is not None and newest not in self._reports)
        self.who, self._now_ms = row.who, now_ms
        self.name.setText(" – ".join(part for part in (row.person.delegation, row.person.name) if part))
        words = fitness_words(report)
        self.live.setText(words)
        self.live.setVisible(bool(words) and self._is_high)
        if is_new:
            self.notice.clear()
            self._fill((newest,) if newest is not None else ())
        return is_new and newest is not None

    def show_history(self, who: ParticipantId, reports: Sequence[ReadinessReport]) -> None:
        """Show all runs of someone, if they are still looked at; the one that is looked at stays."""
        if who == self.who and reports:
            self._fill(tuple(reports))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns; what is wanted goes first, and stays in the line below. Where it is low, so do two lines."""
        super().resizeEvent(event)
        self._is_high = self.height() >= theme.current().scaled_px(_HIGH_PX)
        self.made_by.setVisible(self._is_high and bool(self._reports))
        self.live.setVisible(self._is_high and bool(self.live.text()))
        is_wide = self.width() >= theme.current().scaled_px(_WIDE_PX)
        self.results.setColumnHidden(Column.LIMITS, not is_wide)
        room_px = self.results.viewport().width() - self.results.columnWidth(Column.VERDICT)
        self.results.setColumnWidth(Column.CHECK, round(room_px * (0.42 if is_wide else 0.56)))
        self.results.setColumnWidth(Column.FOUND, round(room_px * (0.34 if is_wide else 0.44)))

    def _fill(self, reports: tuple[ReadinessReport, ...]) -> None:
        place = self.runs.currentIndex()
        kept = self._reports[place] if 0 <= place < len(self._reports) else None
        self._reports = reports
        with QSignalBlocker(self.runs):
            self.runs.clear()
            for report in reports:
                self.runs.addItem(f"{when_word(report.made_at_ms, self._now_ms)} – {summary_of(report).word}")
            self.runs.setCurrentIndex(reports.index(kept) if kept in reports else min(0, len(reports) - 1))
        for part in (self.runs, self.results):
            part.setVisible(bool(reports))
        self.made_by.setVisible(bool(reports) and self._is_high)
        self.empty.setVisible(not reports)
        self._show_run()

    def _show_run(self) -> None:
        place = self.runs.currentIndex()
        report = self._reports[place] if 0 <= place < len(self._reports) else None
        self.model.show_results(report.results if report is not None else ())
        if report is not None:
            said = self.tr("With {app} on {system}").format(app=report.app, system=report.system)
            part = self.tr("cancelled before its end")
            self.made_by.setText(said if report.is_complete else f"{said} · {part}")
            self.results.setCurrentIndex(self.model.index(0, Column.VERDICT))
        self._show_tip()

    def _show_tip(self) -> None:
        index = self.results.currentIndex()
        for part in (self.found, self.limits, self.tip):
            part.setVisible(index.isValid())
        if not index.isValid():
            return
        result = self.model.results[index.row()]
        tip = tip_of(result.name, result.finding)
        limits = limits_text(result.name)
        self.found.setText(f"{check_word(result.name)}: {found_text(result)}")
        self.limits.setText(limits)
        self.limits.setVisible(bool(limits))
        self.tip.setText(" ".join(part for part in (tip.meaning, tip.advice) if part))
        self.tip.setVisible(bool(self.tip.text()))
        self.results.setAccessibleDescription(" ".join((limits, self.tip.text())))

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setItemDelegate(CellPainter(table, self.model))
        table.setAccessibleName(self.tr("Results"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(48)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.current().scaled_px(_ROW_PX))
        header = table.horizontalHeader()
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setHighlightSections(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.setSectionResizeMode(Column.VERDICT, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table

    def _lay_out(self) -> None:
        head, runs = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.name, 1, Qt.AlignmentFlag.AlignVCenter)
        runs.addWidget(self.runs, 1)
        self.empty.setText(self.tr("They have not tested. It is in their app, on the first page: Check my equipment."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for line in (head, runs):
            line.setSpacing(theme.SPACE_PX)
            column.addLayout(line)
        column.addWidget(self.made_by)
        column.addWidget(self.live)
        column.addWidget(self.notice)
        column.addWidget(self.results, 1)
        column.addWidget(self.empty, 1)
        said = QVBoxLayout()
        said.setSpacing(2)
        for part in (self.found, self.limits, self.tip):
            said.addWidget(part)
        column.addLayout(said)


def _keys(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
