"""The agenda on the screen: a model, and what draws its lines."""

from functools import lru_cache
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.ui import fonts, theme
from common.ui.pen import Pen
from common.ui.theme import Step
from delegate_app.ui.side.agendalines import AgendaLine, LineKind

Index = QModelIndex | QPersistentModelIndex
_ICON_PX: Final = 16
_MOST_ROWS: Final = 3
"""Of a title; the whole stands in its tool tip."""
_ICONS: Final = {LineKind.LINK: "link", LineKind.DOCUMENT: "document"}
_OPENING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class AgendaModel(QAbstractListModel):
    """The lines as Qt wants them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[AgendaLine] = []

    def show_lines(self, lines: list[AgendaLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line as text, or as read out."""
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in roles:
            return None
        line = self.lines[index.row()]
        between = ", " if role == Qt.ItemDataRole.AccessibleTextRole else "\n"
        return between.join((line.title, *line.details))


class AgendaPainter(QStyledItemDelegate):
    """Draws a title in up to three rows, the details under it, an icon before what opens."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for as many rows of text as the title takes in the list's width."""
        del option
        line, width_px = _line(index), self._view.viewport().width()
        title_px, detail_px = _heights(line.kind)
        rows = len(_rows_of(line, width_px - _inset_px(line)))
        return QSize(160, rows * title_px + len(line.details) * detail_px + theme.SPACE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; what is current on a block of colour with a bar before it."""
        line, direction = _line(index), option.direction
        rect: QRect = option.rect
        colours = theme.current().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = rect.adjusted(2, 1, -2, -1)
        is_focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QColor(colours.ring) if is_focused else Qt.PenStyle.NoPen)
        is_marked = line.is_current and line.kind is LineKind.ITEM
        painter.setBrush(QColor(colours.control) if is_marked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(block.adjusted(0, 0, -1, -1), theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)
        if is_marked:
            bar = QRect(block.left(), block.top() + 4, 3, block.height() - 8)
            painter.fillRect(QStyle.visualRect(direction, block, bar), QColor(colours.accent_ink))
        space = rect.adjusted(theme.SPACE_PX + 4, theme.SPACE_PX // 2, -theme.SPACE_PX, -theme.SPACE_PX // 2)
        self._words(Pen(painter, direction), space, line, rect.width())
        painter.restore()

    def _words(self, pen: Pen, space: QRect, line: AgendaLine, width_px: int) -> None:
        look, colours = theme.current(), theme.current().colours
        title_px, detail_px = _heights(line.kind)
        indent_px = _indent_px(line)
        if line.kind in _ICONS:
            icon_px = look.scaled_px(_ICON_PX)
            place = pen.from_start(
                QRect(space.left(), space.top(), space.width(), title_px), indent_px - icon_px - 6, icon_px
            )
            pen.icon(_ICONS[line.kind], colours.accent_ink, place, icon_px)
        font = _font(line)
        ink = colours.accent_ink if line.opens or line.kind is LineKind.SESSION else colours.text
        row = QRect(space.left(), space.top(), space.width(), title_px)
        for text in _rows_of(line, width_px - _inset_px(line)):
            pen.start(font, ink, row, indent_px, space.width() - indent_px, text)
            row.translate(0, title_px)
        row.setHeight(detail_px)
        small = fonts.application_font(look.size_px(Step.SMALL))
        for text in line.details:
            pen.start(small, colours.muted, row, indent_px, space.width() - indent_px, text)
            row.translate(0, detail_px)


class AgendaList(QListView):
    """Keeps the current item in view; what opens does so by a click, or by the Return key."""

    opened = Signal(object)
    """An `AgendaLine`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agenda = AgendaModel(self)
        self.setModel(self.agenda)
        self.setItemDelegate(AgendaPainter(self))
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("Agenda"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.clicked.connect(self._open)

    def bring_current(self) -> None:
        """Bring what is debated into view, or else the session that is open."""
        current = [row for row, line in enumerate(self.agenda.lines) if line.is_current]
        if current:
            self.scrollTo(self.agenda.index(current[-1]), QListView.ScrollHint.PositionAtCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current item in view in another width."""
        super().resizeEvent(event)
        self.bring_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by the keyboard."""
        if event.key() in _OPENING and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if (line := self.agenda.lines[index.row()]).opens:
            self.opened.emit(line)


def _line(index: Index) -> AgendaLine:
    model = index.model()
    assert isinstance(model, AgendaModel)
    return model.lines[index.row()]


def _font(line: AgendaLine) -> QFont:
    is_bold = line.kind is LineKind.SESSION or line.is_current
    return fonts.application_font(theme.current().size_px(Step.BODY), is_bold)


def _rows_of(line: AgendaLine, width_px: int) -> tuple[str, ...]:
    is_bold = line.kind is LineKind.SESSION or line.is_current
    return _wrapped(line.title, theme.current().size_px(Step.BODY), is_bold, width_px)


@lru_cache(maxsize=4096)
def _wrapped(text: str, size_px: int, is_bold: bool, width_px: int) -> tuple[str, ...]:
    """Divide a title into rows; the last takes what is left, and is cut off where it is drawn."""
    font = fonts.application_font(size_px, is_bold)
    if QFontMetrics(font).horizontalAdvance(text) <= width_px:
        return (text,)
    layout = QTextLayout(text, font)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < _MOST_ROWS and (row := layout.createLine()).isValid():
        row.setLineWidth(width_px)
        starts.append(row.textStart())
    layout.endLayout()
    return tuple(text[a:b].strip() for a, b in pairwise((*starts, len(text))))


@lru_cache(maxsize=64)
def _height_px(size_px: int, is_bold: bool) -> int:
    return QFontMetrics(fonts.application_font(size_px, is_bold)).height()


def _indent_px(line: AgendaLine) -> int:
    return theme.current().scaled_px(_ICON_PX) * 2 if line.kind in _ICONS else 0


def _inset_px(line: AgendaLine) -> int:
    """Say how much of the list's width no title takes."""
    return _indent_px(line) + 2 * theme.SPACE_PX + 6


def _heights(kind: LineKind) -> tuple[int, int]:
    look = theme.current()
    return _height_px(look.size_px(Step.BODY), kind is LineKind.SESSION), _height_px(look.size_px(Step.SMALL), False)
