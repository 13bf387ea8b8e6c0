"""What somebody typed into the open registration page, and what of it can't be taken. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from common.model.agenda import Format
from common.model.meeting import MeetingDetails
from common.model.names import clean_line
from common.model.people import Attendance, Role
from common.model.registration import Applicant, RegistrationRules
from room_console.core.meeting.persons import email_fault, mobile_fault, name_fault, text_fault

TEXTS: Final = ("title", "name", "function", "delegation", "email", "mobile")
NEEDED: Final = ("name", "delegation", "email")
MOST_CHARACTERS: Final = 300
"""Of what is shown again in a form that has faults."""
HONEYPOT: Final = "website"
"""A field that no person sees: who fills it in is a program."""
_FILLERS: Final = str.maketrans("", "", " -().\u00a0")
_CHECKS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "title": text_fault,
    "name": name_fault,
    "function": text_fault,
    "delegation": text_fault,
    "email": email_fault,
    "mobile": mobile_fault,
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page lets people choose."""

    may_speak: bool
    may_come: bool


@dataclass(frozen=True, slots=True)
class Application:
    """A form as typed; `faults` names the text for each field that can't be taken, in the order of the page."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    applicant: Applicant | None = None


def choices(rules: RegistrationRules, details: MeetingDetails) -> Choices:
    """Return what can be chosen in this meeting."""
    held = {session.format for session in details.sessions} or {details.format}
    return Choices(rules.is_page_active, held != {Format.VIRTUAL})


def read_application(fields: Mapping[str, str], offered: Choices, language: str) -> Application:
    """Read a form. Control characters and the like are faults, never repaired in silence."""
    values = {name: clean_line(fields.get(name, "")[:MOST_CHARACTERS]) for name in TEXTS}
    values["mobile"] = values["mobile"].translate(_FILLERS)
    values["part"] = "speak" if offered.may_speak and fields.get("part") == "speak" else "follow"
    values["attendance"] = _attendance(fields, offered).value
    faults = {name: fault for name in TEXTS if (fault := _fault(name, values[name])) is not None}
    if faults:
        return Application(values, faults)
    applicant = Applicant(
        name=values["name"],
        delegation=values["delegation"],
        role=Role.DELEGATE if values["part"] == "speak" else Role.OBSERVER,
        email=values["email"],
        title=values["title"],
        function=values["function"],
        attendance=_attendance(fields, offered),
        mobile=values["mobile"],
        language=language,
    )
    return Application(values, {}, applicant)


def _attendance(fields: Mapping[str, str], offered: Choices) -> Attendance:
    comes = offered.may_come and fields.get("attendance") == Attendance.ON_SITE
    return Attendance.ON_SITE if comes else Attendance.REMOTE


def _fault(name: str, value: str) -> str | None:
    if not value:
        return f"register.missing.{name}" if name in NEEDED else None
    return f"register.fault.{name}" if _CHECKS[name](value) is not None else None
