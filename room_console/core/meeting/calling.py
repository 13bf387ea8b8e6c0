"""Calling who waits: a point of order interrupts where no microphone is free."""

from common.model.floor import FloorRequest, RequestKind
from common.model.ids import ParticipantId
from room_console.core.meeting.events import Event, FloorGiven, RequestReturned
from room_console.core.meeting.granting import given, may_be_given
from room_console.core.meeting.slots import free_slot
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.timing import limit_s

_UNINTERRUPTED = (RequestKind.CHAIR, RequestKind.POINT_OF_ORDER)


def called(state: MeetingState, request: FloorRequest, by: ParticipantId, now_ms: int) -> list[Event]:
    """Give the floor to one who waits; who speaks gives way to a point of order, and waits first of all.

    Raises: ConferenceError(`limit`).
    """
    speakers = _who_give_way(state, request)
    if not speakers:
        return [given(state, request, by, now_ms)]
    left = next((r.slot for r in speakers if r.slot is not None), None)
    slot = None if request.is_in_hall else free_slot(state) or left
    limit, gave_way = limit_s(state, request), tuple(r.request for r in reversed(speakers))
    return [
        *(RequestReturned(r.request, r.participant, 0, now_ms) for r in speakers),
        FloorGiven(request.request, request.participant, slot, now_ms, by, limit, gave_way),
    ]


def _who_give_way(state: MeetingState, request: FloorRequest) -> list[FloorRequest]:
    """Find the newest speakers whose microphones, and slot where one is needed, a point of order may have.

    That is one; it is more where more speak than the limit allows by now. Nobody where that is not enough.
    """
    if request.kind is not RequestKind.POINT_OF_ORDER or may_be_given(state, request):
        return []
    granted = state.speakers.granted
    too_many = sum(r.kind is not RequestKind.CHAIR for r in granted) + 1 - state.rules.max_open_mics
    found = [r for r in reversed(granted) if r.kind not in _UNINTERRUPTED]
    if not request.is_in_hall and free_slot(state) is None:
        found.sort(key=lambda r: r.slot is None)
        if not found or found[0].slot is None:
            return []
    if len(found) < too_many:
        return []
    chosen = found[: max(1, too_many)]
    return [r for r in reversed(granted) if r in chosen]
