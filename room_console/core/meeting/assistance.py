"""Help: cases that are called, taken and closed, the wait for one's coaching, and who may come by a mobile device."""

from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Presence
from common.model.rooms import NO_ASSISTANCE, Assistance, CaseId, CaseOutcome, HelpCase, Trouble
from room_console.core.meeting.events import Event
from room_console.core.meeting.helpevents import (
    HelpCaseClosed,
    HelpCaseOpened,
    HelpCaseTaken,
    MobileSwitched,
    RoomWaited,
)
from room_console.core.meeting.helpinputs import (
    AssistanceInput,
    CaseClosed,
    CaseOpened,
    CaseTaken,
    HelpCalled,
    HelpWithdrawn,
    MobileGranted,
    RoomAwaited,
)
from room_console.core.meeting.permissions import known, require
from room_console.core.meeting.state import MeetingState


def decide(state: MeetingState, wish: AssistanceInput, now_ms: int) -> list[Event]:
    """Decide on help. Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `unexpected`)."""
    match wish:
        case HelpCalled(by=by, trouble=trouble):
            require(state, by, Action.FOLLOW)
            _check_joined(state, by)
            return _opened(state, by, trouble, by, now_ms)
        case HelpWithdrawn(by=by):
            return [HelpCaseClosed(_case(state, by).case, by, CaseOutcome.WITHDRAWN, by, now_ms)]
        case RoomAwaited(by=by, is_waiting=is_waiting):
            return _awaited(state, by, is_waiting)
        case CaseOpened() | CaseTaken() | CaseClosed() | MobileGranted():
            require(state, wish.by, Action.OPERATE)
            known(state, wish.participant)
            return _assisted(state, wish, now_ms)
        case _:
            assert_never(wish)


def assistance_of(state: MeetingState, participant: ParticipantId) -> Assistance:
    """Return how a participant is helped."""
    return state.own[participant].assistance or NO_ASSISTANCE


def _assisted(
    state: MeetingState, wish: CaseOpened | CaseTaken | CaseClosed | MobileGranted, now_ms: int
) -> list[Event]:
    who, by = wish.participant, wish.by
    match wish:
        case CaseOpened(trouble=trouble):
            return _opened(state, who, trouble, by, now_ms)
        case CaseTaken():
            case = _case(state, who)
            return [] if case.taken_by == by else [HelpCaseTaken(case.case, who, by, now_ms)]
        case CaseClosed(outcome=outcome):
            return [HelpCaseClosed(_case(state, who).case, who, outcome, by, now_ms)]
        case MobileGranted(is_granted=is_granted):
            return _granted(state, who, is_granted, by)
        case _:
            assert_never(wish)


def _opened(state: MeetingState, who: ParticipantId, trouble: Trouble, by: ParticipantId, now_ms: int) -> list[Event]:
    if assistance_of(state, who).case is not None:
        raise ConferenceError(ErrorCode.ALREADY, "a case is open")
    return [HelpCaseOpened(CaseId(state.cases + 1), who, trouble, by, now_ms)]


def _granted(state: MeetingState, who: ParticipantId, is_granted: bool, by: ParticipantId) -> list[Event]:
    now = assistance_of(state, who)
    if now.has_mobile == is_granted:
        return []
    if is_granted and now.case is None:
        raise ConferenceError(ErrorCode.UNEXPECTED, "a mobile device is granted in a case: open one")
    return [MobileSwitched(who, is_granted, by)]


def _awaited(state: MeetingState, by: ParticipantId, is_waiting: bool) -> list[Event]:
    require(state, by, Action.FOLLOW)
    if is_waiting:
        _check_joined(state, by)
    return [] if assistance_of(state, by).is_waiting == is_waiting else [RoomWaited(by, is_waiting)]


def _check_joined(state: MeetingState, who: ParticipantId) -> None:
    if state.participants[who].presence is not Presence.JOINED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "only who is joined may ask")


def _case(state: MeetingState, who: ParticipantId) -> HelpCase:
    known(state, who)
    case = assistance_of(state, who).case
    if case is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, "no case of theirs is open")
    return case
