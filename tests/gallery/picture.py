"""A made-up speaker at a made-up podium, drawn; for the gallery and the pictures in the documents."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QRadialGradient

_WALLS = {"hall": ("#3b5573", "#1a2736"), "home": ("#8d7b68", "#4d4238")}


def speaker(width: int = 1280, height: int = 720, place: str = "hall", suit: str = "#222b38") -> QImage:
    """Draw head and shoulders in a hall, or at home."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(width / 1280, height / 720)
    painter.setPen(Qt.PenStyle.NoPen)
    (_hall if place == "hall" else _home)(painter)
    _person(painter, suit)
    if place == "hall":
        _podium(painter)
    painter.end()
    return image


def _wall(painter: QPainter, place: str) -> None:
    light, dark = _WALLS[place]
    wall = QLinearGradient(0, 0, 0, 720)
    wall.setColorAt(0, QColor(light))
    wall.setColorAt(1, QColor(dark))
    painter.fillRect(0, 0, 1280, 720, QBrush(wall))


def _hall(painter: QPainter) -> None:
    _wall(painter, "hall")
    for column in range(17):
        shade = QLinearGradient(column * 80, 0, column * 80 + 50, 0)
        shade.setColorAt(0, QColor(255, 255, 255, 26))
        shade.setColorAt(1, QColor(0, 0, 0, 40))
        painter.fillRect(column * 80, 0, 50, 540, QBrush(shade))
    lamp = QRadialGradient(640, 120, 620)
    lamp.setColorAt(0, QColor(255, 244, 220, 80))
    lamp.setColorAt(1, QColor(255, 244, 220, 0))
    painter.fillRect(0, 0, 1280, 720, QBrush(lamp))
    painter.fillRect(0, 540, 1280, 180, QColor("#141d28"))


def _home(painter: QPainter) -> None:
    _wall(painter, "home")
    painter.fillRect(QRectF(90, 60, 260, 330), QColor("#c9d6de"))
    painter.fillRect(QRectF(214, 60, 12, 330), QColor("#6c5d4d"))
    painter.fillRect(QRectF(880, 120, 330, 12), QColor("#3a3128"))
    for book, colour in enumerate(("#7b3f3f", "#3f5d7b", "#b08d57", "#4d6b50", "#8a4f6d", "#41424e")):
        painter.fillRect(QRectF(900 + book * 44, 30 + book % 3 * 8, 34, 90 - book % 3 * 8), QColor(colour))


def _person(painter: QPainter, suit: str) -> None:
    body = QPainterPath(QPointF(330, 720))
    body.cubicTo(340, 520, 430, 470, 560, 446)
    body.lineTo(720, 446)
    body.cubicTo(850, 470, 940, 520, 950, 720)
    painter.fillPath(body, QColor(suit))
    painter.fillPath(_shape((568, 440), (640, 590), (712, 440)), QColor("#f1f1ee"))
    painter.fillPath(_shape((622, 468), (640, 600), (658, 468)), QColor("#8c2f39"))
    skin = QRadialGradient(610, 260, 190)
    skin.setColorAt(0, QColor("#dcb08f"))
    skin.setColorAt(1, QColor("#b9825f"))
    painter.setBrush(QColor("#b27c59"))
    painter.drawRoundedRect(QRectF(590, 370, 100, 100), 36, 36)
    hair = QPainterPath()
    hair.addEllipse(QRectF(526, 122, 228, 250))
    painter.fillPath(hair, QColor("#31231b"))
    painter.setBrush(QBrush(skin))
    painter.drawEllipse(QRectF(546, 166, 188, 244))
    fringe = QPainterPath(QPointF(538, 262))
    fringe.cubicTo(560, 130, 720, 130, 742, 262)
    fringe.cubicTo(700, 190, 620, 190, 538, 262)
    painter.fillPath(fringe, QColor("#31231b"))
    painter.setBrush(QColor("#2a1d17"))
    for eye in (598, 682):
        painter.drawEllipse(QPointF(eye, 282), 8, 6)
    mouth = QPainterPath(QPointF(606, 360))
    mouth.cubicTo(625, 378, 655, 378, 674, 360)
    mouth.cubicTo(655, 368, 625, 368, 606, 360)
    painter.fillPath(mouth, QColor("#8a4438"))


def _podium(painter: QPainter) -> None:
    painter.fillPath(_shape((380, 640), (900, 640), (940, 720), (340, 720)), QColor("#5a4632"))
    painter.fillRect(QRectF(380, 632, 520, 12), QColor("#7a6046"))
    painter.fillRect(QRectF(760, 520, 5, 116), QColor("#0f141a"))
    painter.setBrush(QColor("#0f141a"))
    painter.drawRoundedRect(QRectF(751, 500, 24, 40), 11, 11)


def _shape(*corners: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*corners[0]))
    for corner in corners[1:]:
        path.lineTo(QPointF(*corner))
    path.closeSubpath()
    return path
