"""A table of people that fits its columns to its width, and says which of them is selected."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView

from common.model.ids import ParticipantId
from common.ui import theme
from room_console.ui.tables.cells import CellPainter
from room_console.ui.tables.listlook import ROW_PX, set_up
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.tables.row import Row

DELEGATION, NAME = 0, 1
"""These two share the width that the others leave."""
_NAME_PX = 112
"""What delegation and name need each, before other columns make room for them."""


class PeopleTable(QTableView):
    """Columns go first where there is no room, in the order of `first_to_go`; what they say stays to be had elsewhere.

    `samples` has the widest text of each column but the first two.
    """

    def __init__(
        self, model: PeopleModel, name: str, samples: Mapping[int, str], first_to_go: Sequence[int], sorted_by: int
    ) -> None:
        super().__init__()
        self._model, self._samples, self._first_to_go = model, samples, first_to_go
        set_up(self, model, name)
        self.setItemDelegate(CellPainter(self, model))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sortByColumn(sorted_by, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setMinimumHeight(48)
        self._fit()

    def selected(self) -> Row | None:
        """Return who is selected."""
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def select(self, who: ParticipantId) -> None:
        """Select someone, where they are shown."""
        if (place := self._model.place_of(who)) is not None:
            self.setCurrentIndex(self._model.index(place, DELEGATION))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look = theme.current()
        self.verticalHeader().setDefaultSectionSize(look.scaled_px(ROW_PX))
        widths = {column: self._width_px(column, sample) for column, sample in self._samples.items()}
        room_px, least_px = self.viewport().width(), 2 * look.scaled_px(_NAME_PX)
        for column in self._first_to_go:
            if room_px - sum(widths.values()) < least_px:
                del widths[column]
        for column in reversed(self._first_to_go):
            width_px = self._width_px(column, self._samples[column])
            if column not in widths and room_px - sum(widths.values()) - width_px >= least_px:
                widths[column] = width_px
        for column in self._samples:
            self.setColumnHidden(column, column not in widths)
        for column, width_px in widths.items():
            self.setColumnWidth(column, width_px)
        left_px = max(room_px - sum(widths.values()), look.scaled_px(_NAME_PX))
        self.setColumnWidth(DELEGATION, left_px // 2)
        self.setColumnWidth(NAME, left_px - left_px // 2)

    def _width_px(self, column: int, sample: str) -> int:
        padding_px = (2 if self._model.is_figure(column) else 3) * theme.SPACE_PX + 6
        return self.fontMetrics().horizontalAdvance(sample) + padding_px
