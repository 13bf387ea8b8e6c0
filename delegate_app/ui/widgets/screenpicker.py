"""Which screen or window to share: each with a picture of what others would see."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from common.devices.screen import ScreenChoice
from common.ui import icons, theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import cut_off, paragraph

PREVIEW = QSize(256, 144)
_BLANK_PX = 48


class ScreenPicker(QDialog):
    """Opened with what there is; previews come one by one. Return shares what is marked."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Share your screen"))
        self.resize(880, 560)
        self.notice = Notice()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Screens and windows"))
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(PREVIEW)
        self.list.setGridSize(QSize(PREVIEW.width() + theme.SPACE_PX * 2, PREVIEW.height() + 48))
        self.share: QPushButton = IconButton(self.tr("Share"), "screen", "primary")
        self.cancel = QPushButton(self.tr("Cancel"))
        self.share.setEnabled(False)
        self._choices: list[ScreenChoice] = []
        self._lay_out()
        self.list.currentRowChanged.connect(lambda row: self.share.setEnabled(row >= 0))
        self.list.itemActivated.connect(lambda _: self._choose())
        self.share.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)

    def show_choices(self, choices: Sequence[ScreenChoice]) -> None:
        """Offer these."""
        self._choices = list(choices)
        self.list.clear()
        self.notice.clear()
        blank = QIcon(_framed(icons.pixmap("screen", theme.current().colours.muted, _BLANK_PX)))
        for choice in choices:
            title = self.tr("Screen {number}").format(number=choice.title) if choice.kind == "screen" else choice.title
            item = QListWidgetItem(blank, cut_off(self.list.fontMetrics(), title, PREVIEW.width()))
            item.setToolTip(title)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
            self.list.addItem(item)
        self.list.setVisible(bool(choices))
        if choices:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.cancel.setFocus()

    def show_preview(self, choice: ScreenChoice, image: QImage) -> None:
        """Show what others would see of it."""
        if choice in self._choices:
            scaled = image.scaled(
                PREVIEW, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self.list.item(self._choices.index(choice)).setIcon(QIcon(_framed(QPixmap.fromImage(scaled))))

    def show_nothing(self) -> None:
        """Say that the system lets nobody look at its screens."""
        self.show_choices(())
        text = self.tr("This computer does not let Hemicycle see its screens. Allow it in the system's settings.")
        self.notice.say(text, "warn")

    def _choose(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.accept()
            self.chosen.emit(self._choices[row])

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.share)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_PX * 2)
        column.addWidget(paragraph(self.tr("Everybody in the meeting will see what you choose."), "lead"))
        column.addWidget(self.notice)
        column.addWidget(self.list, 1)
        column.addStretch()
        column.addLayout(buttons)


def _framed(picture: QPixmap) -> QPixmap:
    """Put a picture into a frame of the size that all have."""
    framed = QPixmap(PREVIEW)
    colours = theme.current().colours
    framed.fill(QColor(colours.control))
    painter = QPainter(framed)
    size = picture.deviceIndependentSize().toSize()
    painter.drawPixmap((PREVIEW.width() - size.width()) // 2, (PREVIEW.height() - size.height()) // 2, picture)
    painter.setPen(QColor(colours.border))
    painter.drawRect(framed.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return framed
