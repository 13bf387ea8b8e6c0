"""Who can be given the floor: within the limit, on a free slot, and where they can be heard."""

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestKind
from common.model.ids import ParticipantId, SlotNumber
from common.model.people import Presence
from room_console.core.meeting.events import FloorGiven
from room_console.core.meeting.slots import free_slot
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.timing import limit_s


def given(state: MeetingState, request: FloorRequest, by: ParticipantId | None, now_ms: int) -> FloorGiven:
    """Grant a request that waits. Raises: ConferenceError(`limit`)."""
    if not _is_within_limit(state, request):
        raise ConferenceError(ErrorCode.LIMIT, f"{state.rules.max_open_mics} microphones are open")
    limit = limit_s(state, request)
    return FloorGiven(request.request, request.participant, slot_for(state, request), now_ms, by, limit)


def slot_for(state: MeetingState, request: FloorRequest) -> SlotNumber | None:
    """Find a slot; None for who speaks in the hall. Raises: ConferenceError(`limit`)."""
    if request.is_in_hall:
        return None
    slot = free_slot(state)
    if slot is None:
        raise ConferenceError(ErrorCode.LIMIT, "no slot is free")
    return slot


def may_be_given(state: MeetingState, request: FloorRequest) -> bool:
    """Tell whether a microphone is free for a request, and a slot if it needs one."""
    return _is_within_limit(state, request) and (request.is_in_hall or free_slot(state) is not None)


def can_be_heard(state: MeetingState, request: FloorRequest) -> bool:
    """Tell whether they are there to speak: in the hall or joined, and without a fault."""
    is_there = request.is_in_hall or state.participants[request.participant].presence is Presence.JOINED
    return is_there and not request.has_fault


def has_free_mic(state: MeetingState) -> bool:
    """Tell whether another microphone may be opened; the chair's counts to no limit."""
    granted = state.speakers.granted
    return sum(r.kind is not RequestKind.CHAIR for r in granted) < state.rules.max_open_mics


def _is_within_limit(state: MeetingState, request: FloorRequest) -> bool:
    return request.kind is RequestKind.CHAIR or has_free_mic(state)
