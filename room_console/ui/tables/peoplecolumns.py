"""What the columns of a table of people are, and how a view asks for them."""

from abc import abstractmethod

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from common.model.checks import ReadinessReport
from common.model.ids import ParticipantId
from common.ui.text import InkName, isolated
from room_console.ui.tables.cells import Cell
from room_console.ui.tables.row import Row
from room_console.ui.widgets.inks import colour_of

Index = QModelIndex | QPersistentModelIndex
TEXT = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT, _INK, _TIP = (
    int(Qt.ItemDataRole.TextAlignmentRole),
    int(Qt.ItemDataRole.ForegroundRole),
    int(Qt.ItemDataRole.ToolTipRole),
)
_START = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
_END = int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)


class PeopleColumns(QAbstractTableModel):
    """Subclasses say what the columns are. `columns` counts them, `figures` are those that are aligned to the end."""

    def __init__(self, parent: QObject, columns: int, figures: frozenset[int]) -> None:
        super().__init__(parent)
        self._columns, self._figures = columns, figures

    @abstractmethod
    def heading(self, column: int) -> str:
        """Name a column, with its unit."""

    @abstractmethod
    def text(self, row: Row, column: int) -> str:
        """Write a cell."""

    @abstractmethod
    def tip(self, row: Row, column: int) -> str:
        """Say more of a cell; empty says nothing."""

    @abstractmethod
    def ink(self, row: Row, column: int) -> InkName | None:
        """Colour a cell; None is the colour of the rest."""

    @abstractmethod
    def sort_key(self, row: Row, column: int) -> str | float:
        """Return what a column is sorted by; the same type in all rows."""

    @abstractmethod
    def search_text(self, row: Row) -> str:
        """Return what is searched for words."""

    def learn(self, who: ParticipantId, report: ReadinessReport | None) -> None:
        """Take note of someone's newest checks, before any row is asked for."""

    def is_wanted(self, row: Row) -> bool:
        """Tell whether a row is shown, whatever is searched for."""
        del row
        return True

    def is_figure(self, column: int) -> bool:
        """Tell whether a column holds figures."""
        return column in self._figures

    @abstractmethod
    def row_at(self, place: int) -> Row:
        """Return what stands at a place from the top."""

    def cell(self, place: int, column: int) -> Cell:
        """Return what is drawn in a cell."""
        row = self.row_at(place)
        return Cell(self.text(row, column), self.ink(row, column))

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else self._columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = TEXT) -> object:
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ALIGNMENT:
            return _END if section in self._figures else _START
        return isolated(self.heading(section)) if role == TEXT else None

    def data(self, index: Index, role: int = TEXT) -> object:
        """Return a cell."""
        if not index.isValid() or role not in (TEXT, _ALIGNMENT, _INK, _TIP):
            return None
        column = index.column()
        if role == _ALIGNMENT:
            return _END if column in self._figures else _START
        row = self.row_at(index.row())
        if role == TEXT:
            return self.text(row, column)
        if role == _TIP:
            return self.tip(row, column) or None
        ink = self.ink(row, column)
        return None if ink is None else QColor(colour_of(ink))
