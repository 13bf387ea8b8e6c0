"""Registers someone, in place."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QWidget

from common.model.interpretation import Channel
from common.model.people import Role
from common.protocol.operator import AddPerson
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from room_console.ui.wording import role_word

LONGEST = 120
_ROLES = (Role.DELEGATE, Role.OBSERVER, Role.INTERPRETER, Role.CHAIR, Role.SECRETARIAT, Role.OPERATOR)


class PersonForm(QFrame):
    """Name, delegation, role, e-mail, and the booth of an interpreter; the rest is added in the office."""

    wanted = Signal(object)
    """An `AddPerson`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = self._field(self.tr("Name"))
        self.delegation = self._field(self.tr("Delegation"))
        self.email = self._field(self.tr("E-mail (the code goes there)"))
        self.role = QComboBox()
        self.role.setAccessibleName(self.tr("Role"))
        for role in _ROLES:
            self.role.addItem(role_word(role), role)
        self.booth = QComboBox()
        self.booth.setAccessibleName(self.tr("Booth"))
        self.role.currentIndexChanged.connect(self._look)
        self.add = IconButton(self.tr("Add and make link"), "plus", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self.cancelled)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, theme.SPACE_PX)
        grid.setSpacing(theme.SPACE_PX)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.delegation, 0, 1)
        grid.addWidget(self.email, 1, 0)
        grid.addWidget(self.role, 1, 1)
        verbs = QWidget()
        buttons = FlowLayout(verbs)
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        grid.addWidget(self.booth, 2, 0)
        grid.addWidget(verbs, 3, 0, 1, 2)
        self._look()

    def show_channels(self, channels: tuple[Channel, ...]) -> None:
        """Offer the booths of the meeting."""
        if [self.booth.itemData(n) for n in range(self.booth.count())] != [c.language for c in channels[1:]]:
            self.booth.clear()
            for channel in channels[1:]:
                self.booth.addItem(self.tr("Booth: {name}").format(name=channel.name), channel.language)

    def clear(self) -> None:
        """Begin anew."""
        for field in (self.name, self.delegation, self.email):
            field.clear()
        self.role.setCurrentIndex(0)
        self._look()

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit(maxLength=LONGEST, placeholderText=name)
        field.setAccessibleName(name)
        field.textChanged.connect(self._look)
        field.returnPressed.connect(self._add)
        return field

    def _look(self) -> None:
        self.add.setEnabled(bool(self.name.text().strip()))
        self.booth.setVisible(self.role.currentData() == Role.INTERPRETER)

    def _add(self) -> None:
        if self.name.text().strip():
            texts = (field.text().strip() for field in (self.name, self.delegation, self.email))
            name, delegation, email = texts
            role = Role(self.role.currentData())
            booth = self.booth.currentData() or "" if role is Role.INTERPRETER else ""
            self.wanted.emit(AddPerson(name=name, delegation=delegation, role=role, email=email, booth=booth))
