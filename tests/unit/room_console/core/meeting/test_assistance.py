"""Calls for help: by anybody, one at a time, looked after by operators; the grant of a mobile device."""

import pytest

from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import OwnState
from common.model.rooms import Assistance, CaseId, CaseOutcome, HelpCase, Trouble
from common.protocol.view import OwnChanged
from room_console.core.meeting.helpevents import HelpCaseClosed, HelpCaseOpened
from room_console.core.meeting.helpinputs import (
    CaseClosed,
    CaseOpened,
    CaseTaken,
    HelpCalled,
    HelpWithdrawn,
    MobileGranted,
    RoomAwaited,
)
from room_console.core.meeting.inputs import Dropped, Left, Restarted
from tests.helpers.playbook import ANNA, BORIS, CHAIR, OLGA, OTTO, STRANGER, Room, a_room, given, kept, told_own

HEARING, SOLVED = Trouble.HEARING, CaseOutcome.SOLVED


def assistance(room: Room, who: ParticipantId) -> Assistance | None:
    """Return how somebody is helped."""
    return room.meeting.state.own[who].assistance


@pytest.mark.parametrize("who", [ANNA, OTTO, CHAIR])
def test_anybody_calls_for_help_once(who: ParticipantId) -> None:
    room = given(a_room()).when(HelpCalled(who, HEARING))
    case = HelpCase(CaseId(1), HEARING, room.now_ms, who)
    room.then_only(
        kept(HelpCaseOpened(CaseId(1), who, HEARING, who, room.now_ms)),
        told_own(who, OwnChanged(OwnState(who, assistance=Assistance(case)))),
    )
    room.refused(HelpCalled(who, Trouble.OTHER), ErrorCode.ALREADY)
    room.refused(CaseOpened(who, HEARING, OLGA), ErrorCode.ALREADY)


def test_a_case_is_taken_and_closed_and_leaves_nothing_in_the_view() -> None:
    room = given(a_room(), HelpCalled(ANNA, HEARING)).when(CaseTaken(ANNA, OLGA))
    helped = assistance(room, ANNA)
    assert helped is not None
    assert helped.case is not None
    assert (helped.case.taken_by, helped.case.taken_at_ms) == (OLGA, room.now_ms)
    room.when(CaseTaken(ANNA, OLGA)).then_nothing()
    room.when(CaseClosed(ANNA, SOLVED, OLGA)).then(kept(HelpCaseClosed(CaseId(1), ANNA, SOLVED, OLGA, room.now_ms)))
    assert assistance(room, ANNA) is None
    room.refused(CaseClosed(ANNA, SOLVED, OLGA), ErrorCode.NOT_FOUND)
    room.when(HelpCalled(ANNA, HEARING)).then(kept(HelpCaseOpened(CaseId(2), ANNA, HEARING, ANNA, room.now_ms)))


def test_who_called_needs_no_help_any_more() -> None:
    room = given(a_room(), HelpCalled(ANNA, HEARING)).when(HelpWithdrawn(ANNA))
    assert assistance(room, ANNA) is None
    room.refused(HelpWithdrawn(ANNA), ErrorCode.NOT_FOUND)


@pytest.mark.parametrize("by", [ANNA, BORIS, OTTO, CHAIR])
def test_only_operators_look_after_cases(by: ParticipantId) -> None:
    room = given(a_room(), HelpCalled(ANNA, HEARING))
    for wish in (
        CaseTaken(ANNA, by),
        CaseClosed(ANNA, SOLVED, by),
        CaseOpened(BORIS, HEARING, by),
        MobileGranted(ANNA, True, by),
    ):
        room.refused(wish, ErrorCode.NOT_ALLOWED)


def test_strangers_and_those_who_are_not_there_call_in_vain() -> None:
    room = given(a_room(), Left(ANNA))
    room.refused(HelpCalled(STRANGER, HEARING), ErrorCode.NOT_FOUND)
    room.refused(HelpCalled(ANNA, HEARING), ErrorCode.UNEXPECTED)
    room.refused(CaseTaken(STRANGER, OLGA), ErrorCode.NOT_FOUND)
    room.when(CaseOpened(ANNA, HEARING, OLGA))
    assert assistance(room, ANNA) is not None, "they may have telephoned"


def test_a_mobile_device_is_granted_in_a_case_and_stays_granted_after_it() -> None:
    room = given(a_room()).refused(MobileGranted(ANNA, True, OLGA), ErrorCode.UNEXPECTED)
    room.when(HelpCalled(ANNA, Trouble.DEVICE), MobileGranted(ANNA, True, OLGA), CaseClosed(ANNA, SOLVED, OLGA))
    assert assistance(room, ANNA) == Assistance(has_mobile=True)
    room.when(MobileGranted(ANNA, True, OLGA)).then_nothing()
    room.when(MobileGranted(ANNA, False, OLGA))
    assert assistance(room, ANNA) is None


def test_the_wait_for_coaching_outlasts_a_drop_and_a_restart_and_ends_with_leaving() -> None:
    room = given(a_room(), RoomAwaited(ANNA, True), Dropped(ANNA), Restarted())
    assert assistance(room, ANNA) == Assistance(is_waiting=True)
    room.when(Left(ANNA))
    assert assistance(room, ANNA) is None
    room.refused(RoomAwaited(ANNA, True), ErrorCode.UNEXPECTED)


def test_the_journal_makes_it_all_again() -> None:
    room = given(
        a_room(),
        HelpCalled(ANNA, HEARING),
        CaseTaken(ANNA, OLGA),
        MobileGranted(ANNA, True, OLGA),
        HelpCalled(OTTO, Trouble.OTHER),
        HelpWithdrawn(OTTO),
        RoomAwaited(BORIS, True),
    )
    assert room.replayed().meeting.state == room.meeting.state
