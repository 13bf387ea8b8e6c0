"""Participants of the file and of the command line: unique, within the limits, each with an id."""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Action, Person, Role, may
from room_console.core.settings.declared import ParticipantSettings
from room_console.core.settings.registration import RegistrationSettings

MAX_ID = 64


def with_ids(participants: Sequence[ParticipantSettings]) -> tuple[ParticipantSettings, ...]:
    """Give an id to each that has none: of the e-mail's local part, else of the name, numbered where it is taken."""
    taken = {participant.id for participant in participants}
    complete = []
    for participant in participants:
        chosen = participant.id or free_id(participant.email, participant.name, taken)
        taken.add(chosen)
        complete.append(msgspec.structs.replace(participant, id=chosen))
    return tuple(complete)


def parse_participant(text: str, taken: Iterable[str] = ()) -> Person:
    """Read `Name;Delegation;role;email`, of which only the name must be there; `taken` are ids in use.

    Raises: ConferenceError(`malformed`).
    """
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > 4:
        raise ConferenceError(ErrorCode.MALFORMED, f'"{text}" is not "Name;Delegation;role;email"')
    name, delegation, role, email = (*parts, "", "", "")[:4]
    return new_person(name, delegation, role or Role.DELEGATE, email, taken)


def new_person(name: str, delegation: str, role: str, email: str, taken: Iterable[str] = (), booth: str = "") -> Person:
    """Check what someone is registered with, and give them an id that is not among `taken`.

    Raises: ConferenceError(`malformed`).
    """
    values = {"name": name, "delegation": delegation, "role": role, "email": email, "booth": booth}
    try:
        participant = msgspec.convert(values, ParticipantSettings)
    except msgspec.ValidationError as error:
        raise ConferenceError(ErrorCode.MALFORMED, f'"{name}": {error}') from error
    return msgspec.structs.replace(participant, id=free_id(email, name, set(taken))).person()


def people_faults(participants: Sequence[ParticipantSettings], limits: RegistrationSettings) -> list[tuple[str, str]]:
    """Name what is wrong with them together, as pairs of key and sentence."""
    found = []
    if len(participants) > limits.most:
        found.append(("participants", f"there are {len(participants)}, at most {limits.most} can take part"))
    active = sum(may(participant.role, Action.SPEAK) for participant in participants)
    if active > limits.most_active:
        found.append(("participants", f"{active} may take the floor, at most {limits.most_active} can"))
    for key, values in (
        ("id", [participant.id for participant in participants]),
        ("email", [participant.email.casefold() for participant in participants]),
    ):
        found += _repeats(key, values)
    return found


def _repeats(key: str, values: Sequence[str]) -> list[tuple[str, str]]:
    first: dict[str, int] = {}
    found = []
    for index, value in enumerate(values):
        if value and value in first:
            detail = f'"{value}" is that of the participant at {first[value]} already'
            found.append((f"participants[{index}].{key}", detail))
        first.setdefault(value, index)
    return found


def free_id(email: str, name: str, taken: Container[str]) -> str:
    """Make an id of the e-mail's local part, else of the name, numbered where it is among `taken`."""
    source = email.rpartition("@")[0] or name
    plain = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MAX_ID - 5] or "participant"
    chosen, number = wanted, 1
    while chosen in taken:
        number += 1
        chosen = f"{wanted}-{number}"
    return chosen
