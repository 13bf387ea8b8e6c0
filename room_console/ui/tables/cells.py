"""How a cell of a table of people is drawn: its text alone, laid out once. A style sheet takes three times as long."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from common.ui import theme
from common.ui.text import cut_off
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.widgets.inks import colour_of

MOST_KEPT = 4_000
"""Texts as they are laid out: some hundred fill a window."""


class CellPainter(QStyledItemDelegate):
    """Draws what `PeopleModel` says, cut off at the end where there is no room."""

    def __init__(self, parent: QObject, model: PeopleModel) -> None:
        super().__init__(parent)
        self._model = model
        self._font: QFont | None = None
        self._direction = Qt.LayoutDirection.LeftToRight
        self._texts: dict[tuple[str, int], QStaticText] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        model, rect, state = self._model, option.rect, option.state
        row, column = model.row_at(index.row()), index.column()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, option.palette.highlight())
            painter.setPen(option.palette.color(QPalette.ColorRole.HighlightedText))
        elif (ink := model.ink(row, column)) is not None:
            painter.setPen(QColor(colour_of(ink)))
        else:
            painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room_px = rect.width() - 2 * theme.SPACE_PX
        laid = self._laid_out(model.text(row, column), room_px, option)
        size = laid.size()
        is_left = model.is_figure(column) == (self._direction is Qt.LayoutDirection.RightToLeft)
        x = rect.x() + theme.SPACE_PX + (0 if is_left else room_px - size.width())
        painter.drawStaticText(int(x), int(rect.y() + (rect.height() - size.height()) / 2), laid)

    def _laid_out(self, text: str, room_px: int, option: QStyleOptionViewItem) -> QStaticText:
        font, direction = option.font, option.direction
        if font != self._font or direction != self._direction or len(self._texts) >= MOST_KEPT:
            self._font, self._direction = QFont(font), direction
            self._texts.clear()
        laid = self._texts.get((text, room_px))
        if laid is None:
            laid = self._line(" ".join(text.split("\n")), font)
            if laid.size().width() > room_px:
                laid = self._line(cut_off(option.fontMetrics, laid.text(), room_px), font)
            self._texts[text, room_px] = laid
        return laid

    def _line(self, text: str, font: QFont) -> QStaticText:
        laid, how = QStaticText(text), QTextOption()
        how.setTextDirection(self._direction)
        how.setWrapMode(QTextOption.WrapMode.NoWrap)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setTextOption(how)
        laid.prepare(font=font)
        return laid
