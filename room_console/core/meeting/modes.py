"""The modes of discussion: microphones that open and close without a word of the chair."""

from collections.abc import Iterator

from common.model.floor import DiscussionMode, FloorRequest, RequestKind, RequestStatus
from room_console.core.meeting.events import Event, RequestBroughtBack, RequestEnded, RequestReturned
from room_console.core.meeting.granting import can_be_heard, given, has_free_mic, may_be_given
from room_console.core.meeting.inputs import VoiceBegan, VoiceInput
from room_console.core.meeting.permissions import known
from room_console.core.meeting.places import position_of_old
from room_console.core.meeting.state import MeetingState


def decide_voice(state: MeetingState, happened: VoiceInput, now_ms: int) -> list[Event]:
    """Take who speaks and who is silent; in voice mode who falls silent waits again, first of all.

    Raises: ConferenceError(`not_found`).
    """
    who = happened.participant
    known(state, who)
    if isinstance(happened, VoiceBegan):
        if who in state.heard:
            state.voices.add(who)
        return []
    state.voices.discard(who)
    request = state.speakers.of(who)
    if state.rules.mode is not DiscussionMode.VOICE or request is None or request.kind is RequestKind.CHAIR:
        return []
    if request.status is not RequestStatus.GRANTED or request.is_in_hall:
        return []
    return [RequestReturned(request.request, who, 0, now_ms)]


def displaced(state: MeetingState, new: FloorRequest, now_ms: int) -> list[Event]:
    """In override mode, take the microphone of who has spoken longest for a new request that finds none free.

    A point of order takes nobody's, and nobody takes that of a point of order.
    """
    if state.rules.mode is not DiscussionMode.OVERRIDE or has_free_mic(state):
        return []
    if new.kind is RequestKind.POINT_OF_ORDER or not can_be_heard(state, new):
        return []
    exempt = (RequestKind.CHAIR, RequestKind.POINT_OF_ORDER)
    longest = next((r for r in state.speakers.granted if r.kind not in exempt), None)
    if longest is None:
        return []
    return [RequestEnded(longest.request, longest.participant, RequestStatus.REVOKED, at_ms=now_ms)]


def bring_back(state: MeetingState, _: int) -> list[Event]:
    """Bring a request back that was set by, once the other of its owner has ended."""
    speakers = state.speakers
    for set_by in reversed(speakers.set_by):
        request = set_by.request
        if request.participant not in speakers.numbers:
            position = position_of_old(state.rules, state.people, speakers.waiting, request, set_by.place)
            return [RequestBroughtBack(request.request, request.participant, position)]
    return []


def grant(state: MeetingState, now_ms: int) -> list[Event]:
    """Grant the next request that the mode lets speak by itself."""
    if state.rules.mode is DiscussionMode.MANUAL or not state.speakers.waiting or not has_free_mic(state):
        return []
    found = next((r for r in _eligible(state) if may_be_given(state, r)), None)
    return [given(state, found, None, now_ms)] if found is not None else []


def _eligible(state: MeetingState) -> Iterator[FloorRequest]:
    speakers = state.speakers
    if state.rules.mode is DiscussionMode.VOICE:
        ready = (speakers.requests[number] for number in speakers.ready)
        return (r for r in ready if r.participant in state.voices and can_be_heard(state, r) and _is_open(state, r))
    return (r for r in speakers.waiting if can_be_heard(state, r))


def _is_open(state: MeetingState, request: FloorRequest) -> bool:
    return not state.own[request.participant].is_muted
