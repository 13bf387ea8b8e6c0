"""The results of one run, the worst first."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QObject, Qt

from common.model.checks import SEVEREST_FIRST, CheckName, CheckResult
from common.ui.checkwords import check_word, value_text, verdict_word
from common.ui.text import InkName, isolated
from room_console.ui.readywords import verdict_ink, wanted_word
from room_console.ui.tables.cells import Cell
from room_console.ui.tables.peoplecolumns import Index

_NAMES = tuple(CheckName)


class Column(IntEnum):
    """From left to right."""

    VERDICT = 0
    CHECK = 1
    FOUND = 2
    LIMITS = 3


class ResultsModel(QAbstractTableModel):
    """A line for each check."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.results: tuple[CheckResult, ...] = ()

    def show_results(self, results: Sequence[CheckResult]) -> None:
        """Show these."""
        shown = tuple(sorted(results, key=lambda r: (SEVEREST_FIRST.index(r.verdict), _NAMES.index(r.name))))
        if shown != self.results:
            self.beginResetModel()
            self.results = shown
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.results)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return _heading(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def is_figure(self, column: int) -> bool:
        """Let every column begin where reading begins."""
        del column
        return False

    def cell(self, place: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        result = self.results[place]
        ink: InkName = "muted" if column == Column.LIMITS else verdict_ink(result.verdict)
        return Cell(_text(result, Column(column)), ink)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.cell(index.row(), index.column()).text
        return None


def found_text(result: CheckResult) -> str:
    """Write what was found: the figure with its unit, and whatever names it."""
    figure = isolated(value_text(result)) if result.value is not None else ""
    return " · ".join(part for part in (figure, result.text) if part) or "–"


def _text(result: CheckResult, column: Column) -> str:
    match column:
        case Column.VERDICT:
            return verdict_word(result.verdict)
        case Column.CHECK:
            return check_word(result.name)
        case Column.FOUND:
            return found_text(result)
        case Column.LIMITS:
            return wanted_word(result.name)


def _heading(column: Column) -> str:
    return {
        Column.VERDICT: QCoreApplication.translate("Readiness", "Verdict"),
        Column.CHECK: QCoreApplication.translate("Readiness", "Check"),
        Column.FOUND: QCoreApplication.translate("Readiness", "Found"),
        Column.LIMITS: QCoreApplication.translate("Readiness", "Wanted"),
    }[column]
