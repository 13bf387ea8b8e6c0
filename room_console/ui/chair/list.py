"""The list in large lines: place, delegation, kind; under them the name and where they are."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QVBoxLayout

from common.model.floor import RequestKind
from common.model.ids import RequestId
from common.ui import fonts, theme
from common.ui.floorwords import KIND_ICONS
from common.ui.pen import Pen
from common.ui.text import paragraph
from common.ui.theme import Step
from room_console.ui.chair.largelist import LINE_ROLE, CardPainter, Index, LargeList, line_data
from room_console.ui.chair.rows import Row

_ICON_PX = 20
_BAR_PX = 5


class RowsModel(QAbstractListModel):
    """Rows that are told only where they changed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        shown, old = tuple(rows), self.rows
        if len(shown) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(shown) - 1)
            self.rows = shown
            self.endInsertRows()
        elif len(shown) < len(old):
            self.beginRemoveRows(QModelIndex(), len(shown), len(old) - 1)
            self.rows = shown
            self.endRemoveRows()
        self.rows = shown
        changed = [n for n, (was, now) in enumerate(zip(old, shown, strict=False)) if was != now]
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row: itself, as text, as read out."""
        return line_data(self.rows, index, role)


class SpeakersInLarge(LargeList):
    """One is selected at a time; the selection stays with its request."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.translate("SpeakersInLarge", "List of speakers"))
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self)
        inside.addWidget(self.empty)

    def show_why_empty(self, words: str) -> None:
        """Say why nobody is in the list, where nobody is."""
        self.empty.setText(words)
        self.empty.setVisible(not self.rows.rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the list."""
        chosen = self.chosen()
        self.rows.show_rows(rows)
        if chosen is not None:
            self.choose(chosen.request)

    def chosen(self) -> Row | None:
        """Return the row that is selected."""
        number = self.currentIndex().row()
        return self.rows.rows[number] if 0 <= number < len(self.rows.rows) else None

    def choose(self, request: RequestId) -> None:
        """Select a request; nothing where it has gone."""
        found = next((n for n, row in enumerate(self.rows.rows) if row.request == request), None)
        self.setCurrentIndex(self.rows.index(found) if found is not None else QModelIndex())


class _Painter(CardPainter):
    upper = Step.TITLE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(LINE_ROLE)
        colours = theme.current().colours
        painter.save()
        area = self.draw_card(painter, option)
        space = QStyle.visualRect(option.direction, area, area.adjusted(18, 4, -10, -4))
        if row.place == 0 or row.kind is RequestKind.POINT_OF_ORDER:
            bar = QRect(area.left() + 4, area.top() + 6, _BAR_PX, area.height() - 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.live if row.place == 0 else colours.warn))
            painter.drawRoundedRect(QStyle.visualRect(option.direction, area, bar), 2, 2)
        self._words(Pen(painter, option.direction), space, row)
        painter.restore()

    def _words(self, pen: Pen, space: QRect, row: Row) -> None:
        look, colours = theme.current(), theme.current().colours
        lead = fonts.application_font(look.size_px(Step.TITLE), is_bold=True)
        body = fonts.application_font(look.size_px(Step.BODY))
        place_px, width_px = QFontMetrics(lead).horizontalAdvance("88") + theme.SPACE_PX, space.width()
        upper = QRect(space.left(), space.top(), width_px, QFontMetrics(lead).height())
        lower = QRect(space.left(), upper.bottom() + 1, width_px, QFontMetrics(body).height())
        pen.start(lead, colours.muted, upper, 0, place_px, str(row.place) if row.place else "")
        icon_px = 0
        if row.kind is not RequestKind.INTERVENTION:
            icon_px = look.scaled_px(_ICON_PX)
            ink = colours.warn_ink if row.kind is RequestKind.POINT_OF_ORDER else colours.accent_ink
            pen.icon(KIND_ICONS[row.kind], ink, pen.from_end(upper, 0, icon_px), icon_px)
        pen.start(lead, colours.text, upper, place_px, width_px - place_px - icon_px, row.delegation)
        state_px = min(width_px // 2, QFontMetrics(body).horizontalAdvance(row.standing) + 2)
        pen.end(body, colours.muted if row.is_ready else colours.warn_ink, lower, 0, state_px, row.standing)
        under = " · ".join(part for part in (row.details, row.name) if part)
        pen.start(body, colours.muted, lower, place_px, width_px - place_px - state_px - theme.SPACE_PX, under)
