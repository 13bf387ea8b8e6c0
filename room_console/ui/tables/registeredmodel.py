"""Everyone registered, as whoever prepares the meeting sees them: attendance, category, address."""

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QObject

from common.model.ids import ParticipantId
from common.model.people import Attendance, Category, Person, Presence, Role
from common.ui.text import InkName
from room_console.ui.peoplewords import attendance_word, category_word
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.tables.row import Row
from room_console.ui.wording import presence_word, role_word


class RegisteredColumn(IntEnum):
    """From left to right."""

    DELEGATION = 0
    NAME = 1
    ROLE = 2
    ATTENDANCE = 3
    CATEGORY = 4
    ORDER = 5
    EMAIL = 6
    STATE = 7


_PRESENCES = tuple(Presence)


class RegisteredModel(PeopleModel):
    """Sorted by any column; found by every text of a person; kept to one attendance, category or role."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, len(RegisteredColumn), frozenset({int(RegisteredColumn.ORDER)}))
        self._known: dict[ParticipantId, Person] = {}
        self._only: tuple[Attendance | None, Category | None, Role | None] = (None, None, None)

    def person(self, who: ParticipantId) -> Person | None:
        """Return all that is known of somebody."""
        return self._known.get(who)

    @property
    def known(self) -> Iterable[Person]:
        """Everyone of whom all is known."""
        return (person for who, person in self._known.items() if who in self._people)

    def learn_people(self, listed: Iterable[Person], removed: Iterable[ParticipantId] = ()) -> None:
        """Take in what the core tells of people."""
        touched = []
        for person in listed:
            self._known[person.participant] = person
            touched.append(person.participant)
        for who in removed:
            if self._known.pop(who, None) is not None:
                touched.append(who)
        self._take([who for who in touched if who in self._people])

    def keep_only(self, attendance: Attendance | None, category: Category | None, role: Role | None) -> None:
        """Show those alone who are so; None is anyone."""
        if (attendance, category, role) != self._only:
            self._only = (attendance, category, role)
            self.arrange()

    def is_wanted(self, row: Row) -> bool:
        """Tell whether somebody is of those that are kept."""
        attendance, category, role = self._only
        person = self._known.get(row.who)
        if role is not None and row.person.role is not role:
            return False
        if attendance is None and category is None:
            return True
        return person is not None and attendance in (None, person.attendance) and category in (None, person.category)

    def heading(self, column: int) -> str:
        """Name a column."""
        return _heading(RegisteredColumn(column))

    def text(self, row: Row, column: int) -> str:
        """Write a cell."""
        known = self._known.get(row.who)
        match column:
            case RegisteredColumn.DELEGATION:
                return row.person.delegation or "–"
            case RegisteredColumn.NAME:
                return row.person.name
            case RegisteredColumn.ROLE:
                return role_word(row.person.role)
            case RegisteredColumn.STATE:
                return presence_word(row.person.presence)
            case _:
                return "–" if known is None else _text(known, column)

    def tip(self, row: Row, column: int) -> str:
        """Say a cell whole that may be cut off."""
        return self.text(row, column)

    def ink(self, row: Row, column: int) -> InkName | None:
        """Let step back what is not looked for."""
        return "muted" if column in (RegisteredColumn.STATE, RegisteredColumn.EMAIL, RegisteredColumn.ORDER) else None

    def sort_key(self, row: Row, column: int) -> str | float:
        """Order by protocol order and presence as such, by all else as it reads."""
        if column == RegisteredColumn.ORDER:
            known = self._known.get(row.who)
            return known.order if known is not None else 0.0
        if column == RegisteredColumn.STATE:
            return _PRESENCES.index(row.person.presence)
        return self.text(row, column).casefold()

    def search_text(self, row: Row) -> str:
        """Search everything that is known."""
        known = self._known.get(row.who)
        more = () if known is None else (known.email, known.title, known.function, known.group, known.key, known.mobile)
        return " ".join((row.person.delegation, row.person.name, role_word(row.person.role), *more))


def _text(person: Person, column: int) -> str:
    match column:
        case RegisteredColumn.ATTENDANCE:
            return attendance_word(person.attendance)
        case RegisteredColumn.CATEGORY:
            return category_word(person.category)
        case RegisteredColumn.ORDER:
            return str(person.order) if person.order else "–"
        case _:
            return person.email or "–"


def _heading(column: RegisteredColumn) -> str:
    return {
        RegisteredColumn.DELEGATION: QCoreApplication.translate("People", "Delegation"),
        RegisteredColumn.NAME: QCoreApplication.translate("People", "Name"),
        RegisteredColumn.ROLE: QCoreApplication.translate("People", "Role"),
        RegisteredColumn.ATTENDANCE: QCoreApplication.translate("People", "Attendance"),
        RegisteredColumn.CATEGORY: QCoreApplication.translate("People", "Category"),
        RegisteredColumn.ORDER: QCoreApplication.translate("People", "Order"),
        RegisteredColumn.EMAIL: QCoreApplication.translate("People", "E-mail"),
        RegisteredColumn.STATE: QCoreApplication.translate("People", "State"),
    }[column]
