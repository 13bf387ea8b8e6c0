"""The sessions and the agenda as tables: a few hundred rows at most, in their own order."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from common.model.agenda import AgendaItem, Session, overlapped
from common.ui import when
from common.ui.text import InkName, isolated
from room_console.ui.meetingwords import format_word, kind_word, session_name
from room_console.ui.tables.cells import Cell
from room_console.ui.widgets.inks import colour_of

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_UNDER_WAY = "● "
_PLANNED = 2
T = TypeVar("T")


class ProgrammeModel(QAbstractTableModel, Generic[T]):
    """Rows of one kind; the one that is under way is bold, and says so."""

    figures: ClassVar[frozenset[int]] = frozenset()
    """Columns that are aligned to the end."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[T, ...] = ()
        self._headers = self.headers()
        self._current: T | None = None

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        raise NotImplementedError

    def text(self, row: T, column: int) -> str:
        """Say what stands in a column."""
        raise NotImplementedError

    def ink(self, row: T, column: int) -> InkName | None:
        """Colour a cell; None is the colour of the rest."""
        del row, column
        return None

    def is_figure(self, column: int) -> bool:
        """Tell whether a column holds figures."""
        return column in self.figures

    def cell(self, place: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        row = self.rows[place]
        text, ink = self.text(row, column), self.ink(row, column)
        if self._current is None or row != self._current:
            return Cell(text, ink)
        return Cell(text, ink or "live", "" if column else _UNDER_WAY, is_bold=True)

    def show(self, rows: tuple[T, ...], current: T | None) -> None:
        """Show other rows."""
        if (rows, current) == (self.rows, self._current):
            return
        self.beginResetModel()
        self.rows, self._current = rows, current
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignTrailing if self.is_figure(section) else Qt.AlignmentFlag.AlignLeading
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return isolated(self._headers[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's text, what is said of it, and its colour."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            cell = self.cell(index.row(), index.column())
            return cell.mark + cell.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.rows[index.row()]
            under_way = self.tr("under way") if row == self._current else ""
            return " ".join(filter(None, (self.text(row, index.column()), under_way)))
        if role == Qt.ItemDataRole.ForegroundRole:
            ink = self.cell(index.row(), index.column()).ink
            return None if ink is None else QColor(colour_of(ink))
        return None


class SessionsModel(ProgrammeModel[Session]):
    """Number, title, when, how; what is planned for the time of another is said."""

    timezone = "UTC"

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("No."), self.tr("Title"), self.tr("Meeting time"), self.tr("Your time"), self.tr("Held")

    def text(self, row: Session, column: int) -> str:
        """Say what stands in a column."""
        times = row.starts_at_ms, row.ends_at_ms, self.timezone
        return (
            str(row.number),
            row.title or session_name(row),
            self._planned(row),
            when.local_span(*times) or self.tr("the same"),
            format_word(row.format),
        )[column]

    def ink(self, row: Session, column: int) -> InkName | None:
        """Colour the time of a session that overlaps another."""
        return "warn" if column == _PLANNED and self._overlapped(row) is not None else None

    def _planned(self, row: Session) -> str:
        said = when.span(row.starts_at_ms, row.ends_at_ms, self.timezone)
        if (other := self._overlapped(row)) is None:
            return said
        return self.tr("{when}, overlaps session {number}").format(when=said, number=other.number)

    def _overlapped(self, row: Session) -> Session | None:
        return overlapped(row, (other for other in self.rows if other is not row))


class AgendaModel(ProgrammeModel[AgendaItem]):
    """Number, title, session, how it is debated, how many links."""

    figures = frozenset({4})

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("Item"), self.tr("Title"), self.tr("Session"), self.tr("Debate"), self.tr("Links")

    def text(self, row: AgendaItem, column: int) -> str:
        """Say what stands in a column."""
        links = str(len(row.links)) if row.links else ""
        return (isolated(row.number), row.title, str(row.session or ""), kind_word(row.kind), links)[column]
