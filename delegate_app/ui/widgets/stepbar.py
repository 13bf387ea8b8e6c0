"""Where one is on the way through the checks: what is done, what is now, what comes."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from common.ui import fonts, icons, theme

_DOT_PX = 24
_ICON_PX = 16
_NAMES_FROM_PX = 92
"""A step that is narrower has no room for its name."""


class StepBar(QWidget):
    """Dots on a line with their names; each done is ticked, the present one is filled. Reads out as one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ("",)
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, names: Sequence[str], at: int) -> None:
        """Show steps by their names, and that of number `at`, from 0, as the present one."""
        if (tuple(names), at) == (self._names, self._at):
            return
        self._names, self._at = tuple(names), at
        text = self.tr("Step {number} of {all}: {name}")
        self.setAccessibleName(text.format(number=at + 1, all=len(self._names), name=self._names[at]))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a dot over a line of text."""
        look = theme.current()
        return QSize(320, look.scaled_px(_DOT_PX) + theme.SPACE_PX // 2 + look.size_px(theme.Step.SMALL) * 3 // 2)

    def minimumSizeHint(self) -> QSize:
        """Ask for room for the dots."""
        return QSize(len(self._names) * (_DOT_PX + theme.SPACE_PX), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, the dots and the names, in the direction of reading."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(1, len(self._names)):
            self._draw_line(painter, number)
        for number in range(len(self._names)):
            self._draw_step(painter, number)
        painter.end()

    def _centre(self, number: int) -> QPointF:
        width = self.width() / len(self._names)
        place = len(self._names) - 1 - number if self.isRightToLeft() else number
        return QPointF((place + 0.5) * width, theme.current().scaled_px(_DOT_PX) / 2)

    def _draw_line(self, painter: QPainter, number: int) -> None:
        colours = theme.current().colours
        painter.setPen(QPen(QColor(colours.accent if number <= self._at else colours.border), 2))
        painter.drawLine(self._centre(number - 1), self._centre(number))

    def _draw_step(self, painter: QPainter, number: int) -> None:
        look = theme.current()
        colours, side = look.colours, look.scaled_px(_DOT_PX)
        centre = self._centre(number)
        dot = QRectF(centre.x() - side / 2 + 1, 1, side - 2, side - 2)
        is_reached = number <= self._at
        painter.setPen(QPen(QColor(colours.accent if is_reached else colours.border), 2))
        painter.setBrush(QColor(colours.accent if is_reached else colours.surface))
        painter.drawEllipse(dot)
        painter.setFont(fonts.application_font(look.size_px(theme.Step.SMALL), is_bold=number == self._at))
        if number < self._at:
            icon_px = look.scaled_px(_ICON_PX)
            tick = icons.pixmap("check", colours.on_accent, icon_px, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(centre.x() - icon_px / 2, side / 2 - icon_px / 2), tick)
        else:
            painter.setPen(QColor(colours.on_accent if is_reached else colours.muted))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(number + 1))
        width = self.width() / len(self._names)
        if width < look.scaled_px(_NAMES_FROM_PX) and number != self._at:
            return
        painter.setPen(QColor(colours.text if number == self._at else colours.muted))
        words = QRectF(centre.x() - width / 2, side, width, self.height() - side)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), self._names[number])
