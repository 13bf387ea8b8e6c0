"""What chair and staff do to the list: granting, denying, taking back, the order of those who wait, the rules."""

from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.people import Action, Presence
from room_console.core.meeting.calling import called
from room_console.core.meeting.events import Event, RequestEnded, RequestReordered, RequestReturned, RulesAdopted
from room_console.core.meeting.granting import can_be_heard
from room_console.core.meeting.inputs import (
    ConductInput,
    FloorDenied,
    FloorGranted,
    FloorRevoked,
    NextGranted,
    RequestMoved,
    RulesSet,
    SpeakerSetAside,
    UndoAsked,
)
from room_console.core.meeting.permissions import require
from room_console.core.meeting.ruling import check_rules
from room_console.core.meeting.slots import most_open_mics
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.undoing import undone


def decide(state: MeetingState, wish: ConductInput, now_ms: int) -> list[Event]:  # noqa: PLR0911
    """Decide on what the chair or an operator wishes.

    Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `limit`, `malformed`, `unexpected`).
    """
    require(state, wish.by, Action.CONDUCT)
    match wish:
        case FloorGranted(by=by, request=number):
            return _granted(state, number, by, now_ms)
        case NextGranted(by=by, shown=shown):
            return called(state, _next(state, shown), by, now_ms)
        case SpeakerSetAside(by=by, request=number):
            return [_set_aside(state, number, by, now_ms)]
        case FloorDenied(by=by, request=number):
            return [_ended(_waiting(state, number), RequestStatus.DENIED, by, now_ms)]
        case FloorRevoked(by=by, request=number):
            return [_ended(_speaking(state, number), RequestStatus.REVOKED, by, now_ms)]
        case RequestMoved():
            return _moved(state, wish, now_ms)
        case RulesSet(by=by, rules=rules):
            check_rules(rules, most_open_mics(state.patch))
            return [] if rules == state.rules else [RulesAdopted(rules, by, now_ms)]
        case UndoAsked():
            return undone(state, wish, now_ms)
        case _:
            assert_never(wish)


def _granted(state: MeetingState, number: RequestId, by: ParticipantId, now_ms: int) -> list[Event]:
    if state.speakers.granted_request(number) is not None:
        raise ConferenceError(ErrorCode.ALREADY, f"request {number} is granted")
    request = _waiting(state, number)
    if not request.is_in_hall and state.participants[request.participant].presence in (Presence.ABSENT, Presence.LEFT):
        raise ConferenceError(ErrorCode.UNEXPECTED, "they are not joined")
    return called(state, request, by, now_ms)


def _next(state: MeetingState, shown: RequestId | None) -> FloorRequest:
    if shown is not None and state.speakers.waiting_request(shown) is None:
        raise ConferenceError(ErrorCode.ALREADY, f"request {shown} waits no more")
    found = next((r for r in state.speakers.waiting if can_be_heard(state, r)), None)
    if found is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, "nobody waits who can be heard")
    if shown not in (None, found.request):
        raise ConferenceError(ErrorCode.UNEXPECTED, f"request {found.request} is next by now")
    return found


def _set_aside(state: MeetingState, number: RequestId, by: ParticipantId, now_ms: int) -> Event:
    request = _speaking(state, number)
    if request.kind is RequestKind.CHAIR:
        raise ConferenceError(ErrorCode.UNEXPECTED, "the chair never waits")
    return RequestReturned(number, request.participant, 0, now_ms, by)


def _moved(state: MeetingState, wish: RequestMoved, now_ms: int) -> list[Event]:
    request = _waiting(state, wish.request)
    if wish.position < 0:
        raise ConferenceError(ErrorCode.MALFORMED, "a position is 0 or more")
    place = min(wish.position, len(state.speakers.waiting) - 1)
    if state.speakers.waiting[place] is request:
        return []
    return [RequestReordered(wish.request, request.participant, place, wish.by, now_ms)]


def _waiting(state: MeetingState, number: RequestId) -> FloorRequest:
    request = state.speakers.waiting_request(number)
    if request is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no request {number} waits")
    return request


def _speaking(state: MeetingState, number: RequestId) -> FloorRequest:
    request = state.speakers.granted_request(number)
    if request is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no request {number} has the floor")
    return request


def _ended(request: FloorRequest, status: RequestStatus, by: ParticipantId, now_ms: int) -> RequestEnded:
    return RequestEnded(request.request, request.participant, status, by, now_ms)
