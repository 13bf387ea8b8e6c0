"""Choose one device from those there are; one that was pulled out stays named until another is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.elidedbox import ElidedBox
from common.ui.icon import IconLabel
from common.ui.text import label


class DevicePicker(QWidget):
    """A caption with its icon, and under it the list. `may_be_none` offers to use no device."""

    picked = Signal(object)
    """The name chosen, or None. By the user only."""

    def __init__(self, caption: str, icon: str, may_be_none: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_be_none = may_be_none
        self._shown: tuple[tuple[tuple[str, str], ...], str | None] | None = None
        self.box = ElidedBox()
        self.box.setAccessibleName(caption)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.activated.connect(self._activated)
        title = label(caption, is_bold=True)
        title.setBuddy(self.box)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX)
        head.addWidget(IconLabel(icon, "muted"))
        head.addWidget(title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addLayout(head)
        column.addWidget(self.box)

    def show_devices(self, devices: Sequence[tuple[str, str]], chosen: str | None) -> None:
        """List devices as (name, title) and mark the chosen one; the list is left alone if nothing changed."""
        wanted = (tuple(devices), chosen)
        if wanted == self._shown:
            return
        self._shown = wanted
        with QSignalBlocker(self.box):
            self.box.clear()
            if self._may_be_none:
                self.box.addItem(self.tr("None"), None)
            for name, title in devices:
                self.box.addItem(title, name)
            self._mark(chosen)
        self.box.setEnabled(self.box.count() > 0)

    def chosen(self) -> str | None:
        """Return the name that is marked."""
        name: str | None = self.box.currentData()
        return name

    def _mark(self, chosen: str | None) -> None:
        if chosen is not None and self.box.findData(chosen) < 0:
            self.box.addItem(self.tr("{device} (not connected)").format(device=chosen.split(":")[-1]), chosen)
        if self.box.count() == 0:
            self.box.addItem(self.tr("No device found"), None)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)) if chosen is not None else 0)
        self.box.setToolTip(self.box.currentText())

    def _activated(self, index: int) -> None:
        self._shown = None
        self.box.setToolTip(self.box.currentText())
        self.picked.emit(self.box.itemData(index))
