"""A meeting as one file: JSON (RFC 8259), versioned, bounded; docs/meetings.md says what stands in it.

It names no path and unpacks nothing, so there is nothing in it to climb out of or to swell. What it says counts only
after the rules of the meeting have taken it.
"""

from dataclasses import replace
from typing import Final, Literal

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails, Rules
from common.model.people import Person, Role
from common.model.registration import RegistrationRules
from room_console.core.meeting.inputs import DetailsSet, Input, PersonRegistered, RegistrationSet, RulesSet
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.slots import MAX_SLOT
from room_console.core.meeting.speakers import MAX_STANDBY
from room_console.core.meeting.state import MeetingState

FORMAT: Final = "hemicycle-meeting"
VERSION: Final = 1
MAX_FILE_BYTES: Final = 8 * 1024 * 1024
"""3,000 people with every field filled are about 2 MB."""
MAX_PEOPLE: Final = 5_000
SUFFIX: Final = ".meeting.json"
RESERVED: Final = frozenset({ParticipantId("operator")})
"""Who sits at the console is nobody of a file."""


class MeetingFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file. No token, code, password or key is in it. Fields that are not known are ignored."""

    format: Literal["hemicycle-meeting"] = FORMAT
    version: int = VERSION
    details: MeetingDetails
    rules: Rules = Rules()
    registration: RegistrationRules = RegistrationRules()
    people: tuple[Person, ...] = ()
    """Participants as registered, without the console's own operator; empty where they were left out."""


def file_of(state: MeetingState, *, has_people: bool) -> MeetingFile:
    """Return a meeting as a file: as it is prepared, not what was said in it."""
    people = tuple(p for p in state.people.values() if p.role is not Role.OPERATOR) if has_people else ()
    return MeetingFile(details=state.details, rules=state.rules, registration=state.registration, people=people)


def encode_file(file: MeetingFile) -> bytes:
    """Encode a file as UTF-8, indented to be read."""
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def decode_file(data: bytes) -> MeetingFile:
    """Decode and check a file.

    Raises: ConferenceError(`too_large`, `malformed`, `version`, or as the rules refuse what it says).
    """
    if len(data) > MAX_FILE_BYTES:
        raise ConferenceError(ErrorCode.TOO_LARGE, f"longer than {MAX_FILE_BYTES // 1024 // 1024} MB")
    try:
        file = msgspec.json.decode(data, type=MeetingFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"no meeting file: {error}"[:200]) from error
    if file.version != VERSION:
        raise ConferenceError(ErrorCode.VERSION, f"a meeting file of version {file.version}; {VERSION} is known")
    if len(file.people) > MAX_PEOPLE:
        raise ConferenceError(ErrorCode.LIMIT, f"more than {MAX_PEOPLE} people")
    _try_out(file)
    return file


def inputs_of(file: MeetingFile, most_open_mics: int) -> list[Input]:
    """Return what makes an empty meeting into that of the file; the details last, by which it is known to be done.

    No more microphones are opened than the hall of this console has slots.
    """
    rules = replace(file.rules, max_open_mics=min(file.rules.max_open_mics, most_open_mics))
    people: list[Input] = [PersonRegistered(person) for person in file.people]
    return [*people, RulesSet(None, rules), RegistrationSet(file.registration), DetailsSet(file.details)]


def _try_out(file: MeetingFile) -> None:
    """Have the rules take it. Raises: ConferenceError."""
    if any(person.role is Role.OPERATOR or person.participant in RESERVED for person in file.people):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "a file makes nobody an operator")
    if len({person.participant for person in file.people}) < len(file.people):
        raise ConferenceError(ErrorCode.ALREADY, "somebody stands there twice")
    if not (1 <= file.rules.max_open_mics <= MAX_SLOT and 0 <= file.rules.standby <= MAX_STANDBY):
        raise ConferenceError(ErrorCode.MALFORMED, "rules out of bounds")
    meeting = Meeting()
    try:
        for happened in inputs_of(file, most_open_mics=1):
            meeting.handle(happened, 0)
    except OverflowError as error:
        raise ConferenceError(ErrorCode.MALFORMED, "a number beyond all bounds") from error
