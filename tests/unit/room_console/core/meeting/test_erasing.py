"""A person erased is nowhere in the journal, and the debate is as it was."""

from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from common.model.chat import ChatAct
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from room_console.core.meeting.chatevents import ChatModerated
from room_console.core.meeting.erasing import ERASED_NAME, without_contacts, without_people
from room_console.core.meeting.events import Event, InterpretationJudged, PersonListed, encode_event
from room_console.core.meeting.inputs import FloorGranted, FloorRequested, RequestCorrected
from room_console.core.meeting.meeting import Meeting
from tests.helpers.playbook import ANNA, BORIS, CHAIR, a_room, given

FRENCH = b'"booth":"fr"'
STAND_IN = ParticipantId("erased-1")
SPOKEN_OF = {
    "PersonListed.person.name",
    "PersonListed.person.delegation",
    "PersonListed.person.email",
    "PersonListed.person.booth",
    "PersonListed.person.title",
    "PersonListed.person.function",
    "PersonListed.person.group",
    "PersonListed.person.mobile",
    "PersonListed.person.language",
    "PersonListed.person.key",
    "RequestEntered.on_behalf_of",
    "RequestEntered.language",
    "RequestAltered.on_behalf_of",
    "RequestAltered.language",
}
"""Texts about a person, which `without_people` drops; all other texts in events are about the meeting."""


def test_a_person_is_gone_and_the_debate_stays() -> None:
    room = a_room(ANNA, BORIS)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)))
    erased = [(revision, without_people(event, {ANNA: STAND_IN})) for revision, event in room.journal]
    assert not any(b'"anna' in encode_event(event) or b"Anna" in encode_event(event) for _, event in erased)
    before, after = room.meeting.state, Meeting.replay(erased).state
    assert [r.status for r in after.speakers.ordered] == [r.status for r in before.speakers.ordered]
    assert after.speakers.ordered[0].participant == STAND_IN
    assert after.people[STAND_IN].name == ERASED_NAME
    assert after.people[STAND_IN].delegation == before.people[ANNA].delegation
    assert after.people[BORIS] == before.people[BORIS]


def test_contacts_go_and_names_stay() -> None:
    anna = Person(ANNA, "Anna", "Norland", Role.DELEGATE, "anna@example.org", mobile="+41791234567", key="N-1")
    kept = without_contacts(PersonListed(anna))
    assert isinstance(kept, PersonListed)
    assert kept.person == Person(ANNA, "Anna", "Norland", Role.DELEGATE)


def test_what_an_erased_person_wished_to_say_is_gone_and_their_place_is_not() -> None:
    """Whether somebody spoke for a group is part of the order, so it stays that they did."""
    room = given(a_room(), FloorRequested(ANNA, on_behalf_of="Group of Anna", language="fr"))
    room.when(RequestCorrected(ANNA, room.request_of(ANNA), "Friends of Anna", "es"))
    erased = [(revision, without_people(event, {ANNA: STAND_IN})) for revision, event in room.journal]
    texts = b"".join(encode_event(event) for _, event in erased)
    assert not [word for word in (b"Group of", b"Friends of", b'"fr"', b'"es"') if word in texts.replace(FRENCH, b"")]
    assert Meeting.replay(erased).state.speakers.ordered[0].on_behalf_of == ERASED_NAME


def test_a_person_in_a_list_of_an_event_is_replaced() -> None:
    event = InterpretationJudged(by=BORIS, channel=1, is_possible=False, speakers=(ANNA, BORIS))  # type: ignore[arg-type]
    assert without_people(event, {ANNA: STAND_IN}) == msgspec.structs.replace(event, speakers=(STAND_IN, BORIS))


def test_who_was_moderated_in_the_chat_gets_the_stand_in() -> None:
    removed = without_people(ChatModerated(ChatAct.REMOVED, BORIS, 1, ANNA, 3), {ANNA: STAND_IN})
    assert removed == ChatModerated(ChatAct.REMOVED, BORIS, 1, STAND_IN, 3)


def test_no_event_has_a_text_about_a_person_that_nobody_thought_of() -> None:
    """A new text in an event stands in SPOKEN_OF and is dropped, or in ABOUT_THE_MEETING: decide which."""
    found = {path for event in _arms(Event) for path in _texts(event, event.__name__)}
    about_people = {path for path in found if ".person." in path or path.startswith("Request")}
    assert about_people == SPOKEN_OF
    assert found - about_people <= ABOUT_THE_MEETING


ABOUT_THE_MEETING = {
    "DetailsStated.details.symbol",
    "DetailsStated.details.title",
    "DetailsStated.details.meeting",
    "DetailsStated.details.channels.language",
    "DetailsStated.details.channels.name",
    "ItemTaken.item",
    "DetailsStated.details.timezone",
    "DetailsStated.details.sessions.title",
    "DetailsStated.details.agenda.number",
    "DetailsStated.details.agenda.title",
    "DetailsStated.details.agenda.links.title",
    "DetailsStated.details.agenda.links.url",
    "RegistrationRuled.registration.quotas",
    "RulesAdopted.rules.timers.by_delegation_s",
    "RegistrationRuled.registration.webcast_url",
    "HallDeviceChanged.devices.input",
    "HallDeviceChanged.devices.output",
    "HallDeviceChanged.instead_of.input",
    "HallDeviceChanged.instead_of.output",
}


def _arms(hint: Any) -> list[Any]:
    return [a for arm in get_args(hint) for a in _arms(arm)] if get_origin(hint) in (Union, UnionType) else [hint]


def _texts(hint: Any, path: str) -> list[str]:
    """List the free texts that a type can hold, ids of participants aside."""
    if hint is ParticipantId or (isinstance(hint, type) and issubclass(hint, Enum)):
        return []
    if hint is str or getattr(hint, "__supertype__", None) is str:
        return [path]
    if get_args(hint):
        return [text for arm in get_args(hint) for text in _texts(arm, path)]
    if is_dataclass(hint):
        names = [f.name for f in fields(hint)]
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        names = list(hint.__struct_fields__)
    else:
        return []
    hints = get_type_hints(hint)
    return [text for name in names for text in _texts(hints[name], f"{path}.{name}")]
