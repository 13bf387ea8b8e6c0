"""The floor: asking, granting, denying, taking back, and the order of those who wait."""

from typing import Final, assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Rules
from common.model.people import Action, Presence
from room_console.core.meeting.events import (
    Event,
    FloorGiven,
    RequestEnded,
    RequestEntered,
    RequestReordered,
    RulesAdopted,
)
from room_console.core.meeting.inputs import (
    ConductInput,
    FloorDenied,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    RequesterInput,
    RequestMoved,
    RulesSet,
)
from room_console.core.meeting.permissions import require
from room_console.core.meeting.sessions import check_may_ask
from room_console.core.meeting.slots import free_slot, most_open_mics
from room_console.core.meeting.speakers import MAX_STANDBY
from room_console.core.meeting.state import MeetingState

MAX_OPEN_REQUESTS: Final = 500
"""A list longer than the 450 who may speak is a fault somewhere."""


def decide_asked(state: MeetingState, wish: RequesterInput, now_ms: int) -> list[Event]:
    """Decide on what delegates wish for themselves.

    Raises: ConferenceError(`not_found`, `not_allowed`, `unexpected`, `already`, `list_closed`, `limit`).
    """
    match wish:
        case FloorRequested(by=by):
            require(state, by, Action.REQUEST_FLOOR)
            return _requested(state, by, now_ms)
        case FloorWithdrawn(by=by):
            require(state, by, Action.REQUEST_FLOOR)
            return _withdrawn(state, by)
        case FloorReleased(by=by):
            require(state, by, Action.SPEAK)
            return _released(state, by)
        case _:
            assert_never(wish)


def decide_conducted(state: MeetingState, wish: ConductInput, now_ms: int) -> list[Event]:
    """Decide on what the chair or an operator wishes.

    Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `limit`, `malformed`).
    """
    require(state, wish.by, Action.CONDUCT)
    match wish:
        case FloorGranted(request=number):
            return _granted(state, number, now_ms)
        case FloorDenied(request=number):
            return [_ended(_waiting(state, number), RequestStatus.DENIED)]
        case FloorRevoked(request=number):
            return [_ended(_speaking(state, number), RequestStatus.REVOKED)]
        case RequestMoved(request=number, position=position):
            return _moved(state, number, position)
        case RulesSet(rules=rules):
            return _ruled(state, rules)
        case _:
            assert_never(wish)


def _requested(state: MeetingState, by: ParticipantId, now_ms: int) -> list[Event]:
    speakers = state.speakers
    if state.participants[by].presence is not Presence.JOINED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "only who is joined may ask")
    if speakers.of(by) is not None:
        raise ConferenceError(ErrorCode.ALREADY, "one request is open already")
    if not state.rules.is_list_open:
        raise ConferenceError(ErrorCode.LIST_CLOSED, "the list of speakers is closed")
    check_may_ask(state, by)
    if len(speakers.granted) + len(speakers.waiting) >= MAX_OPEN_REQUESTS:
        raise ConferenceError(ErrorCode.LIMIT, f"{MAX_OPEN_REQUESTS} requests are open")
    return [RequestEntered(RequestId(speakers.asked + 1), by, now_ms)]


def _withdrawn(state: MeetingState, by: ParticipantId) -> list[Event]:
    request = state.speakers.of(by)
    if request is None:
        raise ConferenceError(ErrorCode.ALREADY, "no request is open")
    if request.status is RequestStatus.GRANTED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "the floor was granted: release it")
    return [_ended(request, RequestStatus.CANCELLED)]


def _released(state: MeetingState, by: ParticipantId) -> list[Event]:
    request = state.speakers.of(by)
    if request is None or request.status is not RequestStatus.GRANTED:
        raise ConferenceError(ErrorCode.ALREADY, "the floor is not held")
    return [_ended(request, RequestStatus.RELEASED)]


def _granted(state: MeetingState, number: RequestId, now_ms: int) -> list[Event]:
    if state.speakers.granted_request(number) is not None:
        raise ConferenceError(ErrorCode.ALREADY, f"request {number} is granted")
    request = _waiting(state, number)
    if len(state.speakers.granted) >= state.rules.max_open_mics:
        raise ConferenceError(ErrorCode.LIMIT, f"{state.rules.max_open_mics} microphones are open")
    slot = free_slot(state)
    if slot is None:
        raise ConferenceError(ErrorCode.LIMIT, "no slot is free")
    return [FloorGiven(number, request.participant, slot, now_ms)]


def _moved(state: MeetingState, number: RequestId, position: int) -> list[Event]:
    request = _waiting(state, number)
    if position < 0:
        raise ConferenceError(ErrorCode.MALFORMED, "a position is 0 or more")
    place = min(position, len(state.speakers.waiting) - 1)
    if state.speakers.waiting[place] is request:
        return []
    return [RequestReordered(number, request.participant, place)]


def _ruled(state: MeetingState, rules: Rules) -> list[Event]:
    most = most_open_mics(state.patch)
    if not 1 <= rules.max_open_mics <= most:
        raise ConferenceError(ErrorCode.LIMIT, f"open microphones: 1 to {most}")
    if not 0 <= rules.standby <= MAX_STANDBY:
        raise ConferenceError(ErrorCode.LIMIT, f"standby: 0 to {MAX_STANDBY}")
    return [] if rules == state.rules else [RulesAdopted(rules)]


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


def _ended(request: FloorRequest, status: RequestStatus) -> RequestEnded:
    return RequestEnded(request.request, request.participant, status)
