"""A picture that moves, or the sentence that stands in for it."""

from collections.abc import Callable

import av
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from common.ui import icons, theme
from common.ui.pictures import PictureSource, image_of
from common.ui.text import isolated

PICTURES_HZ = 30
_ICON_PX, _LEAST_ICON_PX = 48, 16
_MOST_HIDDEN = 0.12


class PictureView(QWidget):
    """Shows the latest picture of a source, whole, with its aspect. Fetches only while it is seen.

    `is_mirrored` turns the picture round, as people expect of their own. Where it fills the widget with less than the
    share `most_hidden` cut off at its edges, it does.
    """

    def __init__(self, name: str, placeholder_icon: str = "stage", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_mirrored = False
        self.most_hidden = _MOST_HIDDEN
        self.on_picture: Callable[[QSize], None] | None = None
        self._source: PictureSource | None = None
        self._frame: av.VideoFrame | None = None
        self._image: QImage | None = None
        self._placeholder = ""
        self._taken_px = (0, 0)
        self._placeholder_icon = placeholder_icon
        self._timer = QTimer(self, interval=round(1000 / PICTURES_HZ))
        self._timer.timeout.connect(self._fetch)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_from(self, source: PictureSource | None) -> None:
        """Fetch the pictures from `source`; None is none."""
        self._source = source
        if source is None:
            self.show_image(None)

    def show_image(self, image: QImage | None) -> None:
        """Show a picture that stands still, or none."""
        self._image, self._frame = image, None
        self.update()

    def set_placeholder(self, text: str) -> None:
        """Say this while there is no picture."""
        if text != self._placeholder:
            self._placeholder = text
            self.setAccessibleDescription(text)
            self.update()

    def leave_room(self, foot_px: int, end_px: int = 0) -> None:
        """Keep the sentence out of so much of the lower edge, and of where lines end: something else is seen there."""
        if (foot_px, end_px) != self._taken_px:
            self._taken_px = (foot_px, end_px)
            self.update()

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture is shown."""
        return self._image is not None

    def sizeHint(self) -> QSize:
        """Ask for 16 to 9."""
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        """Ask for a postage stamp at least."""
        return QSize(128, 72)

    def picture_rect(self) -> QRect:
        """Return where the picture lies, in the coordinates of the widget."""
        if self._image is None:
            return self.rect()
        image = self._image.size()
        size = image.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        hidden = 1 - self.width() * self.height() / max(1, size.width() * size.height())
        if hidden > self.most_hidden:
            size = image.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to fetch."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Fetch no more."""
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the placeholder, within round corners."""
        del event
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        corners = QPainterPath()
        corners.addRoundedRect(QRectF(self.rect()), theme.RADIUS_PX, theme.RADIUS_PX)
        painter.setClipPath(corners)
        colours = theme.current().colours
        painter.fillRect(self.rect(), QColor(colours.control if self._image is None else colours.scrim))
        if self._image is None:
            self._draw_placeholder(painter)
        else:
            self._draw_picture(painter, self._image)
        painter.end()

    def _draw_picture(self, painter: QPainter, image: QImage) -> None:
        painter.save()
        if self.is_mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(self.picture_rect(), image)
        painter.restore()

    def _draw_placeholder(self, painter: QPainter) -> None:
        colours = theme.current().colours
        margin, words = theme.SPACE_PX, isolated(self._placeholder) if self._placeholder else ""
        foot_px, end_px = self._taken_px
        left_px, right_px = (end_px, 0) if self.isRightToLeft() else (0, end_px)
        space = self.rect().adjusted(margin + left_px, margin, -margin - right_px, -margin - foot_px)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        words_px = painter.boundingRect(space, flags, words).height() if words else 0
        icon_px = min(_ICON_PX, self.height() // 3, space.height() - words_px)
        if icon_px < _LEAST_ICON_PX:
            icon_px = 0
        top = space.top() + max(0, (space.height() - icon_px - words_px) // 2)
        if icon_px:
            picture = icons.pixmap(self._placeholder_icon, colours.muted, icon_px, self.devicePixelRatioF())
            painter.drawPixmap(space.center().x() - icon_px // 2, top, picture)
        if not foot_px or words_px <= space.height():
            painter.setPen(QColor(colours.muted))
            painter.drawText(space.adjusted(0, top + icon_px - space.top(), 0, 0), flags, words)

    def _fetch(self) -> None:
        frame = self._source.take() if self._source is not None else None
        if frame is None:
            return
        is_first = self._image is None
        self._image, self._frame = image_of(frame), frame
        if is_first and self.on_picture is not None:
            self.on_picture(self._image.size())
        self.update()
