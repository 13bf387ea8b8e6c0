"""The one wide button: its words, colour and shape are the state of the floor."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from common.ui import fonts, icons, theme
from common.ui.text import cut_off, isolated
from common.ui.theme import Step
from delegate_app.ui.wording import FloorWords

HEIGHT_PX = 72
SHORTCUT = "Ctrl+Return"
NATIVE = QKeySequence.SequenceFormat.NativeText
_RING_PX = 3
_LEAST_PX = 208
_NOTHING = FloorWords("", "", "plain", "hand", None)


class FloorButton(QPushButton):
    """Paints itself: a block of colour, an icon, a headline and a line under it. On air it is a pill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = _NOTHING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShortcut(SHORTCUT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def words(self) -> FloorWords:
        """What it says."""
        return self._words

    def show_words(self, words: FloorWords) -> None:
        """Say something else."""
        if words == self._words:
            return
        self._words = words
        self.setEnabled(words.act is not None)
        self.setAccessibleName(words.spoken or words.headline)
        self.setAccessibleDescription(words.detail)
        self.setToolTip(f"{words.spoken or words.headline} ({self.shortcut().toString(NATIVE)})")
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two lines and room to breathe."""
        return QSize(320, theme.current().scaled_px(HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        """Ask for the same height always, so that nothing jumps when the state changes."""
        return QSize(_LEAST_PX, theme.current().scaled_px(HEIGHT_PX))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the block, the ring of the focus, and the words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, ink = self._colours()
        radius_px = self.height() / 2 if self._words.icon == "on-air" else theme.RADIUS_PX
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = theme.current().colours.border if self._words.tone == "plain" else fill
        painter.setPen(QPen(QColor(edge), 2))
        painter.setBrush(QColor(fill).lighter(108) if self._is_hot() else QColor(fill))
        painter.drawRoundedRect(box, radius_px, radius_px)
        if self.hasFocus():
            inset = _RING_PX + 1
            painter.setPen(QPen(QColor(ink), _RING_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius_px - inset, radius_px - inset)
        self._draw_words(painter, ink)
        painter.end()

    def _is_hot(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())

    def _colours(self) -> tuple[str, str]:
        colours = theme.current().colours
        return {
            "plain": (colours.control, colours.text),
            "accent": (colours.accent, colours.on_accent),
            "warn": (colours.warn, colours.on_warn),
            "live": (colours.live, colours.on_live),
            "fail": (colours.fail, colours.on_fail),
        }[self._words.tone]

    def _head_font(self, room_px: int) -> QFont:
        steps = (Step.DISPLAY, Step.TITLE, Step.LEAD) if self._words.icon == "on-air" else (Step.TITLE, Step.LEAD)
        sized = [fonts.application_font(theme.current().size_px(step), is_bold=True) for step in steps]
        fits = (f for f in sized if QFontMetrics(f).horizontalAdvance(self._words.headline) <= room_px)
        return next(fits, sized[-1])

    def _draw_words(self, painter: QPainter, ink: str) -> None:
        look = theme.current()
        space = self.rect().adjusted(theme.SPACE_PX * 2, 6, -theme.SPACE_PX * 2, -6)
        line_font = fonts.application_font(look.size_px(Step.BODY))
        line = QFontMetrics(line_font)
        icon_px = look.scaled_px(icons.GRID_PX + 8)
        gap = theme.SPACE_PX * 2
        room_px = space.width() - icon_px - gap
        head_font = self._head_font(room_px)
        head = QFontMetrics(head_font)
        headline = isolated(cut_off(head, self._words.headline, room_px))
        detail = isolated(cut_off(line, self._words.detail, room_px)) if self._words.detail else ""
        words_px = max(head.horizontalAdvance(headline), line.horizontalAdvance(detail)) + 2
        left = space.left() + (space.width() - icon_px - gap - words_px) // 2
        is_rtl = self.isRightToLeft()
        icon_left = left + words_px + gap if is_rtl else left
        text_left = left if is_rtl else left + icon_px + gap
        picture = icons.pixmap(self._words.icon, ink, icon_px, self.devicePixelRatioF(), is_rtl)
        painter.drawPixmap(icon_left, space.top() + (space.height() - icon_px) // 2, picture)
        height = head.height() + (line.height() if detail else 0)
        top = space.top() + (space.height() - height) // 2
        side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(ink))
        painter.setFont(head_font)
        painter.drawText(text_left, top, words_px, head.height(), flags, headline)
        painter.setFont(line_font)
        painter.drawText(text_left, top + head.height(), words_px, line.height(), flags, detail)
