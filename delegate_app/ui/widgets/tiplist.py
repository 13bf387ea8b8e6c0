"""The tips on the screen: a model, and what draws each area's name and its tips on a card."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.model.checks import Area, CheckName, Finding
from common.ui import fonts, theme
from common.ui.checkwords import area_word, check_word
from common.ui.checkwordstips import area_of, tip_at
from common.ui.pen import Pen
from common.ui.theme import Step
from delegate_app.ui.pages.checkbody import MOST_PX

Index = QModelIndex | QPersistentModelIndex
ROWS_A_TURN = 16
"""So many are measured without a break."""
_ICON_PX = 20
_HALF_PX, _GAP_PX, _WIDE_PX = theme.SPACE_PX // 2, theme.SPACE_PX, theme.SPACE_PX * 2
_INSET_PX = theme.SPACE_PX + 2
"""Of a tip in its frame, which is drawn where the list is at it."""
_FRAME_PX = 2
_HIGH_PX = 1 << 20


@dataclass(frozen=True, slots=True)
class TipRow:
    """One tip: what it is about, what it means, what to do; `about` is empty where it belongs to no one check."""

    area: Area
    about: str
    meaning: str
    advice: str

    @property
    def said(self) -> str:
        """The whole, as it is read out."""
        return f"{self.about or area_word(self.area)}. {self.meaning} {self.advice}"

    def speaks_of(self, words: list[str]) -> bool:
        """Tell whether every word stands in it."""
        whole = " ".join((self.about, area_word(self.area), self.meaning, self.advice)).casefold()
        return all(word in whole for word in words)


Line = Area | TipRow


def row_of(place: CheckName | Area, finding: Finding) -> TipRow:
    """Return a tip as a row."""
    tip = tip_at(place, finding)
    if isinstance(place, CheckName):
        return TipRow(area_of(place), check_word(place), tip.meaning, tip.advice)
    return TipRow(place, "", tip.meaning, tip.advice)


class TipModel(QAbstractListModel):
    """Tips under the names of their areas."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_tips(self, tips: list[TipRow]) -> None:
        """Show these, which are in the order of their areas."""
        self.beginResetModel()
        self.lines = []
        for place, tip in enumerate(tips):
            if not place or tips[place - 1].area is not tip.area:
                self.lines.append(tip.area)
            self.lines.append(tip)
        self.endResetModel()

    @property
    def tips(self) -> list[TipRow]:
        """What is shown, without the names of the areas."""
        return [line for line in self.lines if isinstance(line, TipRow)]

    def is_first(self, row: int) -> bool:
        """Tell whether a tip is the first of its card."""
        return isinstance(self.lines[row - 1], Area)

    def is_last(self, row: int) -> bool:
        """Tell whether a tip is the last of its card."""
        return row + 1 == len(self.lines) or isinstance(self.lines[row + 1], Area)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line as text, which is what is read out."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        line = self.lines[index.row()]
        return area_word(line) if isinstance(line, Area) else line.said


class TipPainter(QStyledItemDelegate):
    """Draws a column in the middle that is never too wide to be read; its tips of one area stand on one card."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for the height that the words take in the column."""
        del option
        model, row = _model(index), index.row()
        line = model.lines[row]
        if isinstance(line, Area):
            return QSize(160, _WIDE_PX * 2 + _line_px(theme.current().size_px(Step.TITLE), True))
        edges = model.is_first(row) * _WIDE_PX + model.is_last(row) * _WIDE_PX
        heights = _heights(line, _column_px(self._view.viewport().width()))
        return QSize(160, sum(heights) + 2 * _INSET_PX + edges + (0 if model.is_last(row) else _GAP_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line."""
        model, row = _model(index), index.row()
        line, rect = model.lines[row], QRect(option.rect)
        width_px = min(rect.width() - 2 * _WIDE_PX, theme.current().scaled_px(MOST_PX))
        column = QRect(rect.left() + (rect.width() - width_px) // 2, rect.top(), width_px, rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        if isinstance(line, Area):
            font = fonts.application_font(theme.current().size_px(Step.TITLE), is_bold=True)
            Pen(painter, option.direction).start(
                font, theme.current().colours.text, column, 0, column.width(), area_word(line)
            )
        else:
            self._card(painter, column, model.is_first(row), model.is_last(row))
            top = column.top() + model.is_first(row) * _WIDE_PX
            heights = _heights(line, width_px)
            frame = QRect(column.left() + _WIDE_PX, top, width_px - 2 * _WIDE_PX, sum(heights) + 2 * _INSET_PX)
            if option.state & QStyle.StateFlag.State_HasFocus:
                self._ring(painter, frame)
            self._words(Pen(painter, option.direction), frame, line, heights)
        painter.restore()

    def _card(self, painter: QPainter, column: QRect, is_first: bool, is_last: bool) -> None:
        """Draw what of the card lies behind a row."""
        colours, beyond = theme.current().colours, theme.RADIUS_PX * 2
        painter.setPen(QColor(colours.border))
        painter.setBrush(QColor(colours.raised))
        card = column.adjusted(0, 0 if is_first else -beyond, 0, 0 if is_last else beyond)
        painter.drawRoundedRect(card.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_PX, theme.RADIUS_PX)

    def _ring(self, painter: QPainter, frame: QRect) -> None:
        pen = painter.pen()
        pen.setColor(QColor(theme.current().colours.ring))
        pen.setWidth(_FRAME_PX)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), _HALF_PX, _HALF_PX)

    def _words(self, pen: Pen, frame: QRect, line: TipRow, heights: tuple[int, int, int]) -> None:
        look, colours = theme.current(), theme.current().colours
        room = frame.adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        about_px, meaning_px, advice_px = heights
        if line.about:
            small = QRect(room.left(), room.top(), room.width(), about_px - _HALF_PX)
            font = fonts.application_font(look.size_px(Step.SMALL))
            pen.start(font, colours.muted, small, 0, room.width(), line.about)
        room.setTop(room.top() + about_px)
        _write(pen, line.meaning, room, is_bold=True)
        if line.advice:
            room.setTop(room.top() + meaning_px)
            first_px = min(advice_px, max(_ICON_PX, _line_px(look.size_px(Step.BODY), False)))
            row = QRect(room.left(), room.top() + _HALF_PX, room.width(), first_px)
            pen.icon("info", colours.accent_ink, pen.from_start(row, 0, _ICON_PX), _ICON_PX)
            words = QRect(room.left(), row.top() + _lead_px(), room.width(), advice_px)
            _write(pen, line.advice, pen.from_start(words, _ICON_PX + _GAP_PX, room.width() - _ICON_PX - _GAP_PX))


class TipList(QListView):
    """Is gone through by the arrow keys, and scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tips = TipModel(self)
        self.setModel(self.tips)
        self.setItemDelegate(TipPainter(self))
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("Tips"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(ROWS_A_TURN)
        self.setTabKeyNavigation(False)


def _model(index: Index) -> TipModel:
    model = index.model()
    assert isinstance(model, TipModel)
    return model


def _column_px(room_px: int) -> int:
    return min(room_px - 2 * _WIDE_PX, theme.current().scaled_px(MOST_PX))


def _heights(line: TipRow, column_px: int) -> tuple[int, int, int]:
    """Return the heights of what it is about, of what it means and of what to do, each with the gap beside it."""
    look, room_px = theme.current(), column_px - 2 * (_WIDE_PX + _INSET_PX)
    body_px = look.size_px(Step.BODY)
    about_px = _line_px(look.size_px(Step.SMALL), False) + _HALF_PX if line.about else 0
    meaning_px = _wrapped_px(line.meaning, body_px, True, room_px)
    if not line.advice:
        return about_px, meaning_px, 0
    advice_px = _wrapped_px(line.advice, body_px, False, room_px - _ICON_PX - _GAP_PX)
    return about_px, meaning_px, _HALF_PX + max(_ICON_PX, advice_px + _lead_px())


def _lead_px() -> int:
    """Return how much lower than its icon a line of text begins."""
    return max(0, _ICON_PX - _line_px(theme.current().size_px(Step.BODY), False)) // 2


def _write(pen: Pen, text: str, room: QRect, is_bold: bool = False) -> None:
    """Write words that wrap from where reading begins, whichever way they run themselves."""
    side = Qt.AlignmentFlag.AlignRight if pen.is_rtl else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
    pen.painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    pen.painter.setFont(fonts.application_font(theme.current().size_px(Step.BODY), is_bold))
    pen.painter.setPen(QColor(theme.current().colours.text))
    pen.painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), text)


@lru_cache(maxsize=1024)
def _wrapped_px(text: str, size_px: int, is_bold: bool, width_px: int) -> int:
    metrics = QFontMetrics(fonts.application_font(size_px, is_bold))
    return metrics.boundingRect(0, 0, max(1, width_px), _HIGH_PX, int(Qt.TextFlag.TextWordWrap), text).height()


@lru_cache(maxsize=64)
def _line_px(size_px: int, is_bold: bool) -> int:
    return QFontMetrics(fonts.application_font(size_px, is_bold)).height()
