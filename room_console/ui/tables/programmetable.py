"""A table whose second column takes the room that the others leave."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QTableView

from common.ui import theme
from room_console.ui.tables.cells import CellPainter, bold
from room_console.ui.tables.listlook import ROW_PX, set_up
from room_console.ui.tables.programmemodels import ProgrammeModel

_TITLE_PX = 120
_MOST_PX = 240
"""No other column is wider: one long name would drive the whole column away."""
_TITLE = 1
MOST_MEASURED = 64
"""Rows that say how wide a column is; a long name further down is cut off."""


class ProgrammeTable(QTableView):
    """Columns of `first_to_go` go in that order where there is no room; `fits` sizes all but the title."""

    def __init__(self, model: ProgrammeModel[Any], name: str, first_to_go: Sequence[int] = ()) -> None:
        super().__init__()
        self._first_to_go = first_to_go
        self._model = model
        set_up(self, model, name)
        self.setItemDelegate(CellPainter(self, model))
        self.setMinimumHeight(64)
        model.modelReset.connect(self.fit)

    @property
    def row(self) -> int | None:
        """The row that is selected."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def select(self, row: int) -> None:
        """Select a row."""
        self.setCurrentIndex(self.model().index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give each column what it needs, and the title the rest."""
        look = theme.current()
        self.verticalHeader().setDefaultSectionSize(look.scaled_px(ROW_PX))
        others = [c for c in range(self.model().columnCount()) if c != _TITLE]
        hints = {c: max(self._text_px(c), self.horizontalHeader().sectionSizeHint(c)) for c in others}
        widths = {column: min(hint_px, look.scaled_px(_MOST_PX)) for column, hint_px in hints.items()}
        room_px = self.viewport().width()
        for column in self._first_to_go:
            if room_px - sum(widths.values()) < look.scaled_px(_TITLE_PX):
                del widths[column]
        for column in others:
            self.setColumnHidden(column, column not in widths)
        for column, width_px in widths.items():
            self.setColumnWidth(column, width_px)
        self.setColumnWidth(_TITLE, max(room_px - sum(widths.values()), look.scaled_px(48)))

    def _text_px(self, column: int) -> int:
        """Return the width of the widest text of a column, with the room round it."""
        plain, strong = self.fontMetrics(), QFontMetrics(bold(self.font()))
        rows = range(min(self._model.rowCount(), MOST_MEASURED))
        texts = {(c.mark + c.text, c.is_bold) for c in (self._model.cell(row, column) for row in rows)}
        widths = ((strong if is_bold else plain).horizontalAdvance(text) for text, is_bold in texts)
        return max(widths, default=0) + 2 * theme.SPACE_PX + 2
