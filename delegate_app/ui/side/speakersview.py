"""The list of speakers on the screen: a model, and what draws its lines."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.model.floor import RequestKind
from common.model.interpretation import Channel
from common.model.speechtime import Light
from common.ui import fonts, theme
from common.ui.floorwords import KIND_ICONS
from common.ui.pen import Pen
from common.ui.theme import Step
from delegate_app.ui.side.speakerlines import Speaker, facts, standing

Index = QModelIndex | QPersistentModelIndex
_SPEAKER = Qt.ItemDataRole.UserRole
_FACTS = Qt.ItemDataRole.UserRole + 1
_ICON_PX = 16
_WIDTH_PX = 160


class SpeakersModel(QAbstractListModel):
    """The lines as Qt wants them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Speaker] = []
        self._languages: dict[str, str] = {}

    def show_languages(self, channels: Sequence[Channel]) -> None:
        """Name languages as these channels do."""
        self._languages = {channel.language: channel.name for channel in channels}

    def show_lines(self, lines: list[Speaker]) -> None:
        """Show other lines; where only some changed, the place in the list stays."""
        if len(lines) != len(self.lines):
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        changed = [row for row, pair in enumerate(zip(lines, self.lines, strict=True)) if pair[0] != pair[1]]
        self.lines = lines
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line: as text, as read out, or itself."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _SPEAKER:
            return line
        if role == _FACTS:
            return facts(line, self._languages)
        words = [line.delegation, line.name, *facts(line, self._languages)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            own = [self.tr("your request")] if line.is_me else []
            return ", ".join(part for part in (*own, *words, standing(line)) if part)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return "\n".join(part for part in words if part)
        return None


class SpeakerPainter(QStyledItemDelegate):
    """Draws a line: delegation and mark, under them name, then what was asked for, with its icon."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for two lines of text, or three where there is more to say."""
        del option
        look = theme.current()
        small = QFontMetrics(fonts.application_font(look.size_px(Step.SMALL))).height()
        lead = QFontMetrics(fonts.application_font(look.size_px(Step.LEAD))).height()
        lines = bool(index.data(_SPEAKER).name) + bool(index.data(_FACTS))
        return QSize(_WIDTH_PX, lead + small * max(1, lines) + theme.SPACE_PX + theme.SPACE_PX // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; one's own line on a block of colour with a bar before it."""
        line: Speaker = index.data(_SPEAKER)
        rect: QRect = option.rect
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = rect.adjusted(2, 2, -2, -2)
        self._ground(painter, block, direction, line, bool(option.state & QStyle.StateFlag.State_HasFocus))
        text = block.adjusted(theme.SPACE_PX + 2, theme.SPACE_PX // 2, -theme.SPACE_PX, -theme.SPACE_PX // 2)
        self._words(Pen(painter, direction), text, line, index.data(_FACTS))
        painter.restore()

    def _ground(
        self, painter: QPainter, block: QRect, direction: Qt.LayoutDirection, line: Speaker, is_focused: bool
    ) -> None:
        colours = theme.current().colours
        painter.setPen(QColor(colours.ring) if is_focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.control) if line.is_me else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(block, theme.RADIUS_PX / 2, theme.RADIUS_PX / 2)
        if line.is_me:
            bar = QRect(block.left(), block.top() + 4, 3, block.height() - 8)
            painter.fillRect(QStyle.visualRect(direction, block, bar), QColor(colours.accent_ink))

    def _words(self, pen: Pen, space: QRect, line: Speaker, said: list[str]) -> None:
        look, colours = theme.current(), theme.current().colours
        lead = fonts.application_font(look.size_px(Step.LEAD), is_bold=line.is_me or line.has_floor)
        small = fonts.application_font(look.size_px(Step.SMALL))
        mark, ink = self._mark(line)
        mark_px, width_px = QFontMetrics(lead).horizontalAdvance(mark) + 2, space.width()
        upper = QRect(space.left(), space.top(), width_px, QFontMetrics(lead).height())
        lower = QRect(space.left(), upper.bottom() + 1, width_px, QFontMetrics(small).height())
        pen.end(lead, ink, upper, 0, mark_px, mark)
        pen.start(lead, colours.text, upper, 0, width_px - mark_px - theme.SPACE_PX, line.delegation)
        if line.name:
            pen.start(small, colours.muted, lower, 0, width_px, line.name)
            lower.translate(0, lower.height())
        if not said:
            return
        tone = colours.fail_ink if line.request.has_fault else colours.text
        icon_px = look.scaled_px(_ICON_PX)
        pen.icon(_icon(line), tone, pen.from_start(lower, 0, icon_px), icon_px)
        indent_px = icon_px + theme.SPACE_PX // 2
        pen.start(small, tone, lower, indent_px, width_px - indent_px, " · ".join(said))

    def _mark(self, line: Speaker) -> tuple[str, str]:
        colours = theme.current().colours
        if line.has_floor:
            tones = {Light.AMBER: colours.warn_ink, Light.RED: colours.fail_ink}
            on_air = tones.get(line.light, colours.live_ink)
            shape = {Light.AMBER: "▲", Light.RED: "■"}.get(line.light, "●")
            return (f"{shape} {line.figure}", on_air) if line.figure else ("○", colours.warn_ink)
        return (self.tr("next"), colours.warn_ink) if line.is_next else (str(line.place), colours.muted)


class SpeakersList(QListView):
    """The list, scrolled to one's own line when that moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = SpeakersModel(self)
        self._own_row: int | None = None
        self.setModel(self.lines)
        self.setItemDelegate(SpeakerPainter(self))
        self.setProperty("kind", "flat")
        self.setAccessibleName(self.tr("List of speakers"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)

    def show_lines(self, lines: list[Speaker]) -> None:
        """Show the lines of the list."""
        self.lines.show_lines(lines)
        own_row = next((row for row, line in enumerate(lines) if line.is_me), None)
        if own_row is not None and own_row != self._own_row:
            self.scrollTo(self.lines.index(own_row))
        self._own_row = own_row


def _icon(line: Speaker) -> str:
    if line.request.has_fault:
        return "warning"
    if line.request.kind is not RequestKind.INTERVENTION:
        return KIND_ICONS[line.request.kind]
    if line.request.is_in_hall:
        return "hall"
    return "people" if line.request.on_behalf_of else "globe"
