"""One person: everything that is known of them."""

from dataclasses import asdict
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QSpinBox

from common.model.interpretation import Channel
from common.model.people import Attendance, Category, Person, Role
from common.model.registration import Applicant
from common.protocol.people import AlterPerson, RegisterPerson
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from room_console.ui.office.fields import Fields, as_form, line
from room_console.ui.peoplewords import attendance_word, category_word
from room_console.ui.wording import role_word

LONGEST, LONGEST_EMAIL, LONGEST_KEY, LONGEST_NUMBER, LONGEST_TAG = 120, 254, 64, 24, 35
MOST_ORDER = 99_999
_TEXTS = ("name", "delegation", "title", "function", "email", "mobile", "group", "language", "key")


class PeopleForm(QFrame):
    """Filled in from who is there, or begun anew; sent as a whole."""

    wanted = Signal(object)
    """A `RegisterPerson` or an `AlterPerson`."""
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._person: Person | None = None
        self.texts: dict[str, QLineEdit] = {
            "name": line(LONGEST),
            "delegation": line(LONGEST),
            "title": line(LONGEST),
            "function": line(LONGEST),
            "email": line(LONGEST_EMAIL),
            "mobile": line(LONGEST_NUMBER),
            "group": line(LONGEST),
            "language": line(LONGEST_TAG),
            "key": line(LONGEST_KEY),
        }
        self.role, self.attendance, self.category, self.booth = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        for role in Role:
            self.role.addItem(role_word(role), role)
        for attendance in Attendance:
            self.attendance.addItem(attendance_word(attendance), attendance)
        for category in Category:
            self.category.addItem(category_word(category), category)
        self.order = QSpinBox(maximum=MOST_ORDER)
        self.order.setSpecialValueText(self.tr("None"))
        self.save = IconButton(self.tr("Save person"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), kind="quiet")
        self._lay_out()
        self.role.currentIndexChanged.connect(self._look)
        for field in self.texts.values():
            field.returnPressed.connect(self._save)
        self.texts["name"].textChanged.connect(self._look)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.cancelled)

    def show_channels(self, channels: tuple[Channel, ...]) -> None:
        """Offer the booths of the meeting."""
        if [self.booth.itemData(n) for n in range(self.booth.count())] != [c.language for c in channels[1:]]:
            chosen = self.booth.currentData()
            self.booth.clear()
            for channel in channels[1:]:
                self.booth.addItem(channel.name, channel.language)
            self.booth.setCurrentIndex(max(0, self.booth.findData(chosen)))

    def fill(self, person: Person | None) -> None:
        """Show a person, or begin one."""
        self._person = person
        shown = asdict(person) if person is not None else asdict(Applicant("", role=Role.DELEGATE))
        for name, field in self.texts.items():
            field.setText(shown[name])
        for box, name in ((self.role, "role"), (self.attendance, "attendance"), (self.category, "category")):
            box.setCurrentIndex(box.findData(shown[name]))
        self.booth.setCurrentIndex(max(0, self.booth.findData(shown["booth"])))
        self.order.setValue(shown["order"])
        self._look()

    def message(self) -> RegisterPerson | AlterPerson:
        """Return what stands in the fields."""
        role = Role(self.role.currentData())
        said: dict[str, Any] = {name: self.texts[name].text().strip() for name in _TEXTS}
        said |= {
            "role": role,
            "booth": self.booth.currentData() or "" if role is Role.INTERPRETER else "",
            "attendance": Attendance(self.attendance.currentData()),
            "category": Category(self.category.currentData()),
            "order": self.order.value(),
        }
        if self._person is None:
            return RegisterPerson(applicant=Applicant(**said))
        return AlterPerson(person=Person(participant=self._person.participant, **said))

    def _lay_out(self) -> None:
        fields = Fields(4)
        fields.add(self.tr("Name"), self.texts["name"])
        fields.add(self.tr("Delegation"), self.texts["delegation"])
        fields.add(self.tr("Title (Ms., H.E. Mr.)"), self.texts["title"])
        fields.add(self.tr("Function"), self.texts["function"])
        fields.add(self.tr("E-mail (the code goes there)"), self.texts["email"])
        fields.add(self.tr("Mobile (+41791234567)"), self.texts["mobile"])
        fields.add(self.tr("Attendance"), self.attendance)
        fields.add(self.tr("Role"), self.role)
        fields.add(self.tr("Category"), self.category)
        fields.add(self.tr("Protocol order"), self.order)
        fields.add(self.tr("Regional group"), self.texts["group"])
        fields.add(self.tr("Booth (of an interpreter)"), self.booth)
        fields.add(self.tr("Language (en, fr, ar)"), self.texts["language"])
        fields.add(self.tr("Key of your own system"), self.texts["key"])
        fields.stretch(1, 1, 1, 1)
        as_form(self, fields, flowing(self.save, self.cancel))

    def _look(self) -> None:
        self.save.setEnabled(bool(self.texts["name"].text().strip()))
        self.booth.setEnabled(self.role.currentData() == Role.INTERPRETER)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.wanted.emit(self.message())
