"""Draws one line of the list of speakers."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from common.model.floor import RequestKind, RequestStatus
from common.model.media import LinkQuality
from common.model.speechtime import Light
from common.ui import fonts, theme
from common.ui.floorwords import KIND_ICONS
from common.ui.pen import Pen
from common.ui.speechpainter import gap_px, paint_reading, widest_figure
from common.ui.text import InkName
from common.ui.theme import Step
from room_console.ui.readywords import UNTESTED, mark_ink, mark_word
from room_console.ui.tables.speakerlines import Line
from room_console.ui.tables.speakersmodel import SpeakersModel
from room_console.ui.widgets.inks import colour_of
from room_console.ui.wording import cannot_word, prelisten_word, quality_ink, quality_word

Index = QModelIndex | QPersistentModelIndex
_WIDEST_MARK: Final = "888"
_BAR_PX: Final = 4
_TAG_PX: Final = 4
_RULE_PX: Final = 9
"""What is between those who speak and those who wait."""


class SpeakerPainter(QStyledItemDelegate):
    """Two lines: place, delegation, time or state; under them name, slot, how they sound, how the line is.

    One more above for the kind of request and the group, where there is something to say, and one under them where
    booths cannot interpret who speaks.
    """

    def __init__(self, parent: QObject, model: SpeakersModel) -> None:
        super().__init__(parent)
        self._model = model
        self._sizes: dict[tuple[int, int, int], QSize] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for two lines of text, three, or four."""
        del option
        look, row = theme.current(), index.row()
        line = self._model.lines[row]
        small, lead_px = 1 + bool(line.booths) + bool(line.heading), look.size_px(Step.LEAD)
        shape = lead_px, small, _RULE_PX if self._model.is_first_waiting(row) else 0
        size = self._sizes.get(shape)
        if size is None:
            text_px = lead_px + look.size_px(Step.SMALL) * small
            size = self._sizes[shape] = QSize(160, round(text_px * 1.36) + theme.SPACE_PX + shape[-1])
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; the state has a bar and a word beside its colour."""
        line, mark = self._model.lines[index.row()], self._model.mark(index.row())
        rule_px = _RULE_PX if self._model.is_first_waiting(index.row()) else 0
        rect: QRect = option.rect.adjusted(0, rule_px, 0, 0)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if rule_px:
            middle = rect.top() - rule_px // 2 - 1
            painter.fillRect(rect.left() + _BAR_PX, middle, rect.width() - 2 * _BAR_PX, 1, _colour("border"))
        self._ground(painter, rect, line, is_selected, has_focus)
        inner = rect.adjusted(_BAR_PX + 6, 3, -10, -3)
        self._bar(painter, option, rect, line)
        self._words(painter, option, inner, line, mark)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, line: Line, is_selected: bool, has_focus: bool) -> None:
        """A point of order has a frame of its own; who speaks stands on another ground than who waits."""
        ground = "control_hover" if is_selected else "control" if line.has_floor else ""
        pen = QColor(_colour("ring")) if has_focus else QColor(_colour("warn")) if line.is_urgent else None
        painter.setPen(pen if pen is not None else Qt.PenStyle.NoPen)
        painter.setBrush(_colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)

    def _bar(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, line: Line) -> None:
        if line.status is RequestStatus.PENDING and not line.has_fault:
            return
        bar = QRect(rect.left() + 3, rect.top() + 5, _BAR_PX, rect.height() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_ink(line)))
        painter.drawRoundedRect(QStyle.visualRect(option.direction, rect, bar), 2, 2)

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, line: Line, mark: str) -> None:
        look, colours = theme.current(), theme.current().colours
        lead = fonts.application_font(look.size_px(Step.LEAD), is_bold=line.has_floor)
        small = fonts.application_font(look.size_px(Step.SMALL))
        bold = fonts.application_font(look.size_px(Step.SMALL), is_bold=True)
        small_px = QFontMetrics(small).height()
        mark_px = QFontMetrics(lead).horizontalAdvance(_WIDEST_MARK)
        draw = _Pen(painter, option.direction)
        if line.heading:
            self._heading(draw, bold, QRect(inner.left(), inner.top(), inner.width(), small_px), mark_px, line)
            inner = inner.adjusted(0, small_px, 0, 0)
        upper = QRect(inner.left(), inner.top(), inner.width(), QFontMetrics(lead).height())
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), small_px)
        state_px = self._state(draw, lead, upper, (upper.width() - mark_px) // 2, line)
        draw.start(lead, colours.muted, upper, 0, mark_px, mark)
        delegation_px = upper.width() - mark_px - state_px - theme.SPACE_PX
        draw.start(lead, colours.text, upper, mark_px, delegation_px, line.delegation)
        noted_px = self._notes(draw, small, lower, line)
        draw.start(small, colours.muted, lower, mark_px, lower.width() - mark_px - noted_px, line.name)
        if line.booths:
            third = lower.translated(0, small_px)
            words = cannot_word(line.booths)
            draw.start(bold, colours.fail_ink, third, mark_px, third.width() - mark_px, words)

    def _heading(self, draw: "_Pen", font: QFont, space: QRect, mark_px: int, line: Line) -> None:
        """Write the kind with its icon, and for which group."""
        ink = "warn_ink" if line.is_urgent else "accent_ink"
        icon = "people" if line.kind is RequestKind.INTERVENTION else KIND_ICONS[line.kind]
        draw.icon(icon, _colour(ink).name(), draw.from_start(space, 0, space.height()), space.height())
        draw.start(font, _colour(ink).name(), space, mark_px, space.width() - mark_px, line.heading)

    def _state(self, draw: "_Pen", font: QFont, upper: QRect, most_px: int, line: Line) -> int:
        """Draw the time, or the state in a word; return how much room it takes."""
        metrics = QFontMetrics(font)
        if line.reading.figure:
            width_px = min(
                most_px, metrics.height() + gap_px(metrics) + metrics.horizontalAdvance(widest_figure(line.reading)) + 2
            )
            draw.reading(font, upper, width_px, line)
            return width_px
        width_px = min(most_px, metrics.horizontalAdvance(line.word) + 2)
        draw.end(font, _ink(line), upper, 0, width_px, line.word)
        return width_px

    def _notes(self, draw: "_Pen", font: QFont, lower: QRect, line: Line) -> int:
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


class _Pen(Pen):
    """Draws the clock and the tag of a line too."""

    def reading(self, font: QFont, line: QRect, width_px: int, shown: Line) -> None:
        """Draw a speech clock where reading ends."""
        place = QRectF(self.from_end(line, 0, width_px))
        paint_reading(self.painter, place, shown.reading, font, is_rtl=self.is_rtl)

    def tag(self, font: QFont, line: QRect, offset_px: int, text: str) -> int:
        """Write on the accent, so far from where reading ends; return how wide that is."""
        colours = theme.current().colours
        text_px = QFontMetrics(font).horizontalAdvance(text) + 4
        width_px = text_px + 2 * _TAG_PX
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colours.accent))
        self.painter.drawRoundedRect(self.from_end(line, offset_px, width_px), _TAG_PX, _TAG_PX)
        self.end(font, colours.on_accent, line, offset_px + _TAG_PX, text_px, text)
        return width_px


def _ink(line: Line) -> str:
    colours = theme.current().colours
    if line.is_on_air:
        return colours.live_ink
    if line.has_floor or line.has_fault:
        return colours.warn_ink
    return colours.accent_ink if line.status is RequestStatus.ACCEPTED else colours.muted


def _colour(role: str) -> QColor:
    return QColor(getattr(theme.current().colours, role))


def _notes(line: Line) -> Iterator[tuple[str, InkName]]:
    """Yield what stands behind the name, from the end: the line if it is not good, the sound, the slot, the state."""
    if line.quality in (LinkQuality.FAIR, LinkQuality.BAD) and not line.is_in_hall:
        yield quality_word(line.quality), quality_ink(line.quality, line.has_floor)
    if not line.is_in_hall and not (line.is_on_air and line.fit == UNTESTED):
        yield mark_word(line.fit), mark_ink(line.fit, line.is_near)
    if line.place:
        yield line.place, "muted"
    if line.language:
        yield line.language.upper(), "muted"
    if line.reading.figure and not line.is_prelistened:
        yield _spoken(line), "muted"


def _spoken(line: Line) -> str:
    """Say that they are heard, and how their time stands where that is not all in the figure."""
    is_plain = line.reading.light in (Light.NONE, Light.GREEN) and not line.reading.is_standing
    return line.word if is_plain else line.reading.word
