"""A layout that breaks its line where the next widget does not fit, in the direction of reading."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from common.ui import theme


class FlowLayout(QLayout):
    """Lays widgets out like words."""

    def __init__(self, parent: QWidget | None = None, gap_px: int = theme.SPACE_PX) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px = gap_px
        self._heights: dict[int, int] = {}
        """By width, until the least size is asked for anew, as it is after each change: then a hundred times."""
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item."""
        self._heights.clear()
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Return an item; None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Remove an item and return it."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that fewer columns mean more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._place(QRect(0, 0, width, 0), is_real=False)
        return height

    def setGeometry(self, rect: QRect) -> None:
        """Put every item in its place."""
        super().setGeometry(rect)
        self._place(rect, is_real=True)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(h.width() for h in hints) + self._gap_px * max(0, len(hints) - 1)
        return QSize(width, max((h.height() for h in hints), default=0))

    def minimumSize(self) -> QSize:
        """Ask for the widest item at least."""
        self._heights.clear()
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, is_real: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            line_px = max(hint.height() for _, hint in line)
            if is_real:
                self._place_line(line, rect, top, line_px)
            top += line_px + self._gap_px
        return max(0, top - self._gap_px - rect.y())

    def _lines(self, room_px: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        taken_px = room_px
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if not lines or taken_px + hint.width() > room_px:
                lines.append([])
                taken_px = 0
            lines[-1].append((item, hint))
            taken_px += hint.width() + self._gap_px
        return lines

    def _place_line(self, line: list[tuple[QLayoutItem, QSize]], rect: QRect, top: int, line_px: int) -> None:
        """Put the items of a line on one middle."""
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        left = rect.x()
        for item, hint in line:
            place = QPoint(left, top + (line_px - hint.height()) // 2)
            item.setGeometry(QStyle.visualRect(direction, rect, QRect(place, hint)))
            left += hint.width() + self._gap_px


def flowing(*widgets: QWidget) -> QWidget:
    """Return widgets in a line that breaks where the next one does not fit."""
    holder = QWidget()
    flow = FlowLayout(holder)
    for widget in widgets:
        flow.addWidget(widget)
    return holder
