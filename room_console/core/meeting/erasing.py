"""What is left of a person in the journal once their personal data are erased: the debate, without them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from common.model.ids import ParticipantId
from common.model.people import Person
from room_console.core.meeting.events import Event, PersonListed, RequestAltered, RequestEntered

ERASED_NAME: Final = "(erased)"
_HINTS: Final[dict[type, dict[str, Any]]] = {}

StandIns = Mapping[ParticipantId, ParticipantId]
"""By whom each person is replaced."""

T = TypeVar("T")


def without_contacts(event: Event) -> Event:
    """Return the event without the means to reach a person; names, delegation and role stay, for the minutes."""
    if not isinstance(event, PersonListed):
        return event
    return msgspec.structs.replace(event, person=replace(event.person, email="", mobile="", key=""))


def without_people(event: Event, stand_ins: StandIns) -> Event:
    """Return the event with stand-ins for these people: what they did stays, who they were does not."""
    if isinstance(event, PersonListed) and (stand_in := stand_ins.get(event.person.participant)) is not None:
        known = event.person
        nobody = Person(stand_in, ERASED_NAME, known.delegation, known.role, category=known.category, order=known.order)
        event = msgspec.structs.replace(event, person=nobody)
    if isinstance(event, RequestEntered | RequestAltered) and event.participant in stand_ins:
        group = ERASED_NAME if event.on_behalf_of else ""
        event = msgspec.structs.replace(event, on_behalf_of=group, language="")
    return substituted(event, type(event), stand_ins)


def substituted(value: T, hint: Any, stand_ins: StandIns) -> T:
    """Return a value of the type `hint`, every ParticipantId in it that has a stand-in replaced."""
    changed: Any = value
    if hint is ParticipantId:
        changed = stand_ins.get(ParticipantId(str(value)), value)
    elif get_origin(hint) in (Union, UnionType):
        arm = next((a for a in get_args(hint) if a is ParticipantId and isinstance(value, str)), type(value))
        changed = substituted(value, arm, stand_ins)
    elif isinstance(value, tuple):
        inner = (get_args(hint) or (Any,))[0]
        changed = tuple(substituted(item, inner, stand_ins) for item in value)
    elif isinstance(value, dict):
        of_key, of_value = get_args(hint) or (Any, Any)
        changed = {substituted(k, of_key, stand_ins): substituted(v, of_value, stand_ins) for k, v in value.items()}
    elif isinstance(value, msgspec.Struct):
        changed = msgspec.structs.replace(value, **_members(value, value.__struct_fields__, stand_ins))
    elif is_dataclass(value) and not isinstance(value, type):
        changed = replace(value, **_members(value, tuple(f.name for f in fields(value)), stand_ins))
    return changed  # type: ignore[no-any-return]


def _members(value: Any, names: tuple[str, ...], stand_ins: StandIns) -> dict[str, Any]:
    hints = _HINTS.get(type(value)) or _HINTS.setdefault(type(value), get_type_hints(type(value)))
    return {name: substituted(getattr(value, name), hints[name], stand_ins) for name in names}
