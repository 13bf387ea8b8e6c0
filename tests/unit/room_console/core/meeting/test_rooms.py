"""The private room: heard by two, ended before anybody else could hear."""

from dataclasses import replace

import pytest

from common.model.errors import ErrorCode
from common.model.ids import ParticipantId, RequestId
from common.model.media import SCREEN_FEED, STAGE_FEED, TALKBACK_FEED, DownlinkFeeds
from common.model.meeting import Rules
from common.model.patch import default_patch
from common.model.people import Person, Role
from common.model.rooms import CaseOutcome, Trouble
from room_console.core.meeting.effects import Journal, SwitchDownlink
from room_console.core.meeting.events import MuteSwitched
from room_console.core.meeting.helpevents import PrivateRoomClosed, PrivateRoomOpened
from room_console.core.meeting.helpinputs import (
    CaseClosed,
    CaseOpened,
    HelpCalled,
    RoomAwaited,
    RoomClosed,
    RoomEntered,
    RoomOpened,
)
from room_console.core.meeting.inputs import (
    ChannelChosen,
    Dropped,
    FloorGranted,
    FloorRequested,
    Input,
    Joined,
    Left,
    PatchSet,
    PersonRegistered,
    Restarted,
    RulesSet,
    UplinkHeard,
)
from room_console.core.meeting.rooms import in_room
from room_console.core.meeting.views import downlink_feeds, may_open_uplink, view_for
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, STRANGER, Room, a_room, given, kept, told_own

MAX = ParticipantId("max")
TALK = DownlinkFeeds(main=TALKBACK_FEED, picture=STAGE_FEED, screen=SCREEN_FEED)


def in_private(who: ParticipantId = ANNA, **rules: int) -> Room:
    """Open a room in which Olga and somebody who called for help talk off-air."""
    return given(a_room(**rules), HelpCalled(who, Trouble.HEARING), RoomOpened(who, OLGA))


def test_who_called_for_help_is_in_the_room_at_once_and_hears_the_operator_alone() -> None:
    room = given(a_room(), HelpCalled(ANNA, Trouble.HEARING), ChannelChosen(ANNA, 2, 0.3))  # type: ignore[arg-type]
    room.when(RoomOpened(ANNA, OLGA))
    room.then(kept(PrivateRoomOpened(ANNA, OLGA, True, room.now_ms)), SwitchDownlink(ANNA))
    state = room.meeting.state
    assert downlink_feeds(state, ANNA) == TALK
    assert all(downlink_feeds(state, who) != TALK for who in state.people if who != ANNA)
    assert may_open_uplink(state, ANNA)
    room.heard_on({}).stage_is(None)
    room.when(UplinkHeard(ANNA)).then_nothing()
    assert state.heard == set(), "heard by no slot, so on air never"


@pytest.mark.parametrize("who", [OTTO, CHAIR])
def test_a_passive_participant_may_be_in_it_too(who: ParticipantId) -> None:
    assert in_room(in_private(who).meeting.state) == who


def test_who_did_not_ask_must_come_in_themselves() -> None:
    room = given(a_room(), RoomOpened(ANNA, OLGA))
    state = room.meeting.state
    assert (in_room(state), may_open_uplink(state, ANNA)) == (None, False)
    assert downlink_feeds(state, ANNA) != TALK
    room.refused(RoomEntered(BORIS), ErrorCode.NOT_FOUND)
    room.when(RoomEntered(ANNA)).then(SwitchDownlink(ANNA))
    assert in_room(state) == ANNA
    room.when(RoomEntered(ANNA)).then_nothing()


def test_a_case_that_the_operator_opened_is_no_consent() -> None:
    room = given(a_room(), CaseOpened(ANNA, Trouble.OTHER, OLGA), RoomOpened(ANNA, OLGA))
    assert in_room(room.meeting.state) is None


def test_who_waits_for_their_coaching_is_in_it_at_once_and_waits_no_more() -> None:
    room = given(a_room(), RoomAwaited(ANNA, True), RoomOpened(ANNA, OLGA))
    assert in_room(room.meeting.state) == ANNA
    own = room.meeting.state.own[ANNA].assistance
    assert own is not None
    assert not own.is_waiting


def test_it_is_told_to_the_participant_and_staff_alone() -> None:
    room = in_private()
    state = room.meeting.state
    for who in (ANNA, OLGA, CHAIR):
        assert view_for(state, who).own[ANNA].assistance is not None
    assert ANNA not in view_for(state, BORIS).own
    tells = [e for e in room.effects if not isinstance(e, Journal | SwitchDownlink)]
    assert tells == [told_own(ANNA, each.change) for each in tells]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "ends",
    [
        [RoomClosed(OLGA)],
        [RoomClosed(ANNA)],
        [FloorRequested(ANNA)],
        [Left(ANNA)],
        [Left(OLGA)],
        [Dropped(OLGA)],
        [Restarted()],
        [PatchSet(OLGA, replace(default_patch(16, 16), talkback_input=None), 16, 16)],
        [PatchSet(OLGA, replace(default_patch(16, 16), prelisten_output=None), 16, 16)],
    ],
)
def test_it_ends(ends: list[Input]) -> None:
    room = in_private().when(*ends)
    assert room.meeting.state.room is None
    assert downlink_feeds(room.meeting.state, ANNA) != TALK
    own = room.meeting.state.own[ANNA].assistance
    assert own is None or own.room is None
    assert room.replayed().meeting.state == room.meeting.state


def test_it_lasts_over_a_dropped_link_of_the_participant() -> None:
    room = in_private().when(Dropped(ANNA))
    assert in_room(room.meeting.state) == ANNA
    room.when(Joined(ANNA))
    assert in_room(room.meeting.state) == ANNA


def test_who_would_go_from_it_straight_on_air_is_muted_first() -> None:
    room = in_private(standby=0).when(FloorRequested(ANNA))
    assert in_room(room.meeting.state) == ANNA, "who merely waits may stay"
    room.when(FloorGranted(CHAIR, RequestId(1)))
    room.then(kept(MuteSwitched(ANNA, True)), kept(PrivateRoomClosed(ANNA)))
    room.when(UplinkHeard(ANNA)).then_nothing().list_is("anna granted 1").heard_on({})


def test_who_comes_next_by_a_change_of_the_rules_leaves_it() -> None:
    room = in_private(standby=0).when(FloorRequested(ANNA), RulesSet(OLGA, Rules(1, 1)))
    assert room.meeting.state.room is None
    room.uplinks_are(ANNA)


def test_refusals() -> None:
    room = given(a_room(ANNA))
    room.refused(RoomOpened(ANNA, OLGA), ErrorCode.UNEXPECTED)
    room.refused(RoomOpened(OLGA, OLGA), ErrorCode.UNEXPECTED)
    room.refused(RoomOpened(STRANGER, OLGA), ErrorCode.NOT_FOUND)
    for by in (ANNA, CHAIR, OTTO):
        room.refused(RoomOpened(BORIS, by), ErrorCode.NOT_ALLOWED)
    room.refused(RoomClosed(OLGA), ErrorCode.NOT_FOUND)
    room.when(Left(BORIS)).refused(RoomOpened(BORIS, OLGA), ErrorCode.UNEXPECTED)
    in_private(BORIS).refused(RoomClosed(ANNA), ErrorCode.NOT_ALLOWED)
    in_private(BORIS).refused(RoomClosed(CHAIR), ErrorCode.NOT_ALLOWED)
    unpatched = PatchSet(OLGA, replace(default_patch(16, 16), talkback_input=None), 16, 16)
    given(a_room(), unpatched).refused(RoomOpened(ANNA, OLGA), ErrorCode.PATCH_INVALID)


def test_there_is_one_room_and_the_other_operator_waits() -> None:
    other = Person(MAX, "Max", "", Role.OPERATOR)
    room = given(a_room(), PersonRegistered(other), Joined(MAX), RoomOpened(ANNA, OLGA))
    room.refused(RoomOpened(ANNA, OLGA), ErrorCode.ALREADY)
    room.refused(RoomOpened(BORIS, MAX), ErrorCode.LIMIT)
    room.when(RoomOpened(BORIS, OLGA)).then(kept(PrivateRoomClosed(ANNA)))
    assert room.meeting.state.room == BORIS


def test_closing_the_case_leaves_them_talking() -> None:
    room = in_private().when(CaseClosed(ANNA, CaseOutcome.SOLVED, OLGA))
    assert in_room(room.meeting.state) == ANNA
