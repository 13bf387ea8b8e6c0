"""The lines of the chair's journal: what was done and when, under it to whom and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from common.model.chronicle import JournalLine
from common.model.ids import ParticipantId, Revision
from common.model.meeting import MeetingView
from common.ui import fonts, theme
from common.ui.pen import Pen
from common.ui.text import isolated
from common.ui.theme import Step
from room_console.ui.chair.largelist import LINE_ROLE, CardPainter, Index, LargeList, line_data
from room_console.ui.journalwords import what
from room_console.ui.tables.journalmodel import clock_of
from room_console.ui.wording import who_is


@dataclass(frozen=True, slots=True)
class Deed:
    """One line in words; `at` by the meeting's clocks."""

    revision: Revision
    at: str
    what: str
    whom: str
    by: str

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return ", ".join(part for part in (self.at, self.what, self.whom, self.by) if part)


def deeds_of(lines: Iterable[JournalLine], view: MeetingView, now_ms: int) -> tuple[Deed, ...]:
    """Put lines of the journal into words."""
    return tuple(_deed(line, view, now_ms) for line in lines)


def _deed(line: JournalLine, view: MeetingView, now_ms: int) -> Deed:
    at = clock_of(line.at_ms, now_ms, view.details.timezone)
    whom = _named(line.participant, view) if line.participant is not None and line.participant != line.by else ""
    by = _named(line.by, view) if line.by is not None else QCoreApplication.translate("Chair", "The console")
    return Deed(line.revision, at, what(line), whom, by)


def _named(who: ParticipantId, view: MeetingView) -> str:
    if who not in view.participants:
        return QCoreApplication.translate("Chair", "No longer registered")
    return " – ".join(isolated(part) for part in who_is(view, who) if part)


class DeedsModel(QAbstractListModel):
    """What is new at either end is put in there; what is looked at stays in its place."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.deeds: tuple[Deed, ...] = ()

    def show_deeds(self, deeds: tuple[Deed, ...]) -> None:
        """Show other lines."""
        old = self.deeds
        first = next((n for n, deed in enumerate(deeds) if old and deed.revision == old[0].revision), None)
        if first is None or deeds[first : first + len(old)] != old[: len(deeds) - first]:
            self.beginResetModel()
            self.deeds = deeds
            self.endResetModel()
            return
        if first:
            self.beginInsertRows(QModelIndex(), 0, first - 1)
            self.deeds = (*deeds[:first], *old)
            self.endInsertRows()
        if len(deeds) > len(self.deeds):
            self.beginInsertRows(QModelIndex(), len(self.deeds), len(deeds) - 1)
            self.deeds = deeds
            self.endInsertRows()
        elif len(deeds) < len(self.deeds):
            self.beginRemoveRows(QModelIndex(), len(deeds), len(self.deeds) - 1)
            self.deeds = deeds
            self.endRemoveRows()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.deeds)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line: itself, as text, as read out."""
        return line_data(self.deeds, index, role)


class DeedsInLarge(LargeList):
    """Nothing is done with them."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.translate("Chair", "What was done"))
        self._model = DeedsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What is shown, the newest first."""
        return self._model.deeds

    def show_deeds(self, deeds: tuple[Deed, ...]) -> None:
        """Show other lines."""
        self._model.show_deeds(deeds)

    def chosen(self) -> Deed | None:
        """Return the line that is selected."""
        number = self.currentIndex().row()
        return self.deeds[number] if 0 <= number < len(self.deeds) else None


class _Painter(CardPainter):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        deed: Deed = index.data(LINE_ROLE)
        painter.save()
        area = self.draw_card(painter, option)
        space = QStyle.visualRect(option.direction, area, area.adjusted(14, 4, -10, -4))
        self._words(Pen(painter, option.direction), space, deed)
        painter.restore()

    def _words(self, pen: Pen, space: QRect, deed: Deed) -> None:
        look, colours = theme.current(), theme.current().colours
        lead = fonts.application_font(look.size_px(Step.LEAD), is_bold=True)
        body = fonts.application_font(look.size_px(Step.BODY))
        width_px, gap_px = space.width(), theme.SPACE_PX
        upper = QRect(space.left(), space.top(), width_px, QFontMetrics(lead).height())
        lower = QRect(space.left(), upper.bottom() + 1, width_px, QFontMetrics(body).height())
        at_px = QFontMetrics(body).horizontalAdvance(deed.at) + 2
        pen.end(body, colours.muted, upper, 0, at_px, deed.at)
        pen.start(lead, colours.text, upper, 0, width_px - at_px - gap_px, deed.what)
        by_px = min(width_px if not deed.whom else width_px // 2, QFontMetrics(body).horizontalAdvance(deed.by) + 2)
        pen.end(body, colours.muted, lower, 0, by_px, deed.by)
        pen.start(body, colours.text, lower, 0, width_px - by_px - gap_px, deed.whom)
