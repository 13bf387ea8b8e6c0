"""How a cell of a table is drawn: its text alone, laid out once. A style sheet takes three times as long."""

from typing import NamedTuple, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QStaticText, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from common.ui import theme
from common.ui.text import InkName, cut_off, isolated
from room_console.ui.widgets.inks import colour_of

_SELECTED = QStyle.StateFlag.State_Selected.value
MOST_KEPT = 4_000
"""Texts as they are laid out: some hundred fill a window."""


class Cell(NamedTuple):
    """What stands in a cell; no ink is the colour of the rest, a `mark` stands before the text."""

    text: str
    ink: InkName | None = None
    mark: str = ""
    is_bold: bool = False


class Cells(Protocol):
    """A model as far as its cells are drawn."""

    def cell(self, place: int, column: int) -> Cell:
        """Return what stands so far from the top."""
        ...

    def is_figure(self, column: int) -> bool:
        """Tell whether a column holds figures."""
        ...


class CellPainter(QStyledItemDelegate):
    """Draws what a model says, in its own direction, cut off at the end where there is no room."""

    def __init__(self, parent: QObject, cells: Cells) -> None:
        super().__init__(parent)
        self._cells = cells
        self._font: QFont | None = None
        self._bold = QFont()
        self._direction = Qt.LayoutDirection.LeftToRight
        self._texts: dict[tuple[Cell, int], QStaticText] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        rect, state, column = option.rect, option.state, index.column()
        cell = self._cells.cell(index.row(), column)
        if state.value & _SELECTED:
            painter.fillRect(rect, option.palette.highlight())
            painter.setPen(option.palette.color(QPalette.ColorRole.HighlightedText))
        elif cell.ink is not None:
            painter.setPen(QColor(colour_of(cell.ink)))
        else:
            painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room_px = rect.width() - 2 * theme.SPACE_PX
        laid = self._laid_out(cell, room_px, option)
        size = laid.size()
        is_left = self._cells.is_figure(column) == (self._direction is Qt.LayoutDirection.RightToLeft)
        if cell.is_bold:
            painter.setFont(self._bold)
        x = rect.x() + theme.SPACE_PX + (0 if is_left else room_px - size.width())
        painter.drawStaticText(int(x), int(rect.y() + (rect.height() - size.height()) / 2), laid)
        if cell.is_bold:
            painter.setFont(option.font)

    def _laid_out(self, cell: Cell, room_px: int, option: QStyleOptionViewItem) -> QStaticText:
        font, direction = option.font, option.direction
        if font != self._font or direction != self._direction or len(self._texts) >= MOST_KEPT:
            self._font, self._bold, self._direction = QFont(font), bold(font), direction
            self._texts.clear()
        laid = self._texts.get((cell, room_px))
        if laid is None:
            used, text = self._bold if cell.is_bold else font, " ".join(cell.text.split("\n"))
            laid = self._line(cell.mark + isolated(text), used)
            if laid.size().width() > room_px:
                metrics = QFontMetrics(used)
                text_px = room_px - metrics.horizontalAdvance(cell.mark)
                laid = self._line(cell.mark + cut_off(metrics, text, text_px), used)
            self._texts[cell, room_px] = laid
        return laid

    def _line(self, text: str, font: QFont) -> QStaticText:
        laid, how = QStaticText(text), QTextOption()
        how.setTextDirection(self._direction)
        how.setWrapMode(QTextOption.WrapMode.NoWrap)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setTextOption(how)
        laid.prepare(font=font)
        return laid


def bold(font: QFont) -> QFont:
    """Return the same font, bold."""
    made = QFont(font)
    made.setBold(True)
    return made
