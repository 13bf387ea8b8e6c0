"""A QR code (ISO/IEC 18004), dark on white in either theme, because many cameras read no other."""

from typing import Final

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

QUIET_MODULES: Final = 4
"""The margin that a QR code needs on every side (ISO/IEC 18004, section 9.1)."""
_SIDE_PX: Final = 240
_LEAST_MODULE_PX: Final = 3
"""Smaller ones are hard to take from a screen."""
_LIGHT, _DARK = QColor("white"), QColor("black")


class QrCode(QWidget):
    """Shows a text as square modules, each of the same whole number of pixels; nothing of it is mirrored."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[bytes, ...] = ()
        self.setAccessibleName(name)
        self.show_text("")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is shown."""
        return not self._rows

    @property
    def module_px(self) -> int:
        """How wide a module is."""
        modules = len(self._rows) + 2 * QUIET_MODULES
        return max(_LEAST_MODULE_PX, _SIDE_PX // modules)

    def show_text(self, text: str) -> None:
        """Show another text; an empty one shows nothing."""
        self._rows = tuple(bytes(row) for row in segno.make_qr(text, error="l").matrix) if text else ()
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a square of whole modules."""
        side = (len(self._rows) + 2 * QUIET_MODULES) * self.module_px if self._rows else _SIDE_PX
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the modules with their quiet zone; nothing where there are none."""
        del event
        if not self._rows:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), _LIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        side = self.module_px
        for y, row in enumerate(self._rows, QUIET_MODULES):
            for x, is_dark in enumerate(row, QUIET_MODULES):
                if is_dark:
                    painter.fillRect(QRect(x * side, y * side, side, side), _DARK)
        painter.end()
