"""A row of buttons, one for each group of people: how many there are, and which of them are shown."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from common.ui.flow import FlowLayout
from room_console.ui.tables.summary import Group


class GroupButtons(QWidget):
    """One is always pressed. The arrow keys go from one to the next."""

    chosen = Signal(object)
    """A `Group`."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[Group, QPushButton] = {}
        self._names = {
            Group.ALL: self.tr("All {count}"),
            Group.FAIL: self.tr("Not ready {count}"),
            Group.UNTESTED: self.tr("Not tested {count}"),
            Group.WARN: self.tr("With care {count}"),
            Group.PASS: self.tr("Ready {count}"),
        }
        choice = QButtonGroup(self)
        flow = FlowLayout(self, gap_px=4)
        for group in Group:
            button = QPushButton()
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.toggled.connect(lambda is_on, g=group: self.chosen.emit(g) if is_on else None)
            choice.addButton(button)
            flow.addWidget(button)
            self.buttons[group] = button
        self.show_sizes(dict.fromkeys(Group, 0))
        self.buttons[Group.ALL].setChecked(True)

    def show_sizes(self, sizes: Mapping[Group, int]) -> None:
        """Show how many each group has."""
        is_other = False
        for group, button in self.buttons.items():
            text = self._names[group].format(count=f"{sizes[group]:,}".replace(",", "\u202f"))
            if button.text() != text:
                button.setText(text)
                is_other = True
        if is_other:
            self.updateGeometry()
