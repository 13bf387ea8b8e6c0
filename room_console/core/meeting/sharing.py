"""A screen shown to all: by one who has the floor remotely, for as long as they have it."""

from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Presence
from room_console.core.meeting.permissions import require
from room_console.core.meeting.sharingevents import SharingBegan, SharingEnded, SharingEvent
from room_console.core.meeting.sharinginputs import SharingInput, SharingStopped, SharingWished
from room_console.core.meeting.state import MeetingState


def decide(state: MeetingState, wish: SharingInput, now_ms: int) -> list[SharingEvent]:
    """Decide on a wish. Raises: ConferenceError(`not_found`, `not_allowed`, `already`, `limit`)."""
    match wish:
        case SharingWished(by=by):
            return _wished(state, by, now_ms)
        case SharingStopped(by=by):
            return _stopped(state, by, now_ms)
        case _:
            assert_never(wish)


def settle(state: MeetingState, now_ms: int) -> list[SharingEvent]:
    """End the sharing of who has the floor no more."""
    who = state.sharing
    if who is None or _has_floor(state, who):
        return []
    return [SharingEnded(who, None, now_ms)]


def shown(state: MeetingState) -> ParticipantId | None:
    """Name whose screen is shown now: while their line is lost it is nobody's."""
    who = state.sharing
    if who is None or not _has_floor(state, who) or state.participants[who].presence is not Presence.JOINED:
        return None
    return who


def _wished(state: MeetingState, by: ParticipantId, now_ms: int) -> list[SharingEvent]:
    require(state, by, Action.SPEAK)
    if not _has_floor(state, by):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "only who has the floor remotely may share a screen")
    if state.sharing == by:
        raise ConferenceError(ErrorCode.ALREADY, "shares already")
    if state.sharing is not None:
        raise ConferenceError(ErrorCode.LIMIT, f"{state.sharing} shares a screen")
    return [SharingBegan(by, now_ms)]


def _stopped(state: MeetingState, by: ParticipantId, now_ms: int) -> list[SharingEvent]:
    if state.sharing != by:
        require(state, by, Action.CONDUCT)
    if state.sharing is None:
        raise ConferenceError(ErrorCode.ALREADY, "nobody shares a screen")
    return [SharingEnded(state.sharing, by, now_ms)]


def _has_floor(state: MeetingState, who: ParticipantId) -> bool:
    """Tell whether somebody has the floor on a slot, and so an uplink."""
    return who in state.people and state.speakers.slot_of(who) is not None
