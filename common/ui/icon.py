"""An icon on its own, as a label."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

from common.ui import icons, theme


class IconLabel(QLabel):
    """Shows an icon in the colour of a role; decoration, so it has no accessible name of its own."""

    def __init__(self, name: str, ink: str = "text", size_px: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._ink, self._size_px = name, ink, size_px
        self.setFixedSize(size_px, size_px)
        self._draw()

    def show_icon(self, name: str, ink: str) -> None:
        """Show another icon in another colour."""
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the direction."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._draw()

    def _draw(self) -> None:
        colour: str = getattr(theme.current().colours, self._ink)
        ratio = self.devicePixelRatioF()
        self.setPixmap(icons.pixmap(self._name, colour, self._size_px, ratio, self.isRightToLeft()))
