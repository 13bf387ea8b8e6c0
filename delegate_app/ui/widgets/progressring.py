"""Progress that is seen from two metres: a ring that closes, with its figure in the middle."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from common.ui import fonts, theme

RING_PX = 128
_STROKE_PX = 10
_FULL = 1000


class ProgressRing(QProgressBar):
    """Shows a share, and a short text in the middle; a progress bar to assistive technology."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._middle = ""
        self._colour = "accent"
        self._side_px = RING_PX
        self.setProperty("kind", "ring")
        self.setRange(0, _FULL)
        self.setValue(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, middle: str, colour: str = "accent") -> None:
        """Show a share, 0 to 1, with its text, in the colour of a role."""
        self.setValue(round(_FULL * min(1.0, max(0.0, share))))
        if (middle, colour) != (self._middle, self._colour):
            self._middle, self._colour = middle, colour
            self.update()

    def set_side(self, side_px: int) -> None:
        """Be so large, at a text scale of 1."""
        if side_px != self._side_px:
            self._side_px = side_px
            self.updateGeometry()

    def text(self) -> str:
        """Say what stands in the middle."""
        return self._middle

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        side = theme.current().scaled_px(self._side_px)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Ask for the same at least."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring clockwise from the top, in either direction of reading, like a clock."""
        del event
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = _STROKE_PX / 2 + 1
        space = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(QColor(look.colours.control), _STROKE_PX))
        painter.drawEllipse(space)
        if self.value() > 0:
            pen = QPen(QColor(getattr(look.colours, self._colour)), _STROKE_PX)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(space, 90 * 16, -round(360 * 16 * self.value() / _FULL))
        painter.setPen(QColor(look.colours.text))
        painter.setFont(fonts.application_font(look.size_px(theme.Step.DISPLAY), is_bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._middle)
        painter.end()
