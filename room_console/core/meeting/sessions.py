"""Sessions opened and closed, items called; a called item brings its own rules of the floor."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, assert_never

from common.model.agenda import AgendaItem, Format
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails, Rules
from common.model.people import Action, Attendance, Person, Role
from room_console.core.meeting.events import Event, RequestEnded, RulesAdopted
from room_console.core.meeting.permissions import require
from room_console.core.meeting.programmeevents import ItemTaken, SessionBegan, SessionEnded
from room_console.core.meeting.programmeinputs import ItemCalled, SessionClosed, SessionInput, SessionOpened
from room_console.core.meeting.slots import most_open_mics
from room_console.core.meeting.state import MeetingState

_OF_ITEMS: Final = ("max_open_mics", "is_list_open", "standby", "mode")
"""What of the rules of the floor an item brings."""


def decide(state: MeetingState, wish: SessionInput, now_ms: int) -> list[Event]:
    """Decide on what chair or staff wish.

    Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `unexpected`).
    """
    require(state, wish.by, Action.CONDUCT)
    match wish:
        case SessionOpened(by=by, number=number):
            return _opened(state, number, by, now_ms)
        case SessionClosed(by=by):
            return _closed(state, by, now_ms)
        case ItemCalled(by=by, number=number):
            return _called(state, number, by, now_ms)
        case _:
            assert_never(wish)


def format_now(state: MeetingState) -> Format:
    """Return how the meeting is held at this moment: as its open session, or else as the whole."""
    return state.details.format_of(state.current_session)


def is_kept_out(state: MeetingState, person: Person) -> bool:
    """Tell whether somebody only follows: a physical session hears those on site alone."""
    return format_now(state) is Format.PHYSICAL and person.attendance is Attendance.REMOTE


def check_may_ask(state: MeetingState, by: ParticipantId) -> None:
    """Let pass who may speak in a meeting held like this: a physical session hears only those on site.

    Raises: ConferenceError(`not_allowed`).
    """
    if is_kept_out(state, state.people[by]):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "this session is held in the hall")


def _opened(state: MeetingState, number: int, by: ParticipantId, now_ms: int) -> list[Event]:
    session = state.details.session(number)
    if session is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no session {number}")
    if state.current_session == number:
        raise ConferenceError(ErrorCode.ALREADY, f"session {number} is open")
    if state.current_session is not None:
        raise ConferenceError(ErrorCode.UNEXPECTED, f"session {state.current_session} is open: close it first")
    ended = ended_for_hall(state) if session.format is Format.PHYSICAL else []
    return [*ended, SessionBegan(number, now_ms, by), *_ruled(state, replace(state.rules, is_list_open=True))]


def ended_for_hall(state: MeetingState) -> list[Event]:
    """Take off the list who is not in the hall, as the session hears only those who are from now on."""

    def is_away(request: FloorRequest) -> bool:
        person = state.people[request.participant]
        return not request.is_in_hall and person.attendance is Attendance.REMOTE and person.role is not Role.CHAIR

    return _ended(state, is_away)


def _closed(state: MeetingState, by: ParticipantId, now_ms: int) -> list[Event]:
    """Close the session: its list of speakers is closed and emptied, whoever has the floor loses it."""
    if state.current_session is None:
        raise ConferenceError(ErrorCode.ALREADY, "no session is open")
    events = _ended(state, lambda _: True)
    if state.current_item is not None:
        events.append(ItemTaken(None, now_ms, by))
    events += _ruled(state, replace(state.rules, is_list_open=False))
    return [*events, SessionEnded(state.current_session, now_ms, by)]


def _ended(state: MeetingState, is_meant: Callable[[FloorRequest], bool]) -> list[Event]:
    """End the requests that are meant: who waits is denied, who has the floor loses it."""
    speakers = state.speakers
    waiting = (*(s.request for s in speakers.set_by), *speakers.waiting)
    denied = [(r, RequestStatus.DENIED) for r in waiting if is_meant(r)]
    revoked = [(r, RequestStatus.REVOKED) for r in speakers.granted if is_meant(r)]
    return [RequestEnded(r.request, r.participant, status) for r, status in (*denied, *revoked)]


def _called(state: MeetingState, number: str | None, by: ParticipantId, now_ms: int) -> list[Event]:
    """Call an item: those who have the floor keep it, those who wait keep their places."""
    if number == state.current_item:
        raise ConferenceError(ErrorCode.ALREADY, f"item {number} is debated" if number else "no item is debated")
    if number is None:
        return [ItemTaken(None, now_ms, by)]
    item = state.details.item(number)
    if item is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no item {number}")
    if state.details.sessions and state.current_session is None:
        raise ConferenceError(ErrorCode.UNEXPECTED, "no session is open: open one first")
    return [ItemTaken(number, now_ms, by), *_ruled(state, _rules_of(state, item))]


def _rules_of(state: MeetingState, item: AgendaItem) -> Rules:
    """Return the rules as the item has them, with no more open microphones than there are slots."""
    open_mics = max(1, min(item.rules.max_open_mics, most_open_mics(state.patch)))
    return replace(
        state.rules,
        max_open_mics=open_mics,
        is_list_open=item.rules.is_list_open,
        standby=item.rules.standby,
        mode=item.rules.mode,
    )


def ruled_anew(state: MeetingState, details: MeetingDetails) -> list[Event]:
    """Take over what is changed in the rules of the item that is debated; what chair and staff set since stays."""
    before, after = state.details.item(state.current_item), details.item(state.current_item)
    if before is None or after is None:
        return []
    wanted = _rules_of(state, after)
    changed = {name for name in _OF_ITEMS if getattr(before.rules, name) != getattr(after.rules, name)}
    return _ruled(state, replace(state.rules, **{name: getattr(wanted, name) for name in changed}))


def _ruled(state: MeetingState, rules: Rules) -> list[Event]:
    return [] if rules == state.rules else [RulesAdopted(rules)]
