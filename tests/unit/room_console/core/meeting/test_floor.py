"""Asking for the floor, and the chair's answers."""

from unittest.mock import ANY

import pytest

from common.model.errors import ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Act, Rules, Undoable
from common.model.people import Person, Role
from common.protocol.view import RulesChanged, UndoableChanged
from room_console.core.meeting.asking import MAX_OPEN_REQUESTS
from room_console.core.meeting.effects import SwitchDownlink
from room_console.core.meeting.events import FloorGiven, RequestEnded, RequestEntered, RequestReordered, RulesAdopted
from room_console.core.meeting.inputs import (
    Dropped,
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    Input,
    Joined,
    Left,
    PersonRegistered,
    RequestMoved,
    RulesSet,
)
from tests.helpers.playbook import (
    ANNA,
    BORIS,
    CARLA,
    CHAIR,
    DALIA,
    OLGA,
    OTTO,
    STRANGER,
    a_room,
    given,
    kept,
    slot,
    told_all,
    told_list,
    told_staff,
)

FIRST, SECOND, THIRD = RequestId(1), RequestId(2), RequestId(3)


def test_a_delegate_asks_and_everyone_sees_it() -> None:
    room = given(a_room()).when(FloorRequested(ANNA))
    room.then_only(kept(RequestEntered(FIRST, ANNA, room.now_ms, position=0)), told_list(room.floor, *room.floor))
    room.list_is("anna standby")


def test_the_list_is_in_the_order_of_asking() -> None:
    given(a_room()).when(FloorRequested(CARLA), FloorRequested(ANNA), FloorRequested(BORIS)).list_is(
        "carla standby", "anna waits", "boris waits"
    )


def test_the_chair_grants_and_the_lowest_free_slot_is_assigned() -> None:
    room = given(a_room(ANNA, BORIS)).when(FloorGranted(CHAIR, FIRST))
    room.then_only(
        kept(FloorGiven(FIRST, ANNA, slot(1), room.now_ms, CHAIR)),
        SwitchDownlink(ANNA),
        told_list(room.floor, *room.floor),
        told_staff(UndoableChanged(Undoable(Act.GRANT, CHAIR, room.now_ms, FIRST, ANNA))),
    ).list_is("anna granted 1", "boris standby")
    room.heard_on({1: ANNA}).uplinks_are(ANNA, BORIS)


def test_anyone_who_waits_may_be_granted_out_of_turn() -> None:
    given(a_room(ANNA, BORIS, CARLA)).when(FloorGranted(OLGA, THIRD)).list_is(
        "carla granted 1", "anna standby", "boris waits"
    )


def test_a_slot_given_back_is_the_next_to_be_used() -> None:
    room = given(a_room(ANNA, BORIS, CARLA, mics=2), FloorGranted(CHAIR, FIRST), FloorGranted(CHAIR, SECOND))
    room.when(FloorReleased(ANNA), FloorGranted(CHAIR, THIRD)).list_is("boris granted 2", "carla granted 1")
    room.heard_on({1: CARLA, 2: BORIS})


def test_a_speaker_releases_the_floor() -> None:
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST)).when(FloorReleased(ANNA))
    room.then_only(
        kept(RequestEnded(FIRST, ANNA, RequestStatus.RELEASED, at_ms=room.now_ms)),
        SwitchDownlink(ANNA),
        told_list(room.floor),
        told_staff(UndoableChanged(None)),
    ).list_is("boris standby")
    room.heard_on({}).uplinks_are(BORIS)


def test_the_chair_revokes_the_floor() -> None:
    given(a_room(ANNA), FloorGranted(CHAIR, FIRST)).when(FloorRevoked(CHAIR, FIRST)).then(
        kept(RequestEnded(FIRST, ANNA, RequestStatus.REVOKED, CHAIR, ANY))
    ).heard_on({}).uplinks_are().list_is()


def test_the_chair_denies_a_request_and_its_standby_uplink_closes() -> None:
    given(a_room(ANNA, BORIS)).when(FloorDenied(CHAIR, FIRST)).then(
        kept(RequestEnded(FIRST, ANNA, RequestStatus.DENIED, CHAIR, ANY))
    ).uplinks_are(BORIS).list_is("boris standby")


def test_a_request_that_was_only_waiting_had_no_uplink_to_lose() -> None:
    given(a_room(ANNA, BORIS)).uplinks_are(ANNA).when(FloorWithdrawn(BORIS)).then(
        kept(RequestEnded(SECOND, BORIS, RequestStatus.CANCELLED, at_ms=ANY))
    ).but_never(SwitchDownlink).uplinks_are(ANNA).list_is("anna standby")


def test_asking_again_after_the_end_gives_a_new_request() -> None:
    room = given(a_room(ANNA), FloorWithdrawn(ANNA)).when(FloorRequested(ANNA))
    assert room.request_of(ANNA) == SECOND


def test_the_chair_moves_a_request_and_standby_moves_with_the_place() -> None:
    given(a_room(ANNA, BORIS, CARLA)).when(RequestMoved(CHAIR, THIRD, 0)).then(
        kept(RequestReordered(THIRD, CARLA, 0, CHAIR, ANY))
    ).uplinks_are(CARLA).list_is("carla standby", "anna waits", "boris waits")


def test_a_place_past_the_end_is_the_last() -> None:
    given(a_room(ANNA, BORIS, CARLA)).when(RequestMoved(CHAIR, FIRST, 99)).list_is(
        "boris standby", "carla waits", "anna waits"
    )


def test_standby_is_lost_however_far_one_is_moved() -> None:
    room = a_room(ANNA)
    for number in range(20):
        who = ParticipantId(f"delegate-{number}")
        room.when(PersonRegistered(Person(who, "Somebody", "", Role.DELEGATE)), Joined(who), FloorRequested(who))
    room.uplinks_are(ANNA).when(RequestMoved(CHAIR, FIRST, 15)).uplinks_are(ParticipantId("delegate-0"))
    assert [r.status for r in room.floor] == [RequestStatus.ACCEPTED] + [RequestStatus.PENDING] * 20
    assert room.floor[15].participant == ANNA


def test_moving_a_request_to_where_it_stands_changes_nothing() -> None:
    given(a_room(ANNA, BORIS)).when(RequestMoved(CHAIR, SECOND, 7)).then_nothing()


def test_those_who_speak_are_before_those_who_wait_and_do_not_count_as_places() -> None:
    given(a_room(ANNA, BORIS, CARLA), FloorGranted(CHAIR, FIRST)).when(RequestMoved(CHAIR, THIRD, 0)).list_is(
        "anna granted 1", "carla standby", "boris waits"
    )


def test_more_on_standby_by_rule() -> None:
    given(a_room(ANNA, BORIS, CARLA)).when(RulesSet(OLGA, Rules(standby=2))).then(
        kept(RulesAdopted(Rules(standby=2), OLGA, ANY)), told_all(RulesChanged(Rules(standby=2)))
    ).list_is("anna standby", "boris standby", "carla waits")


def test_nobody_on_standby_by_rule() -> None:
    given(a_room(ANNA, BORIS)).when(RulesSet(CHAIR, Rules(standby=0))).uplinks_are().list_is(
        "anna waits", "boris waits"
    )


def test_lowering_the_limit_revokes_nobody() -> None:
    room = given(a_room(ANNA, BORIS, CARLA, mics=2), FloorGranted(CHAIR, FIRST), FloorGranted(CHAIR, SECOND))
    room.when(RulesSet(CHAIR, Rules(max_open_mics=1))).list_is("anna granted 1", "boris granted 2", "carla standby")
    room.when(FloorReleased(ANNA)).refused(FloorGranted(CHAIR, THIRD), ErrorCode.LIMIT)


def test_the_same_rules_again_change_nothing() -> None:
    room = a_room()
    given(room).when(RulesSet(CHAIR, room.meeting.state.rules)).then_nothing()


def test_a_closed_list_keeps_those_in_it_and_admits_none() -> None:
    room = given(a_room(ANNA)).when(RulesSet(CHAIR, Rules(is_list_open=False))).list_is("anna standby")
    room.refused(FloorRequested(BORIS), ErrorCode.LIST_CLOSED)
    room.when(FloorGranted(CHAIR, FIRST)).list_is("anna granted 1")


def test_the_list_has_an_end() -> None:
    room = a_room(standby=0)
    for number in range(MAX_OPEN_REQUESTS):
        who = ParticipantId(f"delegate-{number}")
        room.when(PersonRegistered(Person(who, "Somebody", "", Role.DELEGATE)), Joined(who), FloorRequested(who))
    room.refused(FloorRequested(ANNA), ErrorCode.LIMIT)


def test_a_drop_keeps_the_floor_and_a_goodbye_gives_it_back() -> None:
    room = given(a_room(ANNA, BORIS), FloorGranted(CHAIR, FIRST))
    room.when(Dropped(ANNA), Dropped(BORIS)).list_is("anna granted 1", "boris standby")
    room.when(Left(ANNA), Left(BORIS)).list_is()


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (FloorRequested(OTTO), ErrorCode.NOT_ALLOWED),
        (FloorRequested(CHAIR), ErrorCode.NOT_ALLOWED),
        (FloorRequested(OLGA), ErrorCode.NOT_ALLOWED),
        (FloorRequested(STRANGER), ErrorCode.NOT_FOUND),
        (FloorRequested(ANNA), ErrorCode.ALREADY),
        (FloorRequested(BORIS), ErrorCode.ALREADY),
        (FloorWithdrawn(ANNA), ErrorCode.UNEXPECTED),
        (FloorWithdrawn(DALIA), ErrorCode.ALREADY),
        (FloorWithdrawn(OTTO), ErrorCode.NOT_ALLOWED),
        (FloorWithdrawn(STRANGER), ErrorCode.NOT_FOUND),
        (FloorReleased(BORIS), ErrorCode.ALREADY),
        (FloorReleased(DALIA), ErrorCode.ALREADY),
        (FloorReleased(CHAIR), ErrorCode.NOT_ALLOWED),
        (FloorReleased(STRANGER), ErrorCode.NOT_FOUND),
        (FloorGranted(BORIS, SECOND), ErrorCode.NOT_ALLOWED),
        (FloorGranted(OTTO, SECOND), ErrorCode.NOT_ALLOWED),
        (FloorGranted(CHAIR, FIRST), ErrorCode.ALREADY),
        (FloorGranted(CHAIR, SECOND), ErrorCode.LIMIT),
        (FloorGranted(CHAIR, RequestId(77)), ErrorCode.NOT_FOUND),
        (FloorDenied(ANNA, SECOND), ErrorCode.NOT_ALLOWED),
        (FloorDenied(CHAIR, FIRST), ErrorCode.NOT_FOUND),
        (FloorDenied(CHAIR, RequestId(-1)), ErrorCode.NOT_FOUND),
        (FloorRevoked(BORIS, FIRST), ErrorCode.NOT_ALLOWED),
        (FloorRevoked(CHAIR, SECOND), ErrorCode.NOT_FOUND),
        (FloorRevoked(STRANGER, FIRST), ErrorCode.NOT_FOUND),
        (RequestMoved(BORIS, SECOND, 0), ErrorCode.NOT_ALLOWED),
        (RequestMoved(CHAIR, FIRST, 0), ErrorCode.NOT_FOUND),
        (RequestMoved(CHAIR, SECOND, -1), ErrorCode.MALFORMED),
        (RulesSet(ANNA, Rules()), ErrorCode.NOT_ALLOWED),
        (RulesSet(OTTO, Rules()), ErrorCode.NOT_ALLOWED),
        (RulesSet(CHAIR, Rules(max_open_mics=0)), ErrorCode.LIMIT),
        (RulesSet(CHAIR, Rules(max_open_mics=5)), ErrorCode.LIMIT),
        (RulesSet(CHAIR, Rules(standby=-1)), ErrorCode.LIMIT),
        (RulesSet(CHAIR, Rules(standby=9)), ErrorCode.LIMIT),
    ],
    ids=str,
)
def test_refusals_change_nothing(wish: Input, code: ErrorCode) -> None:
    given(a_room(ANNA, BORIS, CARLA), FloorGranted(CHAIR, FIRST)).refused(wish, code)


def test_who_is_not_joined_may_not_ask() -> None:
    given(a_room(), Dropped(ANNA), Left(BORIS)).refused(FloorRequested(ANNA), ErrorCode.UNEXPECTED).refused(
        FloorRequested(BORIS), ErrorCode.UNEXPECTED
    )


def test_no_grant_without_a_free_slot() -> None:
    room = given(a_room(ANNA, BORIS, mics=1, slots=1), FloorGranted(CHAIR, FIRST))
    room.meeting.state.rules = Rules(max_open_mics=2)
    room.refused(FloorGranted(CHAIR, SECOND), ErrorCode.LIMIT)
