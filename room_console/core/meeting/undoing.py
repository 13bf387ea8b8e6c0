"""Taking back what chair or staff did last: once, newest first, and only while it still makes sense."""

from collections.abc import Iterator
from typing import Final, assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import DiscussionMode, FloorRequest, RequestKind, RequestStatus
from common.model.meeting import Act, Undoable
from common.model.people import Action, Presence, may
from room_console.core.meeting.acts import Done
from room_console.core.meeting.events import ActUndone, Event, FloorGiven
from room_console.core.meeting.granting import can_be_heard, may_be_given, slot_for
from room_console.core.meeting.inputs import UndoAsked
from room_console.core.meeting.permissions import may_be_listed
from room_console.core.meeting.places import position_of_old, precedence
from room_console.core.meeting.sessions import is_kept_out
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.timing import limit_s

_BY_THEMSELVES: Final = (DiscussionMode.OPEN, DiscussionMode.OVERRIDE)
"""Modes that would grant again at once what is taken back from the floor."""


def undoable(state: MeetingState) -> Undoable | None:
    """Return what can be undone now."""
    last = state.acts[-1] if state.acts else None
    return last.act if last is not None and _makes_sense(state, last) else None


def undone(state: MeetingState, wish: UndoAsked, now_ms: int) -> list[Event]:
    """Undo the last act, if it is the one that was meant; who was interrupted by it has the floor again.

    Raises: ConferenceError(`already`).
    """
    by, act = wish.by, undoable(state)
    if act is None or wish.shown not in (None, act):
        raise ConferenceError(ErrorCode.ALREADY, "nothing is left to be undone, or it was another act")
    last = state.acts[-1]
    before = last.before
    if before is None or act.act is Act.CORRECT:
        return [ActUndone(act.act, by, now_ms, act.request, act.participant)]
    is_back_on_floor = before.status is RequestStatus.GRANTED and may_be_given(state, before)
    taken_back = ActUndone(
        act.act,
        by,
        now_ms,
        before.request,
        before.participant,
        position=None if is_back_on_floor else _position(state, before, last),
        slot=slot_for(state, before) if is_back_on_floor else None,
    )
    return [taken_back, *_given_back(state, last, now_ms)]


def _given_back(state: MeetingState, last: Done, now_ms: int) -> Iterator[FloorGiven]:
    """Give the floor back to those who gave way to a grant that is undone, and who can still be heard."""
    wrong = state.speakers.granted_request(last.before.request) if last.before is not None and last.gave_way else None
    if wrong is None:
        return
    taken = state.speakers.slots().keys() - {wrong.slot}
    slots = [slot for slot in sorted(state.patch.slots if state.patch else ()) if slot not in taken]
    others = sum(r.kind is not RequestKind.CHAIR for r in state.speakers.granted) - 1
    for number in last.gave_way:
        request = state.speakers.waiting_request(number)
        if request is None or not can_be_heard(state, request) or others >= state.rules.max_open_mics:
            continue
        if request.is_in_hall or slots:
            slot = None if request.is_in_hall else slots.pop(0)
            others += 1
            yield FloorGiven(number, request.participant, slot, now_ms, None, limit_s(state, request))


def _position(state: MeetingState, before: FloorRequest, last: Done) -> int:
    """Find where a request goes that was in the list, or has lost its way back to the floor: then it is first."""
    if before.status is RequestStatus.GRANTED:
        return 0
    own = state.speakers.of(before.participant)
    waiting = [r for r in state.speakers.waiting if r is not own]
    return position_of_old(state.rules, state.people, waiting, before, last.place)


def _makes_sense(state: MeetingState, last: Done) -> bool:
    act, before = last.act, last.before
    if before is None:
        return state.rules == last.after
    own = state.speakers.of(before.participant)
    is_same = own is not None and own.request == before.request
    match act.act:
        case Act.GRANT:
            has_floor = own is not None and own.status is RequestStatus.GRANTED
            return is_same and has_floor and state.rules.mode not in _BY_THEMSELVES
        case Act.MOVE | Act.FAULT:
            return is_same and own is not None and own.status is not RequestStatus.GRANTED
        case Act.DENY | Act.REVOKE:
            return _may_be_restored(state, before, own)
        case Act.CORRECT:
            now = state.speakers.open_request(before.request)
            return now is not None and (now.on_behalf_of, now.language) == last.words
        case Act.RULES:
            return False
        case _:
            assert_never(act.act)


def _may_be_restored(state: MeetingState, before: FloorRequest, own: FloorRequest | None) -> bool:
    """Tell whether who lost their request is still there, and has not asked for the same or more since."""
    view = state.participants.get(before.participant)
    if view is None or (view.presence is Presence.LEFT and not before.is_in_hall):
        return False
    if before.kind is RequestKind.CHAIR:
        return own is None and may(view.role, Action.PRESIDE) and may_be_given(state, before)
    if not may_be_listed(view.role, before.is_in_hall):
        return False
    if not before.is_in_hall and is_kept_out(state, state.people[before.participant]):
        return False
    if own is None:
        return True
    is_waiting = own.status is not RequestStatus.GRANTED
    return is_waiting and precedence(state.rules, before) < precedence(state.rules, own)
