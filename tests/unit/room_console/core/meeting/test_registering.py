"""Registration as a conversation: limits, quotas, the deadline, swaps, and who is taken off."""

from dataclasses import replace
from unittest.mock import ANY

import pytest

from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.people import Attendance, Person, Role
from common.model.registration import Overflow, RegistrationRules, Source
from common.model.rooms import Trouble
from common.protocol.view import ParticipantRemoved
from room_console.core.meeting.events import PersonListed, PersonUnlisted, RegistrationRuled, RequestEnded
from room_console.core.meeting.helpevents import PrivateRoomClosed
from room_console.core.meeting.helpinputs import HelpCalled, RoomOpened
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    Dropped,
    FloorGranted,
    Input,
    Joined,
    MutedSet,
    PeopleRegistered,
    PersonRegistered,
    PersonRemoved,
    RegistrationSet,
    Restarted,
    UplinkHeard,
)
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, PEOPLE, Room, a_room, given, kept, told_all

ZOE, YAN, SAM = (ParticipantId(name) for name in ("zoe", "yan", "sam"))
FIRST = RequestId(1)
LATE_MS = 1_900_000_000_000
SECRETARY = Person(SAM, "Sam", "", Role.SECRETARIAT)


def zoe(role: Role = Role.OBSERVER, who: ParticipantId = ZOE, **more: object) -> Person:
    """Make up somebody new."""
    return replace(Person(who, who.title(), "Norland", role, f"{who}@example.org"), **more)  # type: ignore[arg-type]


def listed(*people: Person, by: ParticipantId | None = OLGA, source: Source = Source.OFFICE) -> PeopleRegistered:
    """Register several."""
    return PeopleRegistered(people, by, source)


def a_ruled_room(rules: RegistrationRules) -> Room:
    """Open a room with these rules of registration."""
    return given(a_room(), RegistrationSet(rules, OLGA))


def test_several_are_registered_all_or_none() -> None:
    room = given(a_room()).when(listed(zoe(), zoe(who=YAN)))
    room.then(kept(PersonListed(zoe(), ANY)), kept(PersonListed(zoe(who=YAN), ANY)))
    before = len(room.meeting.state.people)
    room.refused(listed(zoe(who=SAM), zoe(who=ParticipantId("x"), email="zoe@example.org")), ErrorCode.DUPLICATE)
    assert len(room.meeting.state.people) == before
    room.refused(listed(zoe(who=SAM), zoe(who=SAM)), ErrorCode.MALFORMED)
    room.when(listed(zoe(), zoe(who=YAN))).then_nothing()


def test_a_name_is_kept_in_one_form() -> None:
    written = zoe(name="  Zo\u0065\u0308  \u200bAdams ", delegation="Nor\u00a0land")
    room = given(a_room()).when(listed(written))
    room.then(kept(PersonListed(replace(written, name="Zoë Adams", delegation="Nor land"), ANY)))
    room.when(listed(written)).then_nothing()


@pytest.mark.parametrize(
    "person",
    [
        zoe(name="\u202eeoZ"),
        zoe(name="\u200b"),
        zoe(title="T" * 121),
        zoe(function="a\nb"),
        zoe(group="a\x00"),
        zoe(mobile="0791234567"),
        zoe(language="french"),
        zoe(order=-1),
        zoe(key="k" * 65),
        zoe(who=ParticipantId("Zoe")),
    ],
)
def test_what_cannot_be_taken_changes_nothing(person: Person) -> None:
    given(a_room()).refused(listed(person), ErrorCode.MALFORMED)


def test_the_limits_are_of_delegates_and_observers_in_all_and_of_the_active() -> None:
    room = a_ruled_room(RegistrationRules(most=7, most_active=5))
    room.refused(listed(zoe(Role.DELEGATE), zoe(Role.DELEGATE, YAN)), ErrorCode.NO_PLACE)
    room.when(listed(zoe(Role.DELEGATE)))
    room.refused(listed(zoe(Role.DELEGATE, YAN)), ErrorCode.NO_PLACE)
    room.when(listed(zoe(who=YAN))).refused(listed(zoe(who=SAM)), ErrorCode.NO_PLACE)
    room.refused(listed(replace(PEOPLE[4], role=Role.DELEGATE)), ErrorCode.NO_PLACE)
    room.when(listed(zoe(Role.INTERPRETER, SAM, booth="fr"))).then(
        kept(PersonListed(zoe(Role.INTERPRETER, SAM, booth="fr"), ANY))
    )
    room.when(listed(replace(zoe(Role.DELEGATE), name="Zoe Adams")))
    room.when(PersonRemoved(YAN, OLGA), listed(zoe(who=ParticipantId("new"))))
    assert (room.meeting.state.headcount.listed, room.meeting.state.headcount.active) == (7, 5)


def test_so_many_of_a_delegation_come_to_the_hall() -> None:
    room = a_ruled_room(RegistrationRules(on_site_quota=2, quotas={"NORLAND ": 1, "Sudland": 0}))
    hall = Attendance.ON_SITE
    room.when(listed(zoe(attendance=hall))).refused(listed(zoe(who=YAN, attendance=hall)), ErrorCode.NO_PLACE)
    room.refused(listed(zoe(who=YAN, delegation="Sudland", attendance=hall)), ErrorCode.NO_PLACE)
    room.when(listed(zoe(who=YAN, delegation="Westland", attendance=hall)))
    room.refused(AttendanceSwapped(ANNA, Attendance.ON_SITE, OLGA), ErrorCode.NO_PLACE)
    room.when(AttendanceSwapped(ZOE, Attendance.REMOTE, ZOE), AttendanceSwapped(ANNA, Attendance.ON_SITE, ANNA))
    room.then(kept(PersonListed(replace(PEOPLE[0], attendance=Attendance.ON_SITE), ANY, is_swap=True)))
    assert room.meeting.state.headcount.on_site == {"norland": 1, "westland": 1}


def test_swapping_is_for_oneself_and_for_staff_and_possible_late() -> None:
    room = a_ruled_room(RegistrationRules(deadline_at_ms=1))
    room.refused(AttendanceSwapped(ANNA, Attendance.ON_SITE, BORIS), ErrorCode.NOT_ALLOWED)
    room.refused(AttendanceSwapped(ANNA, Attendance.ON_SITE, CHAIR), ErrorCode.NOT_ALLOWED)
    room.refused(AttendanceSwapped(ZOE, Attendance.ON_SITE, OLGA), ErrorCode.NOT_FOUND)
    room.when(AttendanceSwapped(ANNA, Attendance.ON_SITE, ANNA), AttendanceSwapped(ANNA, Attendance.ON_SITE, OLGA))
    assert room.meeting.state.people[ANNA].attendance is Attendance.ON_SITE


def test_a_swap_by_hand_is_told_from_what_a_file_says() -> None:
    room, hall = a_ruled_room(RegistrationRules()), Attendance.ON_SITE
    here = replace(PEOPLE[0], attendance=hall)
    room.when(PeopleRegistered((here,), None, Source.SYSTEM))
    assert room.meeting.state.swapped == set()
    room.when(PeopleRegistered((replace(here, name="Anna Berg"),), OLGA, is_by_hand=True))
    assert room.meeting.state.swapped == set()
    room.when(PeopleRegistered((PEOPLE[0],), OLGA, is_by_hand=True), AttendanceSwapped(BORIS, hall, BORIS))
    assert room.meeting.state.swapped == {ANNA, BORIS}
    room.when(PersonRemoved(BORIS, OLGA))
    assert room.meeting.state.swapped == {ANNA}


def test_the_deadline_binds_newcomers_but_those_whom_the_office_adds() -> None:
    room = a_ruled_room(RegistrationRules(deadline_at_ms=1, is_page_open=True))
    room.refused(listed(zoe(), by=None, source=Source.PAGE), ErrorCode.REGISTRATION_CLOSED)
    room.refused(listed(zoe(), by=None, source=Source.SYSTEM), ErrorCode.REGISTRATION_CLOSED)
    room.when(listed(replace(PEOPLE[0], name="Anna Berg"), by=None, source=Source.SYSTEM))
    assert room.meeting.state.people[ANNA].name == "Anna Berg"
    room.when(listed(zoe())).then(kept(PersonListed(zoe(), ANY)))


def test_the_page_must_be_open_and_alters_nobody() -> None:
    room = given(a_room()).refused(listed(zoe(), by=None, source=Source.PAGE), ErrorCode.REGISTRATION_CLOSED)
    room.when(RegistrationSet(RegistrationRules(is_page_open=True), OLGA))
    room.refused(listed(zoe(Role.DELEGATE), by=None, source=Source.PAGE), ErrorCode.NOT_ALLOWED)
    room.refused(listed(PEOPLE[4], replace(PEOPLE[4], name="Me"), by=None, source=Source.PAGE), ErrorCode.MALFORMED)
    room.refused(listed(replace(PEOPLE[4], name="Me"), by=None, source=Source.PAGE), ErrorCode.DUPLICATE)
    room.when(listed(zoe(), by=None, source=Source.PAGE)).then(kept(PersonListed(zoe(), ANY)))
    room.when(RegistrationSet(RegistrationRules(is_page_open=True, is_page_active=True), OLGA))
    room.when(listed(zoe(Role.DELEGATE, YAN), by=None, source=Source.PAGE)).then(
        kept(PersonListed(zoe(Role.DELEGATE, YAN), ANY))
    )


@pytest.mark.parametrize("role", [Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT])
def test_no_way_from_outside_makes_or_alters_staff(role: Role) -> None:
    room = a_ruled_room(RegistrationRules(is_page_open=True))
    for source in (Source.PAGE, Source.SYSTEM):
        room.refused(listed(zoe(role), by=None, source=source), ErrorCode.NOT_ALLOWED)
    room.refused(listed(replace(PEOPLE[5], role=Role.OBSERVER), by=None, source=Source.SYSTEM), ErrorCode.NOT_ALLOWED)
    room.refused(PersonRemoved(CHAIR, None, Source.SYSTEM), ErrorCode.NOT_ALLOWED)


def test_who_prepares_does_not_make_alter_or_unmake_who_operates() -> None:
    room = given(a_room(), PersonRegistered(SECRETARY))
    room.refused(listed(zoe(Role.OPERATOR), by=SAM), ErrorCode.NOT_ALLOWED)
    room.refused(listed(replace(SECRETARY, role=Role.OPERATOR), by=SAM), ErrorCode.NOT_ALLOWED)
    room.refused(listed(replace(PEOPLE[6], name="Me"), by=SAM), ErrorCode.NOT_ALLOWED)
    room.refused(PersonRemoved(OLGA, SAM), ErrorCode.NOT_ALLOWED)
    room.when(listed(zoe(), by=SAM), PersonRemoved(ZOE, SAM))
    assert ZOE in room.meeting.state.former


@pytest.mark.parametrize("who", [ANNA, OTTO, CHAIR])
def test_who_does_not_prepare_registers_removes_and_rules_nobody(who: ParticipantId) -> None:
    wishes: list[Input] = [listed(zoe(), by=who), PersonRemoved(BORIS, who), RegistrationSet(RegistrationRules(), who)]
    for wish in wishes:
        given(a_room()).refused(wish, ErrorCode.NOT_ALLOWED)


def test_addresses_and_keys_belong_to_one_person() -> None:
    room = given(a_room(), listed(zoe(key="K1")))
    room.refused(listed(zoe(who=YAN, email="ZOE@example.org")), ErrorCode.DUPLICATE)
    room.refused(listed(zoe(who=YAN, key="K1")), ErrorCode.DUPLICATE)
    room.when(PersonRemoved(ZOE, OLGA), listed(zoe(who=YAN, email="ZOE@example.org", key="K1")))
    assert YAN in room.meeting.state.people


def test_who_is_taken_off_loses_floor_place_and_id() -> None:
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST), UplinkHeard(ANNA), MutedSet(ANNA, is_muted=False))
    room.when(PersonRemoved(ANNA, OLGA)).then(
        kept(RequestEnded(FIRST, ANNA, RequestStatus.REVOKED)),
        kept(PersonUnlisted(ANNA, ANY)),
        told_all(ParticipantRemoved(ANNA)),
    )
    room.list_is("boris standby").heard_on({}).stage_is(None).uplinks_are(BORIS)
    for gone in (Joined(ANNA), Dropped(ANNA), MutedSet(ANNA, is_muted=True), PersonRemoved(ANNA, OLGA)):
        room.refused(gone, ErrorCode.NOT_FOUND)
    room.refused(PeopleRegistered((PEOPLE[0],), OLGA, newcomers=frozenset({ANNA})), ErrorCode.ALREADY)
    assert room.replayed().meeting.state == room.meeting.state


def test_who_is_taken_off_leaves_the_private_room_first() -> None:
    room = given(a_room(), HelpCalled(ANNA, Trouble.HEARING), RoomOpened(ANNA, OLGA)).when(PersonRemoved(ANNA, OLGA))
    room.then(kept(PrivateRoomClosed(ANNA)), kept(PersonUnlisted(ANNA, ANY)))
    assert room.meeting.state.room is None
    assert room.when(Restarted()).replayed().meeting.state == room.meeting.state


def test_nobody_takes_themselves_off() -> None:
    given(a_room()).refused(PersonRemoved(OLGA, OLGA), ErrorCode.UNEXPECTED)


def test_a_newcomer_s_id_must_be_free() -> None:
    room = given(a_room())
    room.refused(PeopleRegistered((PEOPLE[0],), OLGA, newcomers=frozenset({ANNA})), ErrorCode.ALREADY)


def test_the_rules_are_kept_once() -> None:
    rules = RegistrationRules(most=100, most_active=10, overflow=Overflow.WEBCAST, webcast_url="https://example.org")
    room = given(a_room()).when(RegistrationSet(rules, OLGA)).then_only(kept(RegistrationRuled(rules, ANY)))
    room.when(RegistrationSet(rules, OLGA)).then_nothing()
    assert room.replayed().meeting.state.registration == rules


@pytest.mark.parametrize(
    "rules",
    [
        RegistrationRules(most=0),
        RegistrationRules(most=10_001),
        RegistrationRules(most_active=10_001),
        RegistrationRules(most_active=-1),
        RegistrationRules(on_site_quota=-1),
        RegistrationRules(quotas={"Norland": -1}),
        RegistrationRules(quotas={"": 1}),
        RegistrationRules(quotas={f"D{n}": 1 for n in range(301)}),
        RegistrationRules(deadline_at_ms=0),
        RegistrationRules(deadline_at_ms=1 << 60),
        RegistrationRules(overflow=Overflow.WEBCAST),
        RegistrationRules(webcast_url="javascript:alert(1)"),
        RegistrationRules(webcast_url="https://example.org/" + "a" * 300),
        RegistrationRules(webcast_url="https://example.org/ x"),
    ],
    ids=str,
)
def test_rules_that_cannot_be(rules: RegistrationRules) -> None:
    given(a_room()).refused(RegistrationSet(rules, OLGA), ErrorCode.MALFORMED)
