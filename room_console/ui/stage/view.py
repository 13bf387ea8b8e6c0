"""The stage as it is painted: as large as the screen, legible from the last row."""

import av
from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QImage,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from common.ui import fonts
from common.ui.colours import DARK
from common.ui.pictures import PictureSource, image_of
from common.ui.pictureview import PICTURES_HZ
from common.ui.text import cut_off
from room_console.ui.stage.caption import Caption
from room_console.ui.stage.sharedscreen import draw_shared

_LARGE, _MEDIUM, _SMALL = 0.072, 0.044, 0.030
"""Heights of letters as shares of the screen's height."""
_MARGIN = 0.05
_FADE = 0.40


class StageView(QWidget):
    """Picture with the speaker's name over its foot; the meeting's title alone when nobody speaks. Always dark."""

    def __init__(self) -> None:
        super().__init__()
        self.caption = Caption()
        self._source: PictureSource | None = None
        self._screens: PictureSource | None = None
        self._screen: tuple[QImage, av.VideoFrame | None] | None = None
        self._frame: av.VideoFrame | None = None
        self._image: QImage | None = None
        self._timer = QTimer(self, interval=round(1000 / PICTURES_HZ))
        self._timer.timeout.connect(self._fetch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._name_it()

    def show_from(self, source: PictureSource, screens: PictureSource | None = None) -> None:
        """Fetch the pictures of who speaks from `source`, those of a screen that is shared from `screens`."""
        self._source, self._screens = source, screens

    def show_screen(self, image: QImage) -> None:
        """Show a screen that stands still."""
        self._screen = image, None
        self.update()

    def show_image(self, image: QImage | None) -> None:
        """Show a picture that stands still, or none."""
        self._image, self._frame = image, None
        self.update()

    def show_caption(self, caption: Caption) -> None:
        """Show who speaks."""
        if caption != self.caption:
            if not caption.is_sharing:
                self._screen = None
            self.caption = caption
            self._name_it()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for 16 to 9."""
        return QSize(960, 540)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to fetch."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Fetch no more."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and what stands on it."""
        del event
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(DARK.scrim))
        if self.caption.is_sharing:
            draw_shared(painter, self, self._screen[0] if self._screen is not None else None, self._image)
        elif not self.caption.speaker:
            self._draw_title(painter)
        else:
            if self._image is not None:
                size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                where = QRect(0, 0, size.width(), size.height())
                where.moveCenter(self.rect().center())
                painter.drawImage(where, self._image)
            self._draw_speaker(painter)
        painter.end()

    def _draw_title(self, painter: QPainter) -> None:
        margin = round(self.width() * _MARGIN * 2)
        space = self.rect().adjusted(margin, margin, -margin, -margin)
        large, medium = self._font(_LARGE, True), self._font(_MEDIUM)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        title = QFontMetrics(large).boundingRect(space, flags, self.caption.title)
        symbol_px = QFontMetrics(medium).height() if self.caption.symbol else 0
        top = max(space.top(), (self.height() - title.height() - 2 * symbol_px) // 2)
        painter.setFont(large)
        painter.setPen(QColor(DARK.on_scrim))
        painter.drawText(QRect(space.left(), top, space.width(), title.height()), flags, self.caption.title)
        painter.setFont(medium)
        painter.setPen(QColor(DARK.muted))
        lower = QRect(space.left(), top + title.height() + symbol_px, space.width(), 2 * symbol_px)
        painter.drawText(lower, flags, self.caption.symbol)

    def _draw_speaker(self, painter: QPainter) -> None:
        foot = QRect(0, round(self.height() * (1 - _FADE)), self.width(), self.height())
        shade = QLinearGradient(0, foot.top(), 0, self.height())
        shade.setColorAt(0.0, QColor(0, 0, 0, 0))
        shade.setColorAt(0.55, QColor(0, 0, 0, 190))
        shade.setColorAt(1.0, QColor(0, 0, 0, 230))
        painter.fillRect(foot, shade)
        margin = round(self.width() * _MARGIN)
        large, medium = self._font(_LARGE, True), self._font(_MEDIUM)
        lines_px = QFontMetrics(large).height(), QFontMetrics(medium).height()
        bottom = self.height() - margin // 2
        upper = QRect(margin, bottom - sum(lines_px), self.width() - 2 * margin, lines_px[0])
        lower = QRect(margin, bottom - lines_px[1], self.width() - 2 * margin, lines_px[1])
        clock_px = QFontMetrics(large).horizontalAdvance("8:88:88" if len(self.caption.time) > 5 else "88:88")
        clock_px = clock_px if self.caption.time else 0
        self._write(painter, large, DARK.on_scrim, upper, 0, upper.width() - clock_px - margin, self.caption.speaker)
        self._write(painter, medium, DARK.on_scrim, lower, 0, lower.width(), self.caption.name)
        self._write(painter, large, DARK.live_ink, upper, upper.width() - clock_px, clock_px + 2, self.caption.time)

    def _write(
        self, painter: QPainter, font: QFont, ink: str, line: QRect, offset_px: int, width_px: int, text: str
    ) -> None:
        part = QRect(line.left() + offset_px, line.top(), width_px, line.height())
        flags = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = cut_off(QFontMetrics(font), text, width_px)
        painter.drawText(
            QStyle.visualRect(self.layoutDirection(), line, part), int(flags | Qt.AlignmentFlag.AlignVCenter), shown
        )

    def _font(self, share: float, is_bold: bool = False) -> QFont:
        return fonts.application_font(max(12, round(self.height() * share)), is_bold)

    def _fetch(self) -> None:
        frame = self._source.take() if self._source is not None else None
        if frame is not None:
            self._image, self._frame = image_of(frame), frame
            if self.caption.speaker:
                self.update()
        screen = self._screens.take() if self._screens is not None else None
        if screen is not None:
            self._screen = image_of(screen), screen
            self.update()

    def _name_it(self) -> None:
        caption = self.caption
        self.setAccessibleName(self.tr("Stage"))
        said = (caption.speaker, caption.name) if caption.speaker else (caption.title, caption.symbol)
        self.setAccessibleDescription(", ".join(part for part in said if part))
