"""Sessions opened and closed, items called."""

from dataclasses import replace
from unittest.mock import ANY

import pytest

from common.model.agenda import DEFAULT_RULES, AgendaItem, Format, SegmentKind, Session
from common.model.errors import ErrorCode
from common.model.floor import RequestKind
from common.model.ids import RequestId, SlotNumber
from common.model.meeting import Rules
from common.model.patch import Patch, SlotPatch, default_patch
from common.model.people import Attendance, Role
from common.protocol.view import CourseChanged, RulesChanged
from room_console.core.meeting.effects import UsePatch
from room_console.core.meeting.events import RulesAdopted
from room_console.core.meeting.inputs import (
    AttendanceSwapped,
    FloorDenied,
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    Left,
    PatchSet,
    PersonRegistered,
    RequestInscribed,
    Restarted,
    RulesSet,
    UndoAsked,
)
from room_console.core.meeting.programmeevents import ItemTaken, SessionBegan, SessionEnded
from room_console.core.meeting.programmeinputs import ItemCalled, ItemPut, SessionClosed, SessionOpened, SessionPut
from room_console.core.meeting.views import view_for
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CARLA,
    CHAIR,
    OLGA,
    OTTO,
    PEOPLE,
    Room,
    a_room,
    given,
    kept,
    told_all,
)

HOUR_MS = 3_600_000
MORNING = Session(1, "Morning", 0, 3 * HOUR_MS)
ONLINE = Session(3, "Evening", 9 * HOUR_MS, 10 * HOUR_MS, Format.VIRTUAL)
IN_THE_HALL = Session(2, "Afternoon", 5 * HOUR_MS, 8 * HOUR_MS, Format.PHYSICAL)
FIRST_SLOT = SlotNumber(1)
OPENING = AgendaItem("1", "Opening", 1)
PANEL = AgendaItem("2", "A panel", 1, SegmentKind.PANEL, DEFAULT_RULES[SegmentKind.PANEL])


def a_meeting(*, slots: int = 4) -> Room:
    """Open a room whose meeting has two sessions and two items."""
    room = a_room(slots=slots)
    room.when(SessionPut(OLGA, MORNING), SessionPut(OLGA, IN_THE_HALL))
    return room.when(ItemPut(OLGA, OPENING), ItemPut(OLGA, PANEL))


def test_opening_a_session_is_kept_and_told_to_all() -> None:
    room = a_meeting().when(SessionOpened(CHAIR, 1))
    room.then(kept(SessionBegan(1, room.now_ms, ANY)), told_all(CourseChanged(1, None)))


def test_one_session_is_open_at_a_time_and_none_twice() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1))
    room.refused(SessionOpened(CHAIR, 1), ErrorCode.ALREADY)
    room.refused(SessionOpened(CHAIR, 2), ErrorCode.UNEXPECTED)
    room.refused(SessionOpened(CHAIR, 9), ErrorCode.NOT_FOUND)
    room.refused(SessionClosed(OTTO), ErrorCode.NOT_ALLOWED)
    given(a_meeting()).refused(SessionClosed(CHAIR), ErrorCode.ALREADY)


def test_a_called_item_brings_its_rules() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1)).when(ItemCalled(CHAIR, "2"))
    rules = Rules(max_open_mics=4, standby=0, is_list_open=False)
    room.then(kept(ItemTaken("2", room.now_ms, ANY)), told_all(CourseChanged(1, "2")), kept(RulesAdopted(rules)))
    room.then(told_all(RulesChanged(rules)))
    room.refused(FloorRequested(ANNA), ErrorCode.LIST_CLOSED)


def test_rules_that_are_changed_while_their_item_is_debated_are_taken_over_and_no_others() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1), ItemCalled(CHAIR, "2"))
    room.when(RulesSet(CHAIR, replace(room.meeting.state.rules, standby=2)))
    wider = replace(PANEL, rules=replace(PANEL.rules, is_list_open=True, max_open_mics=9))
    room.when(ItemPut(OLGA, wider, "2"))
    rules = room.meeting.state.rules
    assert (rules.is_list_open, rules.max_open_mics, rules.standby) == (True, 4, 2)
    room.then(told_all(RulesChanged(rules)))
    room.when(
        ItemPut(OLGA, replace(wider, title="Another"), "2"), ItemPut(OLGA, replace(OPENING, rules=PANEL.rules), "1")
    )
    assert room.meeting.state.rules == rules
    assert room.replayed().meeting.state.rules == rules


def test_an_item_never_asks_for_more_microphones_than_there_are_slots() -> None:
    room = given(a_meeting(slots=2), SessionOpened(CHAIR, 1)).when(ItemCalled(CHAIR, "2"))
    assert room.meeting.state.rules.max_open_mics == 2


def test_who_speaks_or_waits_stays_when_the_item_changes() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1), FloorRequested(ANNA), FloorRequested(BORIS))
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)))
    before = room.floor[0].participant
    room.when(ItemCalled(CHAIR, "2"))
    assert [r.participant for r in room.floor] == [before, BORIS]


def test_no_item_is_called_before_a_session_is_open_where_there_are_sessions() -> None:
    room = a_meeting()
    room.refused(ItemCalled(CHAIR, "1"), ErrorCode.UNEXPECTED)
    alone = given(a_room(), ItemPut(OLGA, replace(OPENING, session=0)))
    alone.when(ItemCalled(CHAIR, "1")).then(told_all(CourseChanged(None, "1")))
    alone.refused(ItemCalled(CHAIR, "1"), ErrorCode.ALREADY)
    alone.refused(ItemCalled(CHAIR, "7"), ErrorCode.NOT_FOUND)
    alone.when(ItemCalled(CHAIR, None)).then_only(
        kept(ItemTaken(None, alone.now_ms, ANY)), told_all(CourseChanged(None, None))
    )


def test_closing_a_session_empties_and_closes_the_list() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1), ItemCalled(CHAIR, "1"))
    room.when(FloorRequested(ANNA), FloorRequested(BORIS), FloorRequested(CARLA))
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)))
    room.when(SessionClosed(CHAIR)).then(
        kept(ItemTaken(None, room.now_ms, ANY)), kept(SessionEnded(1, room.now_ms, ANY))
    )
    room.list_is()
    room.refused(FloorRequested(ANNA), ErrorCode.LIST_CLOSED)
    room.when(SessionOpened(CHAIR, 2))
    assert room.meeting.state.rules.is_list_open


def test_in_a_physical_session_only_who_is_on_site_may_ask() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 2))
    room.refused(FloorRequested(ANNA), ErrorCode.NOT_ALLOWED)
    boris = next(person for person in PEOPLE if person.participant == BORIS)
    room.when(PersonRegistered(replace(boris, attendance=Attendance.ON_SITE), OLGA), FloorRequested(BORIS))
    assert room.request_of(BORIS)


def test_a_physical_session_begins_without_who_waited_or_spoke_from_elsewhere() -> None:
    room = a_room(slots=4).when(SessionPut(OLGA, IN_THE_HALL))
    boris = next(person for person in PEOPLE if person.participant == BORIS)
    room.when(PersonRegistered(replace(boris, attendance=Attendance.ON_SITE), OLGA))
    room.when(FloorRequested(ANNA), FloorRequested(BORIS), FloorRequested(CARLA))
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)), SessionOpened(CHAIR, 2))
    assert [request.participant for request in room.floor] == [BORIS]
    view = view_for(room.replayed().meeting.state, ANNA)
    assert [view.is_only_followed_by(who) for who in (ANNA, BORIS)] == [True, False]


def test_who_swaps_away_from_a_physical_session_comes_off_its_list() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 2))
    boris = next(person for person in PEOPLE if person.participant == BORIS)
    room.when(PersonRegistered(replace(boris, attendance=Attendance.ON_SITE), OLGA), FloorRequested(BORIS))
    room.when(AttendanceSwapped(BORIS, Attendance.REMOTE, BORIS))
    room.list_is()
    room.refused(FloorRequested(BORIS), ErrorCode.NOT_ALLOWED)


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.INTERPRETER])
def test_who_is_altered_to_come_from_elsewhere_comes_off_the_list_of_a_physical_session(role: Role) -> None:
    boris = replace(PEOPLE[1], attendance=Attendance.ON_SITE)
    room = given(a_meeting(), PersonRegistered(boris, OLGA), SessionOpened(CHAIR, 2), FloorRequested(BORIS))
    room.when(FloorRequested(BORIS, RequestKind.POINT_OF_ORDER), Left(BORIS))
    room.when(RequestInscribed(OLGA, BORIS, is_in_hall=True))
    room.when(PersonRegistered(replace(boris, name="Boris the Second"), OLGA)).list_is("boris waits")
    room.when(PersonRegistered(replace(boris, role=role, attendance=Attendance.REMOTE), OLGA)).list_is()
    assert room.replayed().meeting.state.speakers.ordered == ()


def test_who_is_altered_to_come_to_the_hall_keeps_their_place_and_is_called_there() -> None:
    room = given(a_meeting(), Left(ANNA), RequestInscribed(CHAIR, ANNA), FloorRequested(BORIS))
    room.when(PersonRegistered(replace(PEOPLE[0], attendance=Attendance.ON_SITE), OLGA))
    assert [(r.participant, r.is_in_hall) for r in room.floor] == [(ANNA, True), (BORIS, False)]
    room.when(PersonRegistered(PEOPLE[0], OLGA))
    assert [(r.participant, r.is_in_hall) for r in room.floor] == [(ANNA, False), (BORIS, False)]
    assert room.replayed().floor == room.floor


def test_a_session_that_is_altered_to_be_held_in_the_hall_alone_ends_what_is_asked_from_elsewhere() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1), FloorRequested(ANNA), FloorRequested(BORIS))
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)), RequestInscribed(OLGA, CARLA, is_in_hall=True))
    room.when(SessionPut(OLGA, replace(MORNING, format=Format.PHYSICAL), replaces=1)).list_is("carla waits")


def test_undoing_brings_nobody_from_elsewhere_back_into_a_physical_session() -> None:
    room = given(a_meeting(), FloorRequested(ANNA)).when(FloorDenied(CHAIR, RequestId(1)), SessionOpened(CHAIR, 2))
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_the_course_is_seen_by_all_and_made_again_from_the_journal() -> None:
    room = given(a_meeting(), SessionOpened(CHAIR, 1), ItemCalled(CHAIR, "1")).replayed()
    view = view_for(room.meeting.state, OTTO)
    assert (view.current_session, view.current_item) == (1, "1")
    assert view.details.agenda == (OPENING, PANEL)


def hall_of(room: Room) -> list[Patch]:
    """Return the patches that the hall was last told to use."""
    return [effect.patch for effect in room.effects if isinstance(effect, UsePatch)]


def test_a_virtual_session_needs_no_desk_and_the_next_has_it_as_before() -> None:
    laid = replace(default_patch(8, 10, 2), slots={FIRST_SLOT: SlotPatch(3, None, return_input=7)})
    room = a_meeting().when(SessionPut(OLGA, ONLINE), PatchSet(OLGA, laid, 8, 10))
    room.when(SessionOpened(CHAIR, 3))
    (used,) = hall_of(room)
    assert (used.floor_input, used.slots) == (None, {FIRST_SLOT: SlotPatch(3, None)})
    assert used == replace(laid, floor_input=None, slots=used.slots)
    assert room.meeting.state.patch == laid
    room.when(Restarted())
    assert hall_of(room) == [used]
    room.when(SessionClosed(CHAIR))
    assert hall_of(room) == [laid]
    room.when(SessionOpened(CHAIR, 1))
    assert hall_of(room) == []


def test_a_session_that_turns_virtual_while_it_is_open_or_back() -> None:
    room = a_meeting().when(SessionOpened(CHAIR, 1))
    room.when(SessionPut(OLGA, replace(MORNING, format=Format.VIRTUAL), 1))
    assert [patch.floor_input for patch in hall_of(room)] == [None]
    room.when(SessionPut(OLGA, MORNING, 1))
    assert [patch.floor_input for patch in hall_of(room)] == [1]


def test_who_has_the_floor_in_the_hall_of_a_virtual_session_is_heard() -> None:
    room = given(a_meeting(), SessionPut(OLGA, ONLINE), SessionOpened(CHAIR, 3), Left(ANNA))
    room.when(RequestInscribed(CHAIR, ANNA, is_in_hall=True))
    assert (hall_of(room), view_for(room.meeting.state, OLGA).hears_hall) == ([], False)
    room.when(FloorGranted(CHAIR, room.floor[0].request))
    assert [patch.floor_input for patch in hall_of(room)] == [1]
    assert view_for(room.meeting.state, OLGA).hears_hall
    room.when(FloorRevoked(CHAIR, room.floor[0].request))
    assert [patch.floor_input for patch in hall_of(room)] == [None]
