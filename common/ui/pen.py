"""Writes and draws into parts of a line, mirrored where reading is."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from common.ui import icons
from common.ui.text import cut_off, own_way


class Pen:
    """Of one painter. Places are told as if reading were from the left; `offset_px` is from where it begins or ends."""

    def __init__(self, painter: QPainter, direction: Qt.LayoutDirection) -> None:
        self.painter = painter
        self.direction = direction

    @property
    def is_rtl(self) -> bool:
        """Tell whether reading is from the right."""
        return self.direction is Qt.LayoutDirection.RightToLeft

    def from_start(self, line: QRect, offset_px: int, width_px: int) -> QRect:
        """Return where on the screen a part is that lies so far from where reading begins."""
        return self._seen(line, line.left() + offset_px, width_px)

    def from_end(self, line: QRect, offset_px: int, width_px: int) -> QRect:
        """Return where on the screen a part is that lies so far from where reading ends."""
        return self._seen(line, line.right() + 1 - offset_px - width_px, width_px)

    def start(self, font: QFont, ink: str, line: QRect, offset_px: int, width_px: int, text: str) -> None:
        """Write so far from where reading begins, cut off where there is no room."""
        self._write(font, ink, self.from_start(line, offset_px, width_px), Qt.AlignmentFlag.AlignLeft, text)

    def end(self, font: QFont, ink: str, line: QRect, offset_px: int, width_px: int, text: str) -> None:
        """Write so far from where it ends, cut off where there is no room."""
        self._write(font, ink, self.from_end(line, offset_px, width_px), Qt.AlignmentFlag.AlignRight, text)

    def icon(self, name: str, ink: str, place: QRect, size_px: int) -> None:
        """Draw an icon into a place on the screen, in the middle of its height."""
        ratio = self.painter.device().devicePixelRatioF()
        top = place.top() + (place.height() - size_px) // 2
        self.painter.drawPixmap(place.left(), top, icons.pixmap(name, ink, size_px, ratio, self.is_rtl))

    def _seen(self, line: QRect, left: int, width_px: int) -> QRect:
        return QStyle.visualRect(self.direction, line, QRect(left, line.top(), width_px, line.height()))

    def _write(self, font: QFont, ink: str, place: QRect, side: Qt.AlignmentFlag, text: str) -> None:
        if not text or place.width() <= 0:
            return
        flags = QStyle.visualAlignment(self.direction, side | Qt.AlignmentFlag.AlignVCenter)
        self.painter.setFont(font)
        self.painter.setPen(QColor(ink))
        shown = cut_off(QFontMetrics(font), text, place.width())
        shown = own_way(shown) if self.is_rtl else shown
        self.painter.drawText(place, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
