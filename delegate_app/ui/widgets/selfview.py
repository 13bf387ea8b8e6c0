"""One's own picture and the level of one's own microphone."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from common.ui.levelmeter import LevelMeter
from common.ui.pictures import PictureSource
from common.ui.pictureview import PictureView


class SelfView(QWidget):
    """The picture, turned round as in a mirror, and the meter under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView(self.tr("Your own picture"), "camera")
        self.picture.is_mirrored = True
        self.meter = LevelMeter()
        self.meter.setAccessibleName(self.tr("Level of your microphone"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.picture, 1)
        column.addWidget(self.meter)

    def show_from(self, source: PictureSource | None, has_camera: bool) -> None:
        """Show the camera's picture, or say that it is off."""
        self.picture.show_from(source if has_camera else None)
        self.picture.set_placeholder("" if has_camera else self.tr("Your camera is off"))
