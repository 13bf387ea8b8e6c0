"""The button of one tab: its icon, and how much is new in it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from common.ui import fonts, theme
from common.ui.buttons import IconButton
from common.ui.theme import Step

_MOST = 99


class TabButton(IconButton):
    """Stays pressed while its tab is open. Its key is the side area's, which works while the button is not seen."""

    def __init__(self, title: str, icon: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(icon=icon, kind="quiet", parent=parent)
        self._title, self._keys = title, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        self._badge = 0
        self.setCheckable(True)
        self.show_badge(0)

    def show_badge(self, number: int) -> None:
        """Show a number, none for 0."""
        self._badge = number
        new = self.tr("{title}, {number} new").format(title=self._title, number=number)
        name = new if number else self._title
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({self._keys})")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the number in the far upper corner."""
        super().paintEvent(event)
        if not self._badge:
            return
        colours = theme.current().colours
        font = fonts.application_font(theme.current().size_px(Step.SMALL), is_bold=True)
        text = str(self._badge) if self._badge <= _MOST else f"{_MOST}+"
        metrics = QFontMetrics(font)
        height = metrics.height()
        width = max(height, metrics.horizontalAdvance(text) + theme.SPACE_PX)
        left = 1 if self.isRightToLeft() else self.width() - width - 1
        pill = QRectF(left, 1, width, height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.warn))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(colours.on_warn))
        painter.setFont(font)
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()
