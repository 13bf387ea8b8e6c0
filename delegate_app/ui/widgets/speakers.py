"""The list of speakers: who has the floor, who is next, and where one stands oneself."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.model.floor import RequestStatus
from common.ui import fonts, theme
from common.ui.theme import Step
from delegate_app.core.state import DelegateState
from delegate_app.ui.wording import elapsed

Index = QModelIndex | QPersistentModelIndex
_SPEAKER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Speaker:
    """One line. `mark` is a place in the list, or how long the statement lasts."""

    delegation: str
    name: str
    mark: str
    has_floor: bool
    is_next: bool
    is_me: bool


def speakers_of(state: DelegateState, now_ms: int) -> tuple[Speaker, ...]:
    """Return the lines of the list; `now_ms` is the console's clock."""
    if state.view is None:
        return ()
    lines, place = [], 0
    for request in state.view.floor:
        who = state.view.participants.get(request.participant)
        has_floor = request.status is RequestStatus.GRANTED
        place += not has_floor
        lines.append(
            Speaker(
                (who.delegation or who.name) if who else request.participant,
                who.name if who and who.delegation else "",
                elapsed(request, now_ms) if has_floor else str(place),
                has_floor,
                request.status is RequestStatus.ACCEPTED,
                request.participant == state.me,
            )
        )
    return tuple(lines)


class SpeakersModel(QAbstractListModel):
    """The lines as Qt wants them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Speaker, ...] = ()

    def show_lines(self, lines: tuple[Speaker, ...]) -> None:
        """Show other lines; where only marks changed, the selection stays."""
        if len(lines) != len(self.lines):
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
        elif lines != self.lines:
            self.lines = lines
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line: as text, as read out, or itself."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return " - ".join(part for part in (line.delegation, line.name) if part)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in (line.delegation, line.name, self._standing(line)) if part)
            case _:
                return line if role == _SPEAKER else None

    def _standing(self, line: Speaker) -> str:
        if line.has_floor:
            return self.tr("has the floor")
        return self.tr("next") if line.is_next else self.tr("place {place}").format(place=line.mark)


class SpeakerPainter(QStyledItemDelegate):
    """Draws a line: mark, delegation, name."""

    def _mark(self, line: Speaker) -> str:
        if line.has_floor:
            return f"● {line.mark}" if line.mark else "○"
        return self.tr("next") if line.is_next else line.mark

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for two lines of text."""
        del option, index
        look = theme.current()
        return QSize(160, look.size_px(Step.LEAD) + look.size_px(Step.SMALL) + theme.SPACE_PX * 3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; one's own line on a block of colour."""
        line: Speaker = index.data(_SPEAKER)
        look, colours = theme.current(), theme.current().colours
        rect: QRect = option.rect
        direction: Qt.LayoutDirection = option.direction
        is_focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        block = rect.adjusted(4, 2, -4, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.ring) if is_focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.control) if line.is_me else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(block, theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)
        lead = fonts.application_font(look.size_px(Step.LEAD), is_bold=line.is_me or line.has_floor)
        small = fonts.application_font(look.size_px(Step.SMALL))
        mark = self._mark(line)
        mark_px = QFontMetrics(lead).horizontalAdvance("● 00:00") + theme.SPACE_PX
        text = block.adjusted(theme.SPACE_PX, theme.SPACE_PX // 2, -theme.SPACE_PX, -theme.SPACE_PX // 2)
        words = QRect(text.left(), text.top(), text.width() - mark_px, text.height())
        place = QRect(text.right() - mark_px, text.top(), mark_px, text.height())
        start = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        end = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignRight)
        words, place = (QStyle.visualRect(direction, text, part) for part in (words, place))
        ink = (
            colours.live_ink
            if line.has_floor and line.mark
            else colours.warn_ink
            if line.is_next or line.has_floor
            else colours.muted
        )
        painter.setFont(lead)
        painter.setPen(QColor(ink))
        painter.drawText(place, int(end | Qt.AlignmentFlag.AlignVCenter), mark)
        painter.setPen(QColor(colours.text))
        upper = Qt.AlignmentFlag.AlignTop if line.name else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(start | upper), _fit(lead, line.delegation, words.width()))
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(words, int(start | Qt.AlignmentFlag.AlignBottom), _fit(small, line.name, words.width()))
        painter.restore()


class SpeakersList(QListView):
    """The list, scrolled to one's own line when that moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = SpeakersModel(self)
        self._own_row: int | None = None
        self.setModel(self._lines)
        self.setItemDelegate(SpeakerPainter(self))
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("List of speakers"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)

    def show_lines(self, lines: tuple[Speaker, ...]) -> None:
        """Show the lines of the list."""
        self._lines.show_lines(lines)
        own_row = next((row for row, line in enumerate(lines) if line.is_me), None)
        if own_row is not None and own_row != self._own_row:
            self.scrollTo(self._lines.index(own_row))
        self._own_row = own_row


def _fit(font: QFont, text: str, width_px: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width_px)
