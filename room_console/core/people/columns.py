"""The columns that a file may have, in any order, and what a cell of each may say."""

import re
from collections.abc import Callable
from typing import Any, Final

from common.model.csvcells import unguarded
from common.model.names import clean_line
from common.model.people import Attendance, Category, Role
from room_console.core.meeting.persons import (
    MAX_ORDER,
    email_fault,
    key_fault,
    language_fault,
    mobile_fault,
    text_fault,
)
from room_console.core.people.faults import FaultKind, UnfitError

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "key": ("key", "id", "registration id", "registration number"),
    "name": ("name", "full name"),
    "given_name": ("given name", "first name"),
    "family_name": ("family name", "last name", "surname"),
    "title": ("title", "salutation"),
    "function": ("function", "position", "job title"),
    "delegation": ("delegation", "organization", "organisation", "country", "state"),
    "email": ("email", "email address", "mail"),
    "mobile": ("mobile", "mobile phone", "phone", "telephone"),
    "attendance": ("attendance", "mode", "participation"),
    "active": ("active", "may speak"),
    "role": ("role",),
    "category": ("category", "type"),
    "order": ("order", "protocol order", "rank"),
    "group": ("group", "regional group"),
    "language": ("language", "preferred language"),
    "booth": ("booth",),
}
"""By field what a column may be called, whatever its case; blanks, dashes, dots and underscores do not count."""

_WORDS: Final[dict[type, dict[str, Any]]] = {
    Attendance: {
        **dict.fromkeys(("remote", "online", "virtual"), Attendance.REMOTE),
        **dict.fromkeys(("onsite", "inperson", "physical", "hall"), Attendance.ON_SITE),
    },
    Category: {
        **dict.fromkeys(("member", "memberstate"), Category.MEMBER),
        **dict.fromkeys(("observerstate", "observer"), Category.OBSERVER_STATE),
        **dict.fromkeys(("igo", "intergovernmentalorganization"), Category.IGO),
        **dict.fromkeys(("ngo", "nongovernmentalorganization"), Category.NGO),
        "secretariat": Category.SECRETARIAT,
    },
    Role: {str(role): role for role in Role},
    bool: {
        **dict.fromkeys(("active", "yes", "true", "1", "x"), True),
        **dict.fromkeys(("passive", "no", "false", "0"), False),
    },
}
_BESIDE: Final = re.compile(r"[\s_.\-]+")
_IN_NUMBER: Final = re.compile(r"[\s().\-/\u00a0]+")


def plain(text: str) -> str:
    """Write a header or a word as it is compared."""
    return _BESIDE.sub("", clean_line(text).casefold())


FIELD_OF: Final = {plain(header): field for field, headers in HEADERS.items() for header in headers}


def value_of(field: str, cell: str) -> Any:
    """Read a cell; None is an empty one of those that only a few words fit. Raises: UnfitError."""
    text = clean_line(unguarded(cell.strip()))
    if (kind := _CHOICES.get(field)) is not None:
        return _choice(*kind, text)
    if field == "order":
        return _order(text)
    if field == "mobile":
        text = _IN_NUMBER.sub("", text)
        text = f"+{text[2:]}" if text.startswith("00") else text
    fault, kind_of_fault = _CHECKS.get(field, (text_fault, FaultKind.CHARACTERS))
    if (words := fault(text)) is not None:
        raise UnfitError(FaultKind.TOO_LONG if "longer" in words else kind_of_fault, words)
    return text


_CHOICES: Final[dict[str, tuple[type, FaultKind]]] = {
    "attendance": (Attendance, FaultKind.ATTENDANCE),
    "category": (Category, FaultKind.CATEGORY),
    "role": (Role, FaultKind.ROLE),
    "active": (bool, FaultKind.ACTIVE),
}
_CHECKS: Final[dict[str, tuple[Callable[[str], str | None], FaultKind]]] = {
    "email": (email_fault, FaultKind.EMAIL),
    "mobile": (mobile_fault, FaultKind.MOBILE),
    "language": (language_fault, FaultKind.LANGUAGE),
    "booth": (language_fault, FaultKind.BOOTH),
    "key": (key_fault, FaultKind.CHARACTERS),
}


def _choice(of: type, fault: FaultKind, text: str) -> Any:
    if not text:
        return None
    words = _WORDS[of]
    if (found := words.get(plain(text))) is None:
        raise UnfitError(fault, f"is none of {', '.join(words)}")
    return found


def _order(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MAX_ORDER or len(text) > 9:
        raise UnfitError(FaultKind.ORDER, f"is not a number of 0 to {MAX_ORDER}")
    return int(text)
