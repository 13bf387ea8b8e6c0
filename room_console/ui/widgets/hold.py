"""A button for what is dangerous: it acts only when it is held."""

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton, Kind

HOLD_MS = 1000
_TICK_MS = 30
_BAR_PX = 4


class HoldButton(IconButton):
    """Acts after HOLD_MS of being pressed, by the mouse or by the space bar; a bar shows how far it is."""

    held = Signal()

    def __init__(self, text: str, icon: str | None = None, kind: Kind = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, icon, kind, parent)
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._grow)
        self.pressed.connect(self._begin)
        self.released.connect(self._end)

    def _begin(self) -> None:
        self._since.start()
        self._timer.start()
        announce(self, self.tr("Keep holding"))

    def _end(self) -> None:
        self._timer.stop()
        self.update()

    def _grow(self) -> None:
        if self._since.elapsed() >= HOLD_MS:
            self._timer.stop()
            self.setDown(False)
            self.held.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar on the button, from where reading begins."""
        super().paintEvent(event)
        if not self._timer.isActive():
            return
        share = min(1.0, self._since.elapsed() / HOLD_MS)
        width = round((self.width() - 2 * _BAR_PX) * share)
        left = self.width() - _BAR_PX - width if self.isRightToLeft() else _BAR_PX
        painter = QPainter(self)
        painter.fillRect(left, self.height() - 2 * _BAR_PX, width, _BAR_PX, QColor(theme.current().colours.text))
        painter.end()
