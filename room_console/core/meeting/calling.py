"""Calling who waits: a point of order interrupts where no microphone is free."""

from common.model.floor import FloorRequest, RequestKind
from common.model.ids import ParticipantId
from room_console.core.meeting.events import Event, FloorGiven, RequestReturned
from room_console.core.meeting.granting import given, may_be_given
from room_console.core.meeting.slots import free_slot
from room_console.core.meeting.state import MeetingState

_UNINTERRUPTED = (RequestKind.CHAIR, RequestKind.POINT_OF_ORDER)


def called(state: MeetingState, request: FloorRequest, by: ParticipantId, now_ms: int) -> list[Event]:
    """Give the floor to one who waits; who speaks gives way to a point of order, and waits first of all.

    Raises: ConferenceError(`limit`).
    """
    speaker = _who_gives_way(state, request)
    if speaker is None:
        return [given(state, request, by, now_ms)]
    slot = None if request.is_in_hall else free_slot(state) or speaker.slot
    return [
        RequestReturned(speaker.request, speaker.participant, 0, now_ms),
        FloorGiven(request.request, request.participant, slot, now_ms, by),
    ]


def _who_gives_way(state: MeetingState, request: FloorRequest) -> FloorRequest | None:
    """Find the newest speaker whose microphone, and slot where one is needed, a point of order may have."""
    if request.kind is not RequestKind.POINT_OF_ORDER or may_be_given(state, request):
        return None
    needs_slot = not request.is_in_hall and free_slot(state) is None
    speakers = [r for r in state.speakers.granted if r.kind not in _UNINTERRUPTED and (r.slot or not needs_slot)]
    return speakers[-1] if speakers else None
