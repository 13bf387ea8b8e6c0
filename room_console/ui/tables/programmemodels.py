"""The sessions and the agenda as tables: a few hundred rows at most, in their own order."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from common.model.agenda import AgendaItem, Session
from common.ui import theme, when
from common.ui.text import isolated
from room_console.ui.meetingwords import format_word, kind_word, session_name

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
T = TypeVar("T")


class ProgrammeModel(QAbstractTableModel, Generic[T]):
    """Rows of one kind; the one that is under way is bold, and says so."""

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
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return self._headers[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's text, weight and colour."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        is_current = row == self._current
        match role:
            case Qt.ItemDataRole.DisplayRole:
                mark = "● " if is_current and index.column() == 0 else ""
                return mark + self.text(row, index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                under_way = self.tr("under way") if is_current else ""
                return " ".join(filter(None, (self.text(row, index.column()), under_way)))
            case Qt.ItemDataRole.FontRole if is_current:
                font = QFont()
                font.setPixelSize(theme.current().size_px(theme.Step.BODY))
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ForegroundRole if is_current:
                return QColor(theme.current().colours.live_ink)
            case _:
                return None


class SessionsModel(ProgrammeModel[Session]):
    """Number, title, when, how."""

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
            when.span(*times),
            when.local_span(*times) or self.tr("the same"),
            format_word(row.format),
        )[column]


class AgendaModel(ProgrammeModel[AgendaItem]):
    """Number, title, session, how it is debated, how many links."""

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("Item"), self.tr("Title"), self.tr("Session"), self.tr("Debate"), self.tr("Links")

    def text(self, row: AgendaItem, column: int) -> str:
        """Say what stands in a column."""
        links = str(len(row.links)) if row.links else ""
        return (isolated(row.number), row.title, str(row.session or ""), kind_word(row.kind), links)[column]
