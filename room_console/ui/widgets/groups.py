"""A row of buttons, one for each group of people: how many there are, and which of them are shown."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from common.ui.flow import FlowLayout
from room_console.ui.tables.summary import Group


class GroupButtons(QWidget):
    """One is always pressed. Each is reached by Tab: a group of Qt's own would let Tab reach the pressed one alone."""

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
        flow = FlowLayout(self, gap_px=4)
        for group in Group:
            button = QPushButton()
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _, g=group: self._press(g))
            flow.addWidget(button)
            self.buttons[group] = button
        self.show_sizes(dict.fromkeys(Group, 0))
        self.buttons[Group.ALL].setChecked(True)

    def _press(self, group: Group) -> None:
        for other, button in self.buttons.items():
            button.setChecked(other is group)
        self.chosen.emit(group)

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
