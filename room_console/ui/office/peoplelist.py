"""Everyone registered: found, filtered, added, changed, swapped, taken off."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from common.model.people import Attendance, Category, Person, Role
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.people import PersonKept, RemovePerson, SwapAttendance
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, paragraph
from room_console.ui.office.page import Ask
from room_console.ui.office.peopleform import PeopleForm
from room_console.ui.peoplewords import attendance_word, category_word, is_active
from room_console.ui.state import ConsoleState
from room_console.ui.tables.peopletable import PeopleTable
from room_console.ui.tables.registeredmodel import RegisteredColumn as Column
from room_console.ui.tables.registeredmodel import RegisteredModel
from room_console.ui.widgets.hold import HoldButton
from room_console.ui.widgets.searchfield import search_field
from room_console.ui.wording import role_word

_FIRST_TO_GO = (Column.EMAIL, Column.ORDER, Column.STATE, Column.CATEGORY, Column.ATTENDANCE)
_SAMPLES: dict[int, str] = {
    Column.ROLE: "Secretariat",
    Column.ATTENDANCE: "In the hall",
    Column.CATEGORY: "Observer state",
    Column.ORDER: "Order",
    Column.EMAIL: "anna.keller@example.org",
    Column.STATE: "Returning",
}

K = TypeVar("K", bound=StrEnum)


class PeopleList(QWidget):
    """The table and what can be done with who is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], Ask]
        self.state = ConsoleState()
        self.model = RegisteredModel(self)
        self.table = PeopleTable(self.model, self.tr("People"), _SAMPLES, _FIRST_TO_GO, Column.DELEGATION)
        self.search = search_field(self.tr("Find by any text"))
        self.attendance = _choice(self.tr("Any attendance"), Attendance, attendance_word)
        self.category = _choice(self.tr("Any category"), Category, category_word)
        self.role = _choice(self.tr("Any role"), Role, role_word)
        self.add = IconButton(self.tr("Add person"), "plus")
        self.change = IconButton(self.tr("Edit"), "settings")
        self.swap = IconButton(self.tr("Swap attendance"), "refresh")
        self.remove = HoldButton(self.tr("Take off"), "close")
        words = self.tr("Hold for a second: closes the person's link and voids their token")
        self.remove.describe(self.tr("Take off the list"), detail=words)
        self.notice, self.form = Notice(), PeopleForm()
        self.form.hide()
        self.verbs = flowing(self.add, self.change, self.swap, self.remove)
        self.count = ElidedLabel(step="small", ink="muted")
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()

    def show_state(self, state: ConsoleState) -> None:
        """Show who is registered, and how they are joined."""
        self.state = state
        if state.view is not None:
            self.form.show_channels(state.view.details.channels)
        self.model.show_people(state.view.participants if state.view is not None else {}, {}, {})
        self.look()

    def look(self) -> None:
        """Count anew, and enable what can be done."""
        shown, total = self.model.rowCount(), self.model.total
        here = sum(person.attendance is Attendance.ON_SITE for person in self.model.known)
        active = sum(is_active(person.role) for person in self.model.known)
        words = self.tr("{shown} of {total} shown; {active} may take the floor, {here} come to the hall")
        self.count.setText(isolated(words.format(shown=shown, total=total, active=active, here=here)))
        self.table.setVisible(shown > 0 or self.model.is_filling)
        self.empty.setVisible(self.table.isHidden())
        self.empty.setText(
            self.tr("Nobody matches. Clear the search and the filters to see everyone.")
            if total
            else self.tr("Nobody is registered yet. Add a person, or import a file.")
            if self.state.view is not None
            else self.tr("Not known before the core is attached.")
        )
        self._enable()

    def selected(self) -> Person | None:
        """Return who is selected."""
        row = self.table.selected()
        return self.model.person(row.who) if row is not None else None

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_PX)
        top.addWidget(self.search, 1)
        for box in (self.attendance, self.category, self.role):
            top.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(top)
        column.addWidget(self.verbs)
        column.addWidget(self.form)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.count)

    def _connect(self) -> None:
        self.model.settled.connect(self.look)
        self.search.textChanged.connect(self._filter)
        for box in (self.attendance, self.category, self.role):
            box.currentIndexChanged.connect(self._filter)
        self.table.selectionModel().currentChanged.connect(self._enable)
        self.table.doubleClicked.connect(self._edit)
        self.add.clicked.connect(lambda: self._show_form(None))
        self.change.clicked.connect(self._edit)
        self.swap.clicked.connect(self._swap)
        self.remove.held.connect(self._remove)
        self.form.cancelled.connect(self._hide_form)
        self.form.wanted.connect(lambda message: self.ask()(message, self.notice, self._kept))

    def _filter(self) -> None:
        boxes = self.attendance.currentData(), self.category.currentData(), self.role.currentData()
        attendance, category, role = boxes
        self.model.keep_only(
            Attendance(attendance) if attendance else None,
            Category(category) if category else None,
            Role(role) if role else None,
        )
        self.model.look_for(self.search.text())
        self.look()

    def _enable(self) -> None:
        is_attached = self.state.is_attached
        self.add.setEnabled(is_attached)
        for button in (self.change, self.swap, self.remove):
            button.setEnabled(is_attached and self.selected() is not None)

    def _edit(self) -> None:
        if self.state.is_attached and (person := self.selected()) is not None:
            self._show_form(person)

    def _show_form(self, person: Person | None) -> None:
        self.form.fill(person)
        self.form.show()
        self.verbs.hide()
        self.form.texts["name"].setFocus()

    def _hide_form(self) -> None:
        self.form.hide()
        self.verbs.show()
        self.table.setFocus()

    def _kept(self, answer: ConsoleMessage) -> None:
        if not isinstance(answer, PersonKept):
            return
        self._hide_form()
        if answer.participant is None:
            words = self.tr("No place was left: the person can follow at {url}.").format(url=answer.webcast_url)
            self.notice.say(words, "warn", may_dismiss=True)

    def _swap(self) -> None:
        if (person := self.selected()) is not None:
            is_remote = person.attendance is Attendance.REMOTE
            wanted = Attendance.ON_SITE if is_remote else Attendance.REMOTE
            self._wish(SwapAttendance(participant=person.participant, attendance=wanted))

    def _remove(self) -> None:
        if (person := self.selected()) is not None:
            self._wish(RemovePerson(participant=person.participant))

    def _wish(self, message: Request) -> None:
        self.ask()(message, self.notice)


def _choice(anyone: str, kind: type[K], word: Callable[[K], str]) -> QComboBox:
    """Return a filter whose first choice lets everyone pass."""
    box = QComboBox()
    box.setAccessibleName(anyone)
    box.addItem(anyone, "")
    for value in kind:
        box.addItem(word(value), str(value))
    return box
