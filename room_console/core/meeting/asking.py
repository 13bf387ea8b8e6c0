"""Asking for the floor: for oneself or for others, and taking it back."""

from dataclasses import replace
from typing import Final, assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_BEHALF, FloorRequest, RequestKind, RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.names import clean_line
from common.model.people import Action, Category, Presence
from room_console.core.meeting.events import Event, FloorGiven, RequestAltered, RequestEnded, RequestEntered
from room_console.core.meeting.granting import slot_for
from room_console.core.meeting.inputs import (
    FloorReleased,
    FloorRequested,
    FloorTaken,
    FloorWithdrawn,
    RequestCorrected,
    RequesterInput,
    RequestInscribed,
)
from room_console.core.meeting.modes import displaced
from room_console.core.meeting.permissions import known, may_be_listed, require
from room_console.core.meeting.persons import language_fault
from room_console.core.meeting.places import position_of_new, precedence
from room_console.core.meeting.sessions import check_may_ask
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.wording import check_text

MAX_OPEN_REQUESTS: Final = 500
"""A list longer than the 450 who may speak is a fault somewhere."""


def decide(state: MeetingState, wish: RequesterInput, now_ms: int) -> list[Event]:
    """Decide on who wants to speak, and who does no more.

    Raises: ConferenceError(`not_found`, `not_allowed`, `unexpected`, `already`, `list_closed`, `limit`, `malformed`).
    """
    match wish:
        case FloorRequested(by=by):
            require(state, by, Action.REQUEST_FLOOR)
            return _requested(state, wish, now_ms)
        case RequestInscribed(by=by):
            require(state, by, Action.CONDUCT)
            return _inscribed(state, wish, now_ms)
        case RequestCorrected():
            return _corrected(state, wish, now_ms)
        case FloorTaken(by=by):
            require(state, by, Action.PRESIDE)
            return _taken(state, by, now_ms)
        case FloorWithdrawn(by=by):
            return _withdrawn(state, by, now_ms)
        case FloorReleased(by=by):
            return _released(state, by, now_ms)
        case _:
            assert_never(wish)


def _requested(state: MeetingState, wish: FloorRequested, now_ms: int) -> list[Event]:
    by = wish.by
    if state.participants[by].presence is not Presence.JOINED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "only who is joined may ask")
    on_behalf_of, language = _checked(wish.on_behalf_of, wish.language)
    new = FloorRequest(
        _next_number(state),
        by,
        RequestStatus.PENDING,
        now_ms,
        None,
        None,
        False,
        None,
        wish.kind,
        on_behalf_of,
        language,
    )
    _check_may_enter(state, new)
    check_may_ask(state, by)
    return _entered(state, new, None, now_ms)


def _inscribed(state: MeetingState, wish: RequestInscribed, now_ms: int) -> list[Event]:
    person = known(state, wish.participant)
    if not may_be_listed(person.role, wish.is_in_hall):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{person.role} may not have the floor")
    on_behalf_of, language = _checked(wish.on_behalf_of, wish.language)
    new = FloorRequest(
        _next_number(state),
        wish.participant,
        RequestStatus.PENDING,
        now_ms,
        kind=wish.kind,
        on_behalf_of=on_behalf_of,
        language=language,
        is_in_hall=wish.is_in_hall,
    )
    _check_may_enter(state, new)
    if not wish.is_in_hall:
        check_may_ask(state, wish.participant)
    return _entered(state, new, wish.by, now_ms)


def _check_may_enter(state: MeetingState, new: FloorRequest) -> None:
    rules, speakers = state.rules, state.speakers
    if new.kind not in rules.precedence:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{new.kind} is not asked for here")
    if new.kind in rules.members_only and state.people[new.participant].category is not Category.MEMBER:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{new.kind} is for members only")
    other = speakers.of(new.participant)
    if other is not None and other.status is RequestStatus.GRANTED:
        raise ConferenceError(ErrorCode.ALREADY, "who has the floor can't ask for it")
    if other is not None and precedence(rules, other) <= precedence(rules, new):
        raise ConferenceError(ErrorCode.ALREADY, "one request is open already")
    if not rules.is_list_open and new.kind not in rules.when_closed:
        raise ConferenceError(ErrorCode.LIST_CLOSED, "the list of speakers is closed")
    if len(speakers.granted) + len(speakers.waiting) + len(speakers.set_by) >= MAX_OPEN_REQUESTS:
        raise ConferenceError(ErrorCode.LIMIT, f"{MAX_OPEN_REQUESTS} requests are open")


def _entered(state: MeetingState, new: FloorRequest, by: ParticipantId | None, now_ms: int) -> list[Event]:
    other = state.speakers.of(new.participant)
    waiting = [r for r in state.speakers.waiting if r is not other] if other is not None else state.speakers.waiting
    return [
        *displaced(state, new, now_ms),
        RequestEntered(
            new.request,
            new.participant,
            now_ms,
            new.kind,
            new.on_behalf_of,
            new.language,
            new.is_in_hall,
            position_of_new(state.rules, state.people, waiting, new),
            by,
        ),
    ]


def _corrected(state: MeetingState, wish: RequestCorrected, now_ms: int) -> list[Event]:
    known(state, wish.by)
    request = state.speakers.open_request(wish.request)
    if request is None or request.participant != wish.by:
        require(state, wish.by, Action.CONDUCT)
    if request is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no request {wish.request} is open")
    on_behalf_of, language = _checked(wish.on_behalf_of, wish.language)
    if replace(request, on_behalf_of=on_behalf_of, language=language) == request:
        return []
    who, is_in_hall = request.participant, request.is_in_hall
    return [RequestAltered(wish.request, who, on_behalf_of, language, is_in_hall, wish.by, now_ms)]


def _taken(state: MeetingState, by: ParticipantId, now_ms: int) -> list[Event]:
    if state.speakers.of(by) is not None:
        raise ConferenceError(ErrorCode.ALREADY, "the chair has the floor")
    if state.participants[by].presence is not Presence.JOINED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "only who is joined may speak")
    new = FloorRequest(_next_number(state), by, RequestStatus.PENDING, now_ms, kind=RequestKind.CHAIR)
    slot = slot_for(state, new)
    entered = RequestEntered(new.request, by, now_ms, RequestKind.CHAIR, position=0, by=by)
    return [entered, FloorGiven(new.request, by, slot, now_ms, by)]


def _withdrawn(state: MeetingState, by: ParticipantId, now_ms: int) -> list[Event]:
    request = state.speakers.of(by)
    if request is None:
        require(state, by, Action.REQUEST_FLOOR)
        raise ConferenceError(ErrorCode.ALREADY, "no request is open")
    if request.status is RequestStatus.GRANTED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "the floor was granted: release it")
    return [RequestEnded(request.request, by, RequestStatus.CANCELLED, at_ms=now_ms)]


def _released(state: MeetingState, by: ParticipantId, now_ms: int) -> list[Event]:
    request = state.speakers.of(by)
    if request is None or request.status is not RequestStatus.GRANTED:
        require(state, by, Action.SPEAK)
        raise ConferenceError(ErrorCode.ALREADY, "the floor is not held")
    return [RequestEnded(request.request, by, RequestStatus.RELEASED, at_ms=now_ms)]


def _next_number(state: MeetingState) -> RequestId:
    return RequestId(state.speakers.asked + 1)


def _checked(on_behalf_of: str, language: str) -> tuple[str, str]:
    """Bring what is said of a speech to the form in which it is kept. Raises: ConferenceError(`malformed`)."""
    group, tag = clean_line(on_behalf_of), clean_line(language)
    check_text(group, "group", most=MAX_BEHALF, may_be_empty=True)
    if (fault := language_fault(tag)) is not None:
        raise ConferenceError(ErrorCode.MALFORMED, f"language {fault}")
    return group, tag
