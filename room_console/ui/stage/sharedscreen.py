"""A shared screen on the stage: as large as can be, beside it the speaker's picture, name and time."""

from typing import Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from common.ui import fonts
from common.ui.colours import DARK
from room_console.ui.stage.caption import Caption

_COLUMN, _GAP = 0.2, 0.012
_LARGE, _SMALL = 0.034, 0.024
"""Heights of letters as shares of the screen's height."""


class Canvas(Protocol):
    """What is drawn on."""

    caption: Caption

    def rect(self) -> QRect: ...
    def isRightToLeft(self) -> bool: ...


def draw_shared(painter: QPainter, canvas: Canvas, screen: QImage | None, speaker: QImage | None) -> None:
    """Draw both; nothing lies over the screen."""
    space, caption = canvas.rect(), canvas.caption
    gap, width = round(space.width() * _GAP), round(space.width() * _COLUMN)
    left = 0 if canvas.isRightToLeft() else space.width() - width
    large = QRect(width + gap if canvas.isRightToLeft() else 0, 0, space.width() - width - gap, space.height())
    small = QRect(left + gap // 2, gap, width - gap, (width - gap) * 9 // 16)
    for image, place in ((screen, large), (speaker, small)):
        if image is not None:
            _draw_whole(painter, image, place)
    top = small.bottom() + gap
    column = QRect(small.left(), top, small.width(), space.height() - top - gap)
    lines = ((_LARGE, True, DARK.on_scrim, caption.speaker), (_SMALL, False, DARK.on_scrim, caption.name))
    for share, is_bold, ink, text in (*lines, (_LARGE, True, DARK.live_ink, caption.time)):
        font = fonts.application_font(max(12, round(space.height() * share)), is_bold)
        column.setTop(column.top() + _write(painter, font, ink, column, text) + gap)


def _draw_whole(painter: QPainter, image: QImage, place: QRect) -> None:
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    where = QRect(0, 0, size.width(), size.height())
    where.moveCenter(place.center())
    painter.drawImage(where, image)


def _write(painter: QPainter, font: QFont, ink: str, place: QRect, text: str) -> int:
    """Write as many lines as it takes; return their height."""
    flags = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(place, flags, text)
    return QFontMetrics(font).boundingRect(place, flags, text).height() if text else 0
