"""The private room: one operator and one participant off-air; it ends before the participant can be heard elsewhere."""

from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Presence
from common.model.rooms import PrivateRoom
from room_console.core.meeting.assistance import assistance_of
from room_console.core.meeting.events import Event, MuteSwitched
from room_console.core.meeting.helpevents import (
    PrivateRoomClosed,
    PrivateRoomEntered,
    PrivateRoomOpened,
)
from room_console.core.meeting.helpinputs import RoomClosed, RoomEntered, RoomInput, RoomOpened
from room_console.core.meeting.permissions import known, require
from room_console.core.meeting.state import MeetingState


def decide(state: MeetingState, wish: RoomInput, now_ms: int) -> list[Event]:
    """Decide on the private room.

    Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `unexpected`, `limit`, `patch_invalid`).
    """
    match wish:
        case RoomOpened(participant=who, by=by):
            require(state, by, Action.OPERATE)
            return _opened(state, who, by, now_ms)
        case RoomEntered(by=by):
            room = _room_of(state, by)
            return [] if room.is_entered else [PrivateRoomEntered(by)]
        case RoomClosed(by=by):
            return _closed(state, by)
        case _:
            assert_never(wish)


def room_of(state: MeetingState, participant: ParticipantId) -> PrivateRoom | None:
    """Return the private room that a participant is called to."""
    return assistance_of(state, participant).room if state.room == participant else None


def in_room(state: MeetingState) -> ParticipantId | None:
    """Name who is in the private room, heard and spoken to off-air."""
    who = state.room
    if who is None:
        return None
    room = room_of(state, who)
    return who if room is not None and room.is_entered else None


def settle(state: MeetingState, _: int) -> list[Event]:
    """Find whether the private room must end.

    Whoever would go from it straight on air is muted: they speak to one person, and are to know it first.
    """
    who = state.room
    if who is None or _may_last(state, who):
        return []
    is_live = in_room(state) is not None and state.speakers.slot_of(who) is not None
    muting = [MuteSwitched(who, True)] if is_live and not state.own[who].is_muted else []
    return [*muting, PrivateRoomClosed(who)]


def _opened(state: MeetingState, who: ParticipantId, by: ParticipantId, now_ms: int) -> list[Event]:
    known(state, who)
    if who == by or state.participants[who].presence is not Presence.JOINED:
        raise ConferenceError(ErrorCode.UNEXPECTED, "they are not joined")
    if who in state.speakers.with_uplink():
        raise ConferenceError(ErrorCode.UNEXPECTED, "they are next to speak, or have the floor")
    if not _is_patched(state):
        raise ConferenceError(ErrorCode.PATCH_INVALID, "talkback input and pre-listen output must be patched")
    ended = _make_room(state, who, by)
    now = assistance_of(state, who)
    has_asked = now.is_waiting or (now.case is not None and now.case.by == who)
    return [*ended, PrivateRoomOpened(who, by, has_asked, now_ms)]


def _make_room(state: MeetingState, who: ParticipantId, by: ParticipantId) -> list[Event]:
    """End the operator's own room with another: there is one way to talk, so one room."""
    if state.room is None:
        return []
    if state.room == who:
        raise ConferenceError(ErrorCode.ALREADY, "the room with them is open")
    room = room_of(state, state.room)
    if room is not None and room.by != by:
        raise ConferenceError(ErrorCode.LIMIT, "another operator is in the private room")
    return [PrivateRoomClosed(state.room)]


def _closed(state: MeetingState, by: ParticipantId) -> list[Event]:
    if state.room is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, "no private room is open")
    if by != state.room:
        require(state, by, Action.OPERATE)
    return [PrivateRoomClosed(state.room)]


def _room_of(state: MeetingState, participant: ParticipantId) -> PrivateRoom:
    known(state, participant)
    room = room_of(state, participant)
    if room is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, "no private room is open with you")
    return room


def _may_last(state: MeetingState, who: ParticipantId) -> bool:
    """Tell whether both are there, none is near the floor, and the hall's ports still lead from one to the other."""
    if who not in state.people or who in state.speakers.with_uplink() or not _is_patched(state):
        return False
    room = room_of(state, who)
    operator = state.participants.get(room.by) if room is not None else None
    return (
        operator is not None
        and operator.presence is Presence.JOINED
        and state.participants[who].presence in (Presence.JOINED, Presence.RECONNECTING)
    )


def _is_patched(state: MeetingState) -> bool:
    patch = state.patch
    return patch is not None and patch.talkback_input is not None and patch.prelisten_output is not None
