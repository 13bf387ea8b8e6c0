"""The list of speakers on the screen: a model, and what draws its lines."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QStringListModel, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from common.model.floor import RequestKind
from common.model.interpretation import Channel
from common.model.speechtime import Light
from common.ui import fonts, theme
from common.ui.floorwords import KIND_ICONS
from common.ui.pen import Pen
from common.ui.text import isolated
from common.ui.theme import Step
from delegate_app.ui.side.speakerlines import Speaker, facts, shape_of, standing

Index = QModelIndex | QPersistentModelIndex
_TEXTS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_ICON_PX = 16
_WIDTH_PX = 160


class SpeakersModel(QStringListModel):
    """The lines as Qt wants them. It counts them many times: by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Speaker] = []
        self.shapes: list[int] = []
        """Of each line: how many rows of small text it has."""
        self._languages: dict[str, str] = {}

    def show_languages(self, channels: Sequence[Channel]) -> None:
        """Name languages as these channels do."""
        self._languages = {channel.language: channel.name for channel in channels}

    def show_lines(self, lines: list[Speaker]) -> None:
        """Show other lines; where only some changed, the place in the list stays."""
        before, self.lines = self.lines, lines
        shapes = [shape_of(line) for line in lines]
        if shapes != self.shapes:
            self.shapes = shapes
            self.setStringList([""] * len(lines))
            return
        for row, (new, old) in enumerate(zip(lines, before, strict=True)):
            if new != old:
                self.dataChanged.emit(self.index(row), self.index(row))

    def show_clock(self, row: int, line: Speaker) -> None:
        """Have another time in a line, without a word to anybody: whoever calls it paints the clock anew."""
        self.lines[row] = line

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let lines be gone to, not written in."""
        del index
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line: as text, as read out, or itself."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role not in _TEXTS:
            return None
        words = [line.delegation, line.name, *facts(line, self._languages)]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            own = [self.tr("your request")] if line.is_me else []
            return ", ".join(part for part in (*own, *words, standing(line)) if part)
        return "\n".join(part for part in words if part)

    def facts(self, line: Speaker) -> list[str]:
        """Say what a line is beside its maker."""
        return facts(line, self._languages)


class SpeakerPainter(QStyledItemDelegate):
    """Draws a line: delegation and mark, under them name, then what was asked for, with its icon."""

    def __init__(self, parent: QWidget, model: SpeakersModel) -> None:
        super().__init__(parent)
        self._model = model
        self._sizes: dict[tuple[theme.Theme, int], QSize] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for two lines of text, or three where there is more to say."""
        del option
        look, rows = theme.current(), self._model.shapes[index.row()]
        size = self._sizes.get((look, rows))
        if size is None:
            small = QFontMetrics(_font(look.size_px(Step.SMALL))).height()
            lead = QFontMetrics(_font(look.size_px(Step.LEAD))).height()
            size = QSize(_WIDTH_PX, lead + small * rows + theme.SPACE_PX + theme.SPACE_PX // 2)
            self._sizes[look, rows] = size
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw in the direction of reading; one's own line on a block of colour with a bar before it."""
        line = self._model.lines[index.row()]
        rect: QRect = option.rect
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = rect.adjusted(2, 2, -2, -2)
        self._ground(painter, block, direction, line, bool(option.state & QStyle.StateFlag.State_HasFocus))
        text = block.adjusted(theme.SPACE_PX + 2, theme.SPACE_PX // 2, -theme.SPACE_PX, -theme.SPACE_PX // 2)
        self._words(Pen(painter, direction), text, line, self._model.facts(line))
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
        lead = _font(look.size_px(Step.LEAD), line.is_me or line.has_floor)
        small = _font(look.size_px(Step.SMALL))
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
            return (f"{shape} {isolated(line.figure)}", on_air) if line.figure else ("○", colours.warn_ink)
        return (self.tr("next"), colours.warn_ink) if line.is_next else (str(line.place), colours.muted)


class SpeakersList(QListView):
    """The list, scrolled to one's own line when that moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = SpeakersModel(self)
        self._own_row: int | None = None
        self.setModel(self.lines)
        self.setItemDelegate(SpeakerPainter(self, self.lines))
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

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint a line that is as high as before, and lay out none anew."""
        del last, roles
        self.viewport().update(self.visualRect(first))

    def show_clock(self, row: int, line: Speaker) -> None:
        """Show the time of who speaks: only the row of text where it stands is painted anew."""
        if line == self.lines.lines[row]:
            return
        self.lines.show_clock(row, line)
        place = self.visualRect(self.lines.index(row))
        height_px = _height_px(theme.current().size_px(Step.LEAD)) + theme.SPACE_PX
        self.viewport().update(place.left(), place.top(), place.width(), height_px)


def _icon(line: Speaker) -> str:
    if line.request.has_fault:
        return "warning"
    if line.request.kind is not RequestKind.INTERVENTION:
        return KIND_ICONS[line.request.kind]
    if line.request.is_in_hall:
        return "hall"
    return "people" if line.request.on_behalf_of else "globe"


@lru_cache(maxsize=16)
def _font(size_px: int, is_bold: bool = False) -> QFont:
    return fonts.application_font(size_px, is_bold)


@lru_cache(maxsize=16)
def _height_px(size_px: int) -> int:
    return QFontMetrics(_font(size_px)).height()
