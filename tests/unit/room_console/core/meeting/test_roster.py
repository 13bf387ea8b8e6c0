"""Who is in the meeting: registration, coming, dropping, leaving."""

from unittest.mock import ANY

import pytest

from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import OwnState, ParticipantView
from common.model.people import Person, Presence, Role
from common.protocol.view import OwnChanged, ParticipantChanged
from room_console.core.meeting.effects import Journal, UsePatch
from room_console.core.meeting.events import ConsoleRestarted, PersonListed, PresenceChanged, RequestEnded
from room_console.core.meeting.inputs import (
    Dropped,
    FloorGranted,
    Input,
    Joined,
    Left,
    MutedSet,
    PersonRegistered,
    Restarted,
    UplinkHeard,
)
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.timingevents import TimerSwitched
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CARLA,
    CHAIR,
    OLGA,
    OTTO,
    STRANGER,
    Room,
    a_room,
    given,
    kept,
    told_all,
    told_own,
)

ZOE = ParticipantId("zoe")
FIRST, SECOND = RequestId(1), RequestId(2)


def presence(room: Room, who: ParticipantId) -> Presence:
    """Look up how somebody is joined."""
    return room.meeting.state.participants[who].presence


def test_a_new_person_is_shown_to_all_without_the_address() -> None:
    zoe = Person(ZOE, "Zoe", "Norland", Role.DELEGATE, "zoe@example.org")
    given(a_room()).when(PersonRegistered(zoe)).then_only(
        kept(PersonListed(zoe, ANY)),
        told_all(ParticipantChanged(ParticipantView(ZOE, "Zoe", "Norland", Role.DELEGATE, Presence.ABSENT))),
        told_own(ZOE, OwnChanged(OwnState(ZOE))),
    )


def test_the_same_person_again_changes_nothing_and_a_correction_keeps_the_rest() -> None:
    anna = Person(ANNA, "Anna Berg", "Norland", Role.DELEGATE, "anna@example.org")
    room = given(a_room(ANNA), MutedSet(ANNA, is_muted=True)).when(PersonRegistered(anna))
    room.then_only(
        kept(PersonListed(anna, ANY)),
        told_all(ParticipantChanged(ParticipantView(ANNA, "Anna Berg", "Norland", Role.DELEGATE, Presence.JOINED))),
    ).list_is("anna standby")
    room.when(PersonRegistered(anna)).then_nothing()
    assert room.meeting.state.own[ANNA].is_muted


def test_a_new_address_is_kept_and_told_to_nobody() -> None:
    anna = Person(ANNA, "Anna", "Norland", Role.DELEGATE, "elsewhere@example.org")
    given(a_room()).when(PersonRegistered(anna, by=OLGA)).then_only(kept(PersonListed(anna, ANY)))


def test_a_speaker_who_becomes_an_observer_loses_the_floor() -> None:
    anna = Person(ANNA, "Anna", "Norland", Role.OBSERVER, "anna@example.org")
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST)).when(PersonRegistered(anna))
    room.then(kept(RequestEnded(FIRST, ANNA, RequestStatus.REVOKED)), kept(PersonListed(anna, ANY))).heard_on(
        {}
    ).uplinks_are(BORIS).list_is("boris standby")


def test_nobody_becomes_staff_while_joined() -> None:
    promoted = PersonRegistered(Person(ANNA, "Anna", "Norland", Role.CHAIR))
    demoted = PersonRegistered(Person(OLGA, "Olga", "", Role.OBSERVER))
    room = given(a_room()).refused(promoted, ErrorCode.UNEXPECTED).refused(demoted, ErrorCode.UNEXPECTED)
    room.when(Dropped(ANNA), promoted)
    assert room.meeting.state.people[ANNA].role is Role.CHAIR


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (PersonRegistered(Person(ZOE, "Zoe", "", Role.DELEGATE), by=ANNA), ErrorCode.NOT_ALLOWED),
        (PersonRegistered(Person(ZOE, "Zoe", "", Role.DELEGATE), by=CHAIR), ErrorCode.NOT_ALLOWED),
        (PersonRegistered(Person(ZOE, "Zoe", "", Role.DELEGATE), by=STRANGER), ErrorCode.NOT_FOUND),
        (PersonRegistered(Person(ParticipantId("Zoe!"), "Zoe", "", Role.DELEGATE)), ErrorCode.MALFORMED),
        (PersonRegistered(Person(ZOE, " ", "", Role.DELEGATE)), ErrorCode.MALFORMED),
        (PersonRegistered(Person(ZOE, "Z" * 121, "", Role.DELEGATE)), ErrorCode.MALFORMED),
        (PersonRegistered(Person(ZOE, "Zoe", "Nor\nland", Role.DELEGATE)), ErrorCode.MALFORMED),
        (PersonRegistered(Person(ZOE, "Zoe", "", Role.DELEGATE, "zoe@x\nBcc: y")), ErrorCode.MALFORMED),
        (Joined(STRANGER), ErrorCode.NOT_FOUND),
        (Dropped(STRANGER), ErrorCode.NOT_FOUND),
        (Left(STRANGER), ErrorCode.NOT_FOUND),
    ],
    ids=str,
)
def test_refusals_change_nothing(wish: Input, code: ErrorCode) -> None:
    given(a_room(ANNA)).refused(wish, code)


def test_joining_twice_is_joining_once() -> None:
    room = a_room()
    given(room).when(Joined(ANNA)).then_nothing()
    assert presence(room, ANNA) is Presence.JOINED


def test_a_dropped_link_is_shown_and_coming_back_too() -> None:
    room = given(a_room()).when(Dropped(ANNA)).then(kept(PresenceChanged(ANNA, Presence.RECONNECTING)))
    room.when(Dropped(ANNA)).then_nothing()
    room.when(Joined(ANNA)).then(kept(PresenceChanged(ANNA, Presence.JOINED)))


def test_a_dropped_link_closes_no_uplink() -> None:
    room = given(a_room(ANNA), FloorGranted(CHAIR, FIRST), UplinkHeard(ANNA)).when(Dropped(ANNA))
    room.heard_on({1: ANNA}).stage_is(ANNA).uplinks_are(ANNA).list_is("anna on air 1")


def test_a_goodbye_gives_back_the_floor_first() -> None:
    given(a_room(ANNA), FloorGranted(CHAIR, FIRST)).when(Left(ANNA)).then(
        kept(RequestEnded(FIRST, ANNA, RequestStatus.RELEASED)),
        kept(PresenceChanged(ANNA, Presence.LEFT)),
    ).heard_on({}).uplinks_are().list_is()


def test_a_goodbye_withdraws_a_request() -> None:
    given(a_room(ANNA, BORIS)).when(Left(BORIS)).then(kept(RequestEnded(SECOND, BORIS, RequestStatus.CANCELLED)))


def test_who_never_came_or_has_left_neither_drops_nor_leaves() -> None:
    room = given(a_room(), Left(OTTO), PersonRegistered(Person(ZOE, "Zoe", "", Role.OBSERVER)))
    room.when(Left(OTTO), Dropped(OTTO), Left(ZOE), Dropped(ZOE)).then_nothing()
    assert presence(room, OTTO) is Presence.LEFT
    assert presence(room, ZOE) is Presence.ABSENT


def test_after_a_crash_everything_stands_and_nobody_is_on_air() -> None:
    before = given(a_room(ANNA, BORIS, CARLA, mics=2), FloorGranted(CHAIR, FIRST), FloorGranted(CHAIR, SECOND))
    before.when(UplinkHeard(ANNA), UplinkHeard(BORIS), MutedSet(CARLA, is_muted=True), Left(OTTO))
    room = before.replayed()
    patch = room.meeting.state.patch
    assert patch is not None
    room.when(Restarted())
    stopped = [TimerSwitched(request, who, False, room.now_ms) for request, who in ((FIRST, ANNA), (SECOND, BORIS))]
    assert [e.event for e in room.effects if isinstance(e, Journal)] == [*stopped, ConsoleRestarted()]
    room.then(kept(ConsoleRestarted()), UsePatch(patch)).list_is("anna granted 1", "boris granted 2", "carla standby")
    room.heard_on({1: ANNA, 2: BORIS}).stage_is(None).uplinks_are(ANNA, BORIS, CARLA)
    assert presence(room, ANNA) is Presence.RECONNECTING
    assert presence(room, OTTO) is Presence.LEFT
    assert room.meeting.state.own[CARLA].is_muted
    room.when(Joined(ANNA), UplinkHeard(ANNA)).list_is("anna on air 1", "boris granted 2", "carla standby")


def test_a_first_start_has_nothing_to_lay_out() -> None:
    Room(Meeting()).when(Restarted()).then_only(kept(ConsoleRestarted())).heard_on({}).stage_is(None)
