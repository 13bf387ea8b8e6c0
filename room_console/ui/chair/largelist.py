"""Lists in large lines, each a card with words over words: what the chair's have in common."""

from typing import Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from common.ui import theme
from common.ui.theme import Step

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
_EDGE_PX = 2


class Spoken(Protocol):
    """A line that can be said."""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        ...


_Line = TypeVar("_Line", bound=Spoken)


def line_data(lines: tuple[_Line, ...], index: Index, role: int) -> object:
    """Answer for a model: a line itself, as text, as read out."""
    if not index.isValid() or index.row() >= len(lines):
        return None
    line = lines[index.row()]
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return line.spoken
    return line if role == LINE_ROLE else None


class LargeList(QListView):
    """One line is selected at a time; nothing scrolls sideways, and Tab leaves it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(theme.SPACE_PX * 4)


class CardPainter(QStyledItemDelegate):
    """Draws the card under a line: its edge where it has the keys, its ground where it is chosen."""

    upper = Step.LEAD
    """The step of the upper words; the lower ones are of the body."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give both lines of words room."""
        del option, index
        look = theme.current()
        return QSize(160, round((look.size_px(self.upper) + look.size_px(Step.BODY)) * 1.4) + theme.SPACE_PX * 2)

    def draw_card(self, painter: QPainter, option: QStyleOptionViewItem) -> QRect:
        """Draw it and return its area, px."""
        colours = theme.current().colours
        area = QRect(option.rect).adjusted(_EDGE_PX, _EDGE_PX, -_EDGE_PX, -_EDGE_PX)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.ring) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.control_hover if is_chosen else colours.control))
        painter.drawRoundedRect(QRectF(area), theme.RADIUS_PX, theme.RADIUS_PX)
        return area
