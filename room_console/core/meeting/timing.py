"""Speaking time: what is given at the grant, when it runs, and what becomes of who overruns it."""

from collections.abc import Iterator
from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import MAX_LIMIT_S, FloorRequest, Overrun, RequestKind, RequestStatus, SpeechTimers
from common.model.ids import RequestId
from common.model.people import Action
from common.model.speechtime import spoken_ms
from room_console.core.meeting.events import Event, RequestEnded
from room_console.core.meeting.headcount import delegation_key
from room_console.core.meeting.permissions import require
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.timingevents import LimitSet, TimeOver, TimerPaused, TimerSwitched
from room_console.core.meeting.timinginputs import SpeechLimitSet, Ticked, TimerPauseSet, TimingInput


def limit_s(state: MeetingState, request: FloorRequest) -> int:
    """Return the time that a speech is given, in seconds; 0 is without limit.

    What it had before counts; else the first that is not 0 of kind, group, delegation, category, item of the agenda,
    meeting.
    """
    if request.kind is RequestKind.CHAIR:
        return 0
    timers, item = state.rules.timers, state.details.item(state.current_item)
    person = state.people[request.participant]
    return (
        request.limit_s
        or timers.by_kind_s.get(request.kind, 0)
        or (timers.group_s if request.on_behalf_of else 0)
        or _of_delegation(timers, person.delegation)
        or timers.by_category_s.get(person.category, 0)
        or (item.rules.speech_s if item is not None else 0)
        or timers.speech_s
    )


def is_timed(state: MeetingState) -> bool:
    """Tell whether somebody's speaking time runs now, but for the chair, who may be on air all day."""
    return any(r.running_since_ms is not None and r.kind is not RequestKind.CHAIR for r in state.speakers.granted)


def next_due_ms(state: MeetingState) -> int | None:
    """Return when time is next over for somebody, so that `Ticked` is due; None while that can't be."""
    return min((due for request in _limited(state) if (due := _due_ms(state, request)) is not None), default=None)


def decide(state: MeetingState, happened: TimingInput, now_ms: int) -> list[Event]:
    """Decide on a timer's pause or limit, or on what is due.

    Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `malformed`, `unexpected`).
    """
    match happened:
        case Ticked():
            return list(_due(state, now_ms))
        case TimerPauseSet(by=by, request=number, is_paused=is_paused):
            require(state, by, Action.CONDUCT)
            request = _speaking(state, number)
            if (number in state.timing.paused) == is_paused:
                raise ConferenceError(ErrorCode.ALREADY, "it stands" if is_paused else "it runs")
            return [TimerPaused(number, request.participant, is_paused, by, now_ms)]
        case SpeechLimitSet(by=by, request=number, limit_s=limit):
            require(state, by, Action.CONDUCT)
            request = _speaking(state, number)
            if not 0 <= limit <= MAX_LIMIT_S:
                raise ConferenceError(ErrorCode.MALFORMED, f"a speech lasts 0 to {MAX_LIMIT_S} s")
            return [LimitSet(number, request.participant, limit, by, now_ms)] if limit != request.limit_s else []
        case _:
            assert_never(happened)


def before_restart(state: MeetingState, now_ms: int) -> list[Event]:
    """Stop the timers that ran when the console was lost: it may have been for long, which uses nobody's time up."""
    return [
        TimerSwitched(r.request, r.participant, False, min(now_ms, _end_ms(r, now_ms)))
        for r in state.speakers.granted
        if r.running_since_ms is not None
    ]


def settle(state: MeetingState, now_ms: int) -> list[Event]:
    """Let the time run of those who are on air, but for who is paused or gives way to a point of order."""
    granted = state.speakers.granted
    if not granted:
        return []
    is_held = RequestKind.POINT_OF_ORDER in [r.kind for r in granted]
    events: list[Event] = []
    for request in granted:
        is_running = request.is_on_air and request.request not in state.timing.paused
        if is_held and request.kind not in (RequestKind.POINT_OF_ORDER, RequestKind.CHAIR):
            is_running = False
        if is_running != (request.running_since_ms is not None):
            events.append(TimerSwitched(request.request, request.participant, is_running, now_ms))
    return events


def _of_delegation(timers: SpeechTimers, delegation: str) -> int:
    own = delegation_key(delegation)
    return next((limit for name, limit in timers.by_delegation_s.items() if delegation_key(name) == own), 0)


def _speaking(state: MeetingState, number: RequestId) -> FloorRequest:
    request = state.speakers.granted_request(number)
    if request is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no request {number} has the floor")
    if request.kind is RequestKind.CHAIR:
        raise ConferenceError(ErrorCode.UNEXPECTED, "the chair speaks without limit")
    return request


def _limited(state: MeetingState) -> Iterator[FloorRequest]:
    return (r for r in state.speakers.granted if r.limit_s and r.running_since_ms is not None)


def _end_ms(request: FloorRequest, otherwise_ms: int) -> int:
    """Return when the time of a running timer is over; of one that is over already, when it began to run."""
    if not request.limit_s or request.running_since_ms is None:
        return otherwise_ms
    return request.running_since_ms + max(0, request.limit_s * 1000 - request.spoken_ms)


def _cut_ms(state: MeetingState, request: FloorRequest) -> int:
    """Return when the floor is taken back of who speaks on."""
    assert request.running_since_ms is not None
    whole_ms = (request.limit_s + state.rules.timers.grace_s) * 1000
    return request.running_since_ms + max(0, whole_ms - request.spoken_ms)


def _due_ms(state: MeetingState, request: FloorRequest) -> int | None:
    overrun = state.rules.timers.overrun
    if overrun is Overrun.SHOW:
        return None
    if request.request not in state.timing.over:
        return _end_ms(request, 0)
    return _cut_ms(state, request) if overrun is Overrun.CUT else None


def _due(state: MeetingState, now_ms: int) -> Iterator[Event]:
    overrun = state.rules.timers.overrun
    for request in _limited(state) if overrun is not Overrun.SHOW else ():
        number, who = request.request, request.participant
        if number not in state.timing.over and spoken_ms(request, now_ms) >= request.limit_s * 1000:
            yield TimeOver(number, who, now_ms)
        if overrun is Overrun.CUT and now_ms >= _cut_ms(state, request):
            yield RequestEnded(number, who, RequestStatus.REVOKED, at_ms=now_ms, is_cut=True)
