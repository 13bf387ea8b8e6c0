"""One page of a document, drawn, with what was found on it marked."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from common.ui import theme
from common.ui.text import own_way
from delegate_app.core.reading.pages import Found, PageImage

_MARK_ALPHA = 90
_WAITING_PX = 240
_WAITING_PLACE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class DocumentPage(QWidget):
    """As large as the page's picture on this screen."""

    def __init__(self) -> None:
        super().__init__()
        self.image: PageImage | None = None
        self._picture = QImage()
        self._found: Found | None = None
        self._waiting = self.tr("The page is being drawn…")

    def show_image(self, image: PageImage, ratio: float) -> None:
        """Show a page, drawn with `ratio` device pixels a pixel."""
        self.image = image
        stride = 3 * image.width_px
        picture = QImage(image.rgb, image.width_px, image.height_px, stride, QImage.Format.Format_RGB888)
        self._picture = picture.copy()
        self._picture.setDevicePixelRatio(ratio)
        self.setAccessibleDescription(image.text)
        self.resize(self.sizeHint())
        self.update()

    def show_waiting(self) -> None:
        """Show no page, and say that one is coming."""
        self.image, self._picture = None, QImage()
        self.setAccessibleDescription(self._waiting)
        self.resize(self.sizeHint())
        self.update()

    def show_found(self, found: Found | None) -> None:
        """Mark what was found."""
        self._found = found
        self.update()

    def marked(self) -> QRectF | None:
        """Return where the first mark is."""
        if self._found is None or self.image is None or self._found.page != self.image.page or not self._found.boxes:
            return None
        left, top, right, bottom = self._found.boxes[0]
        size = self.sizeHint()
        return QRectF(left * size.width(), top * size.height(), 0, 0).united(
            QRectF(right * size.width(), bottom * size.height(), 0, 0)
        )

    def sizeHint(self) -> QSize:
        """Ask for the size of the picture."""
        if self._picture.isNull():
            return QSize(_WAITING_PX, _WAITING_PX)
        return self._picture.deviceIndependentSize().toSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw page and marks: a document looks the same in light and dark, and from right to left."""
        del event
        painter = QPainter(self)
        if self.image is None:
            painter.setPen(QColor(theme.current().colours.muted))
            painter.drawText(self.rect(), int(_WAITING_PLACE), own_way(self._waiting))
        painter.drawImage(0, 0, self._picture)
        if self._found is not None and self.image is not None and self._found.page == self.image.page:
            mark = QColor(theme.current().colours.warn)
            mark.setAlpha(_MARK_ALPHA)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mark)
            width, height = self.width(), self.height()
            for left, top, right, bottom in self._found.boxes:
                painter.drawRect(QRectF(left * width, top * height, (right - left) * width, (bottom - top) * height))
        painter.end()
