"""What is left of a person in the journal once their personal data are erased: the debate, without them."""

from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from common.model.ids import ParticipantId
from common.model.people import Person
from room_console.core.meeting.events import Event, PersonListed

ERASED_NAME: Final = "(erased)"
_HINTS: Final[dict[type, dict[str, Any]]] = {}

T = TypeVar("T")


def without_contacts(event: Event) -> Event:
    """Return the event without the means to reach a person; names, delegation and role stay, for the minutes."""
    if not isinstance(event, PersonListed):
        return event
    return msgspec.structs.replace(event, person=replace(event.person, email="", mobile="", key=""))


def without_person(event: Event, who: ParticipantId, stand_in: ParticipantId) -> Event:
    """Return the event with a stand-in for this person: what they did stays, who they were does not."""
    if isinstance(event, PersonListed) and event.person.participant == who:
        known = event.person
        nobody = Person(stand_in, ERASED_NAME, known.delegation, known.role, category=known.category, order=known.order)
        event = msgspec.structs.replace(event, person=nobody)
    return substituted(event, type(event), who, stand_in)


def substituted(value: T, hint: Any, who: ParticipantId, stand_in: ParticipantId) -> T:
    """Return a value of the type `hint` with every ParticipantId in it that is `who` replaced."""
    changed: Any = value
    if hint is ParticipantId:
        changed = stand_in if value == who else value
    elif get_origin(hint) in (Union, UnionType):
        arm = next((a for a in get_args(hint) if a is ParticipantId and isinstance(value, str)), type(value))
        changed = substituted(value, arm, who, stand_in)
    elif isinstance(value, tuple):
        inner = (get_args(hint) or (Any,))[0]
        changed = tuple(substituted(item, inner, who, stand_in) for item in value)
    elif isinstance(value, dict):
        of_key, of_value = get_args(hint) or (Any, Any)
        changed = {
            substituted(k, of_key, who, stand_in): substituted(v, of_value, who, stand_in) for k, v in value.items()
        }
    elif isinstance(value, msgspec.Struct):
        changed = msgspec.structs.replace(value, **_members(value, value.__struct_fields__, who, stand_in))
    elif is_dataclass(value) and not isinstance(value, type):
        changed = replace(value, **_members(value, tuple(f.name for f in fields(value)), who, stand_in))
    return changed  # type: ignore[no-any-return]


def _members(value: Any, names: tuple[str, ...], who: ParticipantId, stand_in: ParticipantId) -> dict[str, Any]:
    hints = _HINTS.get(type(value)) or _HINTS.setdefault(type(value), get_type_hints(type(value)))
    return {name: substituted(getattr(value, name), hints[name], who, stand_in) for name in names}
