"""What a person may be registered with: each field checked, and brought to the form in which it is kept."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.names import clean_line, label_fault
from common.model.people import Person
from room_console.core.meeting.wording import MAX_EMAIL, MAX_NAME, check_email, check_id

MAX_KEY: Final = 64
MAX_LANGUAGE: Final = 35
"""Characters of a language tag (RFC 5646, section 4.4.1)."""
MAX_ORDER: Final = 99_999

_LABEL: Final = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL: Final = re.compile(rf"(?![.])[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}(?<![.])@{_LABEL}(\.{_LABEL})*")
_MOBILE: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_TEXTS: Final = ("name", "delegation", "booth", "title", "function", "group", "language", "key")


def cleaned(person: Person) -> Person:
    """Bring every text of a person to the form in which it is kept."""
    changed: dict[str, Any] = {}
    for field in _TEXTS:
        if (before := getattr(person, field)) and (after := clean_line(before)) != before:
            changed[field] = after
    return replace(person, **changed) if changed else person


def check_person(person: Person) -> None:
    """Let pass a cleaned person who can be listed. Raises: ConferenceError(`malformed`)."""
    check_id(person.participant, "participant")
    check_email(person.email)
    for field, check in _CHECKS.items():
        if ((text := getattr(person, field)) or field == "name") and (fault := check(text)) is not None:
            raise ConferenceError(ErrorCode.MALFORMED, f"{field} {fault}")
    if not 0 <= person.order <= MAX_ORDER:
        raise ConferenceError(ErrorCode.MALFORMED, f"order is not 0 to {MAX_ORDER}")


def name_fault(text: str) -> str | None:
    """Say what is wrong with a cleaned name; None for nothing."""
    return text_fault(text) if text else "is empty"


def text_fault(text: str, most: int = MAX_NAME) -> str | None:
    """Say what is wrong with a cleaned line that may be empty."""
    return f"is longer than {most} characters" if len(text) > most else label_fault(text)


def key_fault(text: str) -> str | None:
    """Say what is wrong with an organiser's key."""
    return text_fault(text, MAX_KEY)


def email_fault(text: str) -> str | None:
    """Say what is wrong with an address that mail shall go to (RFC 5321, section 4.1.2, without quoted local parts)."""
    if not text or (len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text)):
        return None
    return "is not an e-mail address"


def mobile_fault(text: str) -> str | None:
    """Say what is wrong with a mobile number (E.164)."""
    return None if not text or _MOBILE.fullmatch(text) else "is not a number such as +41791234567"


def language_fault(text: str) -> str | None:
    """Say what is wrong with a language tag (BCP 47)."""
    if not text or (len(text) <= MAX_LANGUAGE and _LANGUAGE.fullmatch(text)):
        return None
    return "is not a language tag such as fr"


_CHECKS: Final[dict[str, Callable[[str], str | None]]] = {
    "name": name_fault,
    "delegation": text_fault,
    "booth": text_fault,
    "title": text_fault,
    "function": text_fault,
    "group": text_fault,
    "mobile": mobile_fault,
    "language": language_fault,
    "key": key_fault,
}
