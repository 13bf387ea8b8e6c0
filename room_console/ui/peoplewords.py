"""The words of registration: attendance, category, fields, and what is wrong with a file."""

from PySide6.QtCore import QCoreApplication

from common.model.people import Action, Attendance, Category, Role, may
from common.model.registration import Obstacle, Overflow
from common.ui.errors import QT_TRANSLATE_NOOP
from room_console.ui.wording import role_word

_ATTENDANCES: dict[Attendance, str] = {
    Attendance.REMOTE: QT_TRANSLATE_NOOP("People", "Remote"),
    Attendance.ON_SITE: QT_TRANSLATE_NOOP("People", "In the hall"),
}
_CATEGORIES: dict[Category, str] = {
    Category.MEMBER: QT_TRANSLATE_NOOP("People", "Member"),
    Category.OBSERVER_STATE: QT_TRANSLATE_NOOP("People", "Observer state"),
    Category.IGO: QT_TRANSLATE_NOOP("People", "IGO"),
    Category.NGO: QT_TRANSLATE_NOOP("People", "NGO"),
    Category.SECRETARIAT: QT_TRANSLATE_NOOP("People", "Secretariat"),
}
_OVERFLOWS: dict[Overflow, str] = {
    Overflow.REFUSE: QT_TRANSLATE_NOOP("People", "Refuse them"),
    Overflow.WEBCAST: QT_TRANSLATE_NOOP("People", "Send them to the webcast"),
}
_OBSTACLES: dict[Obstacle, str] = {
    Obstacle.FULL: QT_TRANSLATE_NOOP("People", "No place is left"),
    Obstacle.ACTIVE_FULL: QT_TRANSLATE_NOOP("People", "No place is left among the delegates"),
}
_FIELDS: dict[str, str] = {
    "name": QT_TRANSLATE_NOOP("People", "Name"),
    "delegation": QT_TRANSLATE_NOOP("People", "Delegation"),
    "role": QT_TRANSLATE_NOOP("People", "Role"),
    "email": QT_TRANSLATE_NOOP("People", "E-mail"),
    "booth": QT_TRANSLATE_NOOP("People", "Booth"),
    "title": QT_TRANSLATE_NOOP("People", "Title"),
    "function": QT_TRANSLATE_NOOP("People", "Function"),
    "attendance": QT_TRANSLATE_NOOP("People", "Attendance"),
    "category": QT_TRANSLATE_NOOP("People", "Category"),
    "group": QT_TRANSLATE_NOOP("People", "Group"),
    "order": QT_TRANSLATE_NOOP("People", "Order"),
    "mobile": QT_TRANSLATE_NOOP("People", "Mobile"),
    "language": QT_TRANSLATE_NOOP("People", "Language"),
    "key": QT_TRANSLATE_NOOP("People", "Key"),
}
FAULTS: dict[str, str] = {
    "not_text": QT_TRANSLATE_NOOP("People", "This is no text. Save it as CSV, in UTF-8."),
    "too_large": QT_TRANSLATE_NOOP("People", "The file is too large. Split it."),
    "empty": QT_TRANSLATE_NOOP("People", "The file is empty."),
    "column_unknown": QT_TRANSLATE_NOOP("People", "This column is not known, and is passed over."),
    "column_twice": QT_TRANSLATE_NOOP("People", "There are two columns for this."),
    "column_missing": QT_TRANSLATE_NOOP("People", "The first line must name a column Key or E-mail."),
    "quotes": QT_TRANSLATE_NOOP("People", "A quotation mark is not closed, or not doubled."),
    "cells_more": QT_TRANSLATE_NOOP("People", "The line has more cells than the header."),
    "cells_fewer": QT_TRANSLATE_NOOP("People", "The line has fewer cells than the header."),
    "name_empty": QT_TRANSLATE_NOOP("People", "There is no name."),
    "too_long": QT_TRANSLATE_NOOP("People", "This is too long."),
    "characters": QT_TRANSLATE_NOOP("People", "There are characters in it that must not be."),
    "email": QT_TRANSLATE_NOOP("People", "This is no e-mail address."),
    "email_missing": QT_TRANSLATE_NOOP("People", "Who takes part remotely needs an e-mail address for the code."),
    "mobile": QT_TRANSLATE_NOOP("People", "Write the number as +41791234567."),
    "language": QT_TRANSLATE_NOOP("People", "Write the language as en, fr, es, ru, ar or zh."),
    "order": QT_TRANSLATE_NOOP("People", "Write the order as a number."),
    "attendance": QT_TRANSLATE_NOOP("People", "Write remote or on-site."),
    "category": QT_TRANSLATE_NOOP("People", "Write member, observer state, IGO, NGO or secretariat."),
    "role": QT_TRANSLATE_NOOP("People", "Write delegate, observer, interpreter, chair or secretariat."),
    "active": QT_TRANSLATE_NOOP("People", "Write active or passive, in agreement with the role."),
    "booth": QT_TRANSLATE_NOOP("People", "An interpreter, and nobody else, has a booth: a language of the meeting."),
    "unidentified": QT_TRANSLATE_NOOP("People", "There is neither key nor e-mail address to know the person again by."),
    "email_twice": QT_TRANSLATE_NOOP("People", "This e-mail address stands in another line already."),
    "key_twice": QT_TRANSLATE_NOOP("People", "This key stands in another line already."),
    "email_taken": QT_TRANSLATE_NOOP("People", "Somebody else is registered with this e-mail address."),
    "key_taken": QT_TRANSLATE_NOOP("People", "Somebody else is registered with this key."),
    "role_not_given": QT_TRANSLATE_NOOP("People", "This role is not given or altered by a file."),
    "while_joined": QT_TRANSLATE_NOOP("People", "Nobody becomes staff or interpreter while they are in the meeting."),
    "full": QT_TRANSLATE_NOOP("People", "As many are registered as may be."),
    "active_full": QT_TRANSLATE_NOOP("People", "As many may take the floor as may be."),
    "quota": QT_TRANSLATE_NOOP("People", "As many of this delegation come to the hall as may."),
    "deadline": QT_TRANSLATE_NOOP("People", "Registration is closed."),
    "refused": QT_TRANSLATE_NOOP("People", "Somebody was changed in between. Open the file again."),
    "lookalike": QT_TRANSLATE_NOOP("People", "This looks like another name, and is spelled otherwise."),
    "mixed_alphabets": QT_TRANSLATE_NOOP("People", "Letters of several alphabets are mixed in one word."),
    "encoding": QT_TRANSLATE_NOOP("People", "The file is no UTF-8: look whether letters with accents are right."),
    "swapped": QT_TRANSLATE_NOOP("People", "The person was swapped by hand since, and stays so."),
}
"""By the kind that the console names."""


def attendance_word(attendance: Attendance) -> str:
    """Say where somebody takes part."""
    return _tr(_ATTENDANCES[attendance])


def category_word(category: Category) -> str:
    """Name a category."""
    return _tr(_CATEGORIES[category])


def overflow_word(overflow: Overflow) -> str:
    """Say what becomes of those for whom there is no place."""
    return _tr(_OVERFLOWS[overflow])


def obstacle_word(obstacle: Obstacle | None) -> str:
    """Say why somebody is sent to the webcast."""
    return _tr(_OBSTACLES[obstacle]) if obstacle in _OBSTACLES else ""


def field_word(field: str) -> str:
    """Name a field of a person."""
    return _tr(_FIELDS.get(field, field))


def value_word(field: str, value: str) -> str:
    """Write a value of a field as a reader expects it; a dash for none."""
    known = {
        "attendance": {str(a): attendance_word(a) for a in Attendance},
        "category": {str(c): category_word(c) for c in Category},
        "role": {str(r): role_word(r) for r in Role},
    }
    return known.get(field, {}).get(value, value) or "–"


def fault_word(kind: str, words: str) -> str:
    """Say what is wrong with a line; a kind that is newer than this window in the console's own words."""
    return _tr(FAULTS[kind]) if kind in FAULTS else words


def is_active(role: Role) -> bool:
    """Tell whether a role may take the floor."""
    return may(role, Action.SPEAK)


def _tr(text: str) -> str:
    return QCoreApplication.translate("People", text)
