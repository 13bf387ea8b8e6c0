"""Draws a speech clock into any rectangle: a widget's, or the cell of a table."""

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygonF

from common.model.speechtime import Light
from common.ui import theme
from common.ui.colours import Colours
from common.ui.speechreading import Reading

_FILL: Final = 0.72
"""The light's share of the height of the line."""


def widest_figure(shown: Reading) -> str:
    """Return a figure as wide as any of its length, so that nothing moves while it counts."""
    return "".join("0" if c.isdigit() else c for c in shown.figure)


def gap_px(figures: QFontMetrics) -> int:
    """Return what is between the parts."""
    return max(4, figures.height() // 5)


def paint_reading(
    painter: QPainter,
    space: QRectF,
    shown: Reading,
    font: QFont,
    word_font: QFont | None = None,
    *,
    is_rtl: bool,
    ink: str | None = None,
) -> None:
    """Draw light, figures and, with a `word_font` and where there is room, the word; from the side that is read first.

    The figures themselves are never mirrored. `ink` is a colour for all of it, in place of the light's own.
    """
    if not shown.figure:
        return
    colours = theme.current().colours
    figures = QFontMetrics(font)
    side, gap = float(figures.height()), gap_px(figures)
    widths = [side, float(figures.horizontalAdvance(widest_figure(shown)))]
    if word_font is not None and shown.word:
        widths.append(float(QFontMetrics(word_font).horizontalAdvance(shown.word)))
        if sum(widths) + gap * 2 > space.width() + 1:
            widths.pop()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    places = _places(space, widths, gap, is_rtl)
    _paint_light(painter, places[0], shown, ink or _colour(shown.light, colours))
    painter.setPen(QColor(ink or _ink(shown.light, colours)))
    painter.setFont(font)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    _write(painter, places[1], Qt.AlignmentFlag.AlignRight, shown.figure)
    if len(places) > 2 and word_font is not None:
        painter.setPen(QColor(ink or (colours.muted if shown.light is Light.GREEN else _ink(shown.light, colours))))
        painter.setFont(word_font)
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight)
        _write(painter, places[2], Qt.AlignmentFlag.AlignLeft, shown.word)
    painter.restore()


def _places(space: QRectF, widths: list[float], gap: int, is_rtl: bool) -> list[QRectF]:
    places, left = [], space.left()
    for width in widths:
        start = left if not is_rtl else space.right() - (left - space.left()) - width
        places.append(QRectF(start, space.top(), width, space.height()))
        left += width + gap
    return places


def _write(painter: QPainter, place: QRectF, side: Qt.AlignmentFlag, text: str) -> None:
    flags = Qt.AlignmentFlag.AlignVCenter | side | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(place, int(flags) | int(Qt.TextFlag.TextSingleLine), text)


def _colour(light: Light, colours: Colours) -> str:
    return {
        Light.NONE: colours.muted,
        Light.GREEN: colours.live,
        Light.AMBER: colours.warn,
        Light.RED: colours.fail,
    }[light]


def _ink(light: Light, colours: Colours) -> str:
    return {
        Light.NONE: colours.text,
        Light.GREEN: colours.live_ink,
        Light.AMBER: colours.warn_ink,
        Light.RED: colours.fail_ink,
    }[light]


def _paint_light(painter: QPainter, place: QRectF, shown: Reading, colour: str) -> None:
    """Draw a ring without limit, a disc, a triangle when it is nearly over, an octagon when it is; two bars where it
    stands.
    """
    side = min(place.width(), place.height()) * _FILL
    box = QRectF(0, 0, side, side)
    box.moveCenter(place.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    if shown.is_standing:
        for share in (0.12, 0.58):
            painter.drawRect(QRectF(box.left() + side * share, box.top() + side * 0.08, side * 0.3, side * 0.84))
    elif shown.light is Light.NONE:
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(QColor(colour))
        pen.setWidthF(side * 0.14)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = side * 0.12
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    elif shown.light is Light.GREEN:
        painter.drawEllipse(box)
    else:
        corners, turn = (3, -90.0) if shown.light is Light.AMBER else (8, 22.5)
        painter.drawPolygon(_polygon(box, corners, turn))


def _polygon(box: QRectF, corners: int, turn_degrees: float) -> QPolygonF:
    radius = box.width() / 2 * (1.15 if corners == 3 else 1.05)
    centre = box.center() + QPointF(0, box.height() * (0.1 if corners == 3 else 0.0))
    points = []
    for number in range(corners):
        angle = math.radians(turn_degrees + 360 / corners * number)
        points.append(centre + QPointF(math.cos(angle) * radius, math.sin(angle) * radius))
    return QPolygonF(points)
