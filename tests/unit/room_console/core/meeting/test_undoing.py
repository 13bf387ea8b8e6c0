"""One key to undo: the last act, once, and only while it still makes sense."""

from dataclasses import replace

import pytest

from common.model.errors import ErrorCode
from common.model.floor import DiscussionMode, RequestKind, SpeakingOrder
from common.model.meeting import Act, Rules
from common.model.people import Role
from common.protocol.view import UndoableChanged
from room_console.core.meeting.acts import MOST_ACTS
from room_console.core.meeting.events import ActUndone, RequestAltered
from room_console.core.meeting.inputs import (
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorTaken,
    Left,
    PersonRegistered,
    PersonRemoved,
    RequestCorrected,
    RequestMoved,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
    UplinkHeard,
)
from room_console.core.meeting.state import apply
from room_console.core.meeting.undoing import undoable
from room_console.core.meeting.views import view_for
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, DALIA, OLGA, OTTO, PEOPLE, Room, a_room, kept, told_staff


def act_of(room: Room) -> Act | None:
    found = undoable(room.meeting.state)
    return found.act if found is not None else None


def test_who_did_what_to_whom_is_told_to_staff_alone() -> None:
    room = a_room(ANNA, BORIS)
    first = room.request_of(ANNA)
    room.when(FloorGranted(CHAIR, first))
    seen = undoable(room.meeting.state)
    assert seen is not None
    assert (seen.act, seen.by, seen.request, seen.participant) == (Act.GRANT, CHAIR, first, ANNA)
    assert view_for(room.meeting.state, OLGA).undoable == seen
    assert view_for(room.meeting.state, ANNA).undoable is None
    room.when(UndoAsked(OLGA)).then(
        kept(ActUndone(Act.GRANT, OLGA, room.now_ms, first, ANNA, position=0)), told_staff(UndoableChanged(None))
    )


def test_two_who_press_the_key_at_once_take_back_one_act_and_no_older_or_newer_one() -> None:
    room = a_room(ANNA, BORIS, CARLA)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)), FloorDenied(CHAIR, room.request_of(BORIS)))
    shown = undoable(room.meeting.state)
    room.when(UndoAsked(CHAIR, shown)).list_is("anna granted 1", "boris standby", "carla waits")
    room.refused(UndoAsked(OLGA, shown), ErrorCode.ALREADY)
    room.when(FloorDenied(CHAIR, room.request_of(CARLA)))
    room.refused(UndoAsked(OLGA, shown), ErrorCode.ALREADY)
    room.list_is("anna granted 1", "boris standby")
    room.when(UndoAsked(OLGA, undoable(room.meeting.state))).list_is("anna granted 1", "boris standby", "carla waits")


def test_acts_are_undone_newest_first_and_each_once() -> None:
    room = a_room(ANNA, BORIS, CARLA)
    room.when(RequestMoved(CHAIR, room.request_of(CARLA), 0), FloorDenied(OLGA, room.request_of(BORIS)))
    room.list_is("carla standby", "anna waits")
    room.when(UndoAsked(CHAIR)).list_is("carla standby", "anna waits", "boris waits")
    room.when(UndoAsked(CHAIR)).list_is("anna standby", "boris waits", "carla waits")
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_what_a_mode_or_the_configuration_did_is_nobodys_act() -> None:
    room = a_room().when(RulesSet(None, Rules(mode=DiscussionMode.OPEN)), FloorRequested(ANNA))
    room.list_is("anna granted 1").refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_a_call_in_open_mode_is_not_undone_since_it_would_come_again() -> None:
    room = a_room(ANNA)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)), RulesSet(None, Rules(mode=DiscussionMode.OPEN)))
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_the_floor_that_was_taken_by_mistake_is_given_back_with_the_time_that_was_used() -> None:
    room = a_room(ANNA)
    number = room.request_of(ANNA)
    room.when(FloorGranted(CHAIR, number), UplinkHeard(ANNA), FloorRevoked(CHAIR, number), UndoAsked(CHAIR))
    room.list_is("anna granted 1")


def test_where_no_microphone_is_free_who_was_stopped_waits_first() -> None:
    room = a_room(ANNA, BORIS, CARLA)
    anna, carla = room.request_of(ANNA), room.request_of(CARLA)
    room.when(RulesSet(None, Rules(mode=DiscussionMode.OPEN)))
    room.when(FloorRevoked(CHAIR, anna)).list_is("boris granted 1", "carla standby")
    room.when(UndoAsked(CHAIR)).list_is("boris granted 1", "anna standby", "carla waits")
    assert room.request_of(CARLA) == carla


def test_who_was_set_aside_by_mistake_is_well_again() -> None:
    room = a_room(ANNA, BORIS)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)), SpeakerSetAside(CHAIR, room.request_of(ANNA)))
    assert room.floor[0].has_fault
    room.when(UndoAsked(CHAIR)).list_is("anna granted 1", "boris standby")
    assert not room.floor[0].has_fault


def test_rules_come_back_only_while_they_are_those_that_were_set() -> None:
    room = a_room().when(RulesSet(CHAIR, Rules(standby=3)), RulesSet(None, Rules(standby=2)))
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_an_order_comes_back_as_it_was_moved_by_hand() -> None:
    room = a_room(ANNA, BORIS, CARLA)
    room.when(RequestMoved(CHAIR, room.request_of(CARLA), 0))
    room.when(RulesSet(CHAIR, Rules(order=SpeakingOrder.PROTOCOL))).list_is(
        "anna standby", "boris waits", "carla waits"
    )
    room.when(FloorRequested(DALIA, RequestKind.POINT_OF_ORDER), UndoAsked(CHAIR))
    room.list_is("dalia standby", "carla waits", "anna waits", "boris waits")


@pytest.mark.parametrize(
    "happened",
    [
        FloorRequested(ANNA),
        Left(ANNA),
        PersonRemoved(ANNA, OLGA),
        PersonRegistered(replace(PEOPLE[0], role=Role.OBSERVER)),
    ],
    ids=lambda happened: type(happened).__name__,
)
def test_a_refusal_stays_where_its_owner_has_gone_on(happened: Left) -> None:
    room = a_room(ANNA)
    room.when(FloorDenied(CHAIR, room.request_of(ANNA)), happened)
    assert act_of(room) is None
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_the_more_urgent_request_comes_back_and_the_other_is_set_by() -> None:
    room = a_room(ANNA, BORIS)
    room.when(FloorRequested(BORIS, RequestKind.POINT_OF_ORDER))
    urgent = room.request_of(BORIS)
    room.when(FloorDenied(CHAIR, urgent)).list_is("anna standby", "boris waits")
    room.when(UndoAsked(CHAIR)).list_is("boris standby", "anna waits")
    assert room.request_of(BORIS) == urgent


def test_the_chairs_own_floor_is_no_call_to_undo_and_comes_back_when_it_was_taken() -> None:
    room = a_room().when(FloorTaken(CHAIR))
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)
    room.when(FloorRevoked(OLGA, room.request_of(CHAIR)), UndoAsked(OLGA)).list_is("chair granted 1")
    room.when(FloorReleased(CHAIR)).list_is()


def test_only_who_conducts_may_undo() -> None:
    room = a_room(ANNA)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)))
    for who in (ANNA, OTTO):
        room.refused(UndoAsked(who), ErrorCode.NOT_ALLOWED)


def test_so_many_acts_are_kept_and_no_more() -> None:
    room = a_room(ANNA, BORIS)
    for n in range(MOST_ACTS + 5):
        room.when(RequestMoved(CHAIR, room.request_of(ANNA), 1 - n % 2))
    assert len(room.meeting.state.acts) == MOST_ACTS
    for _ in range(MOST_ACTS):
        room.when(UndoAsked(CHAIR))
    room.refused(UndoAsked(CHAIR), ErrorCode.ALREADY)


def test_a_correction_is_undone_with_what_their_app_asks_the_next_time() -> None:
    room = a_room(ANNA)
    number = room.request_of(ANNA)
    room.when(RequestCorrected(ANNA, number, "Group B", "fr"))
    assert act_of(room) is None, "their own business"
    room.when(RequestCorrected(CHAIR, number, "Group C", "es"))
    assert act_of(room) is Act.CORRECT
    room.when(UndoAsked(OLGA)).then(kept(ActUndone(Act.CORRECT, OLGA, room.now_ms, number, ANNA)))
    own = room.meeting.state.own[ANNA]
    assert (own.on_behalf_of, own.language) == (room.floor[0].on_behalf_of, room.floor[0].language) == ("Group B", "fr")


def test_a_correction_of_a_request_that_is_set_by_is_undone_too() -> None:
    room = a_room(ANNA)
    number = room.request_of(ANNA)
    room.when(FloorRequested(ANNA, RequestKind.POINT_OF_ORDER), RequestCorrected(CHAIR, number, "Group C", "es"))
    room.when(UndoAsked(CHAIR))
    (set_by,) = room.meeting.state.own[ANNA].set_by
    assert (set_by.on_behalf_of, set_by.language) == ("", "")


def test_a_correction_in_a_journal_of_before_it_could_be_undone_is_no_act() -> None:
    room = a_room(ANNA)
    room.when(FloorGranted(CHAIR, room.request_of(ANNA)))
    apply(room.meeting.state, RequestAltered(room.request_of(ANNA), ANNA, "Group C", "", False, CHAIR))
    assert act_of(room) is Act.GRANT
