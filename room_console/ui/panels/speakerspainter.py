"""Draws one line of the list of speakers."""

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from common.model.floor import RequestStatus
from common.model.media import LinkQuality
from common.ui import fonts, theme
from common.ui.text import InkName
from common.ui.theme import Step
from room_console.ui.readywords import mark_ink, mark_word
from room_console.ui.tables.speakersmodel import LINE_ROLE, Line
from room_console.ui.widgets.inks import colour_of
from room_console.ui.wording import cannot_word, prelisten_word, quality_ink, quality_word

Index = QModelIndex | QPersistentModelIndex
_WIDEST_MARK = "888"
_WIDEST_TIME = "8:88:88"
_BAR_PX = 4
_TAG_PX = 4


class SpeakerPainter(QStyledItemDelegate):
    """Two lines: place, delegation, time or state; under them name, slot, how they sound, how the line is.

    A third, where booths cannot interpret who speaks.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for two lines of text, or three."""
        del option
        look = theme.current()
        line: Line = index.data(LINE_ROLE)
        text_px = look.size_px(Step.LEAD) + look.size_px(Step.SMALL) * (2 if line.booths else 1)
        return QSize(160, round(text_px * 1.36) + theme.SPACE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; the state has a bar and a word beside its colour."""
        line: Line = index.data(LINE_ROLE)
        rect: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, is_selected, has_focus)
        inner = rect.adjusted(_BAR_PX + 6, 3, -10, -3)
        self._bar(painter, option, rect, line)
        self._words(painter, option, inner, line)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, is_selected: bool, has_focus: bool) -> None:
        colours = theme.current().colours
        painter.setPen(QColor(colours.ring) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.control_hover) if is_selected else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)

    def _bar(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, line: Line) -> None:
        if line.status is RequestStatus.PENDING:
            return
        bar = QRect(rect.left() + 3, rect.top() + 5, _BAR_PX, rect.height() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_ink(line)))
        painter.drawRoundedRect(QStyle.visualRect(option.direction, rect, bar), 2, 2)

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, line: Line) -> None:
        look, colours = theme.current(), theme.current().colours
        lead = fonts.application_font(look.size_px(Step.LEAD), is_bold=line.status is RequestStatus.GRANTED)
        small = fonts.application_font(look.size_px(Step.SMALL))
        lead_px, small_px = QFontMetrics(lead).height(), QFontMetrics(small).height()
        upper = QRect(inner.left(), inner.top(), inner.width(), lead_px)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), small_px)
        mark_px = QFontMetrics(lead).horizontalAdvance(_WIDEST_MARK)
        state = line.time or line.word
        room_px = (upper.width() - mark_px) // 2
        state_px = min(room_px, max(QFontMetrics(lead).horizontalAdvance(t) for t in (_WIDEST_TIME, state)) + 2)
        draw = _Writer(painter, option.direction)
        draw.end(lead, _ink(line), upper, 0, state_px, state)
        draw.start(lead, colours.muted, upper, 0, mark_px, line.mark)
        delegation_px = upper.width() - mark_px - state_px - theme.SPACE_PX
        draw.start(lead, colours.text, upper, mark_px, delegation_px, line.delegation)
        noted_px = self._notes(draw, small, lower, line)
        draw.start(small, colours.muted, lower, mark_px, lower.width() - mark_px - noted_px, line.name)
        if line.booths:
            third = lower.translated(0, small_px)
            bold = fonts.application_font(look.size_px(Step.SMALL), is_bold=True)
            words = cannot_word(line.booths)
            draw.start(bold, colours.fail_ink, third, mark_px, third.width() - mark_px, words)

    def _notes(self, draw: "_Writer", font: QFont, lower: QRect, line: Line) -> int:
        """Write what stands behind the name; return how much room it takes."""
        taken_px = 0
        for text, ink in _notes(line):
            width_px = QFontMetrics(font).horizontalAdvance(text) + 2
            draw.end(font, colour_of(ink), lower, taken_px, width_px, text)
            taken_px += width_px + theme.SPACE_PX
        if line.is_prelistened:
            bold = QFont(font)
            bold.setBold(True)
            taken_px += draw.tag(bold, lower, taken_px, prelisten_word()) + theme.SPACE_PX
        return taken_px


class _Writer:
    """Writes texts into parts of a line, mirrored where reading is."""

    def __init__(self, painter: QPainter, direction: Qt.LayoutDirection) -> None:
        self._painter = painter
        self._direction = direction

    def start(self, font: QFont, ink: str, line: QRect, offset_px: int, width_px: int, text: str) -> None:
        """Write so far from where reading begins."""
        self._write(font, ink, line, QRect(line.left() + offset_px, line.top(), width_px, line.height()), text, True)

    def end(self, font: QFont, ink: str, line: QRect, offset_px: int, width_px: int, text: str) -> None:
        """Write so far from where it ends."""
        left = line.right() + 1 - offset_px - width_px
        self._write(font, ink, line, QRect(left, line.top(), width_px, line.height()), text, False)

    def tag(self, font: QFont, line: QRect, offset_px: int, text: str) -> int:
        """Write on the accent, so far from where reading ends; return how wide that is."""
        colours = theme.current().colours
        width_px = QFontMetrics(font).horizontalAdvance(text) + 2 * _TAG_PX + 4
        ground = QRect(line.right() + 1 - offset_px - width_px, line.top(), width_px, line.height())
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colours.accent))
        self._painter.drawRoundedRect(QStyle.visualRect(self._direction, line, ground), _TAG_PX, _TAG_PX)
        self._write(font, colours.on_accent, line, ground.adjusted(_TAG_PX, 0, -_TAG_PX, 0), text, True)
        return width_px

    def _write(self, font: QFont, ink: str, line: QRect, part: QRect, text: str, is_start: bool) -> None:
        if not text or part.width() <= 0:
            return
        side = Qt.AlignmentFlag.AlignLeft if is_start else Qt.AlignmentFlag.AlignRight
        flags = QStyle.visualAlignment(self._direction, side | Qt.AlignmentFlag.AlignVCenter)
        self._painter.setFont(font)
        self._painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, part.width())
        self._painter.drawText(QStyle.visualRect(self._direction, line, part), int(flags), shown)


def _ink(line: Line) -> str:
    colours = theme.current().colours
    if line.is_on_air:
        return colours.live_ink
    if line.status is RequestStatus.GRANTED:
        return colours.warn_ink
    return colours.accent_ink if line.status is RequestStatus.ACCEPTED else colours.muted


def _notes(line: Line) -> Iterator[tuple[str, InkName]]:
    """Yield what stands behind the name, from the end: the line if it is not good, the sound, the slot, the state."""
    if line.quality in (LinkQuality.FAIR, LinkQuality.BAD):
        yield quality_word(line.quality), quality_ink(line.quality, line.status is RequestStatus.GRANTED)
    yield mark_word(line.fit), mark_ink(line.fit, line.is_near)
    if line.slot:
        yield line.slot, "muted"
    if line.time and not line.is_prelistened:
        yield line.word, "muted"
