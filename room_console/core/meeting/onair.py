"""On air: granted, heard at the console, and not muted."""

from common.model.people import Action
from room_console.core.meeting.events import Event, FaultMended, MuteSwitched, WentOffAir, WentOnAir
from room_console.core.meeting.inputs import MutedSet, UplinkHeard, UplinkInput
from room_console.core.meeting.permissions import known, require
from room_console.core.meeting.state import MeetingState


def decide_muted(state: MeetingState, wish: MutedSet) -> list[Event]:
    """Decide on a participant's own switch. Raises: ConferenceError(`not_found`, `not_allowed`)."""
    require(state, wish.by, Action.FOLLOW)
    return [] if state.own[wish.by].is_muted == wish.is_muted else [MuteSwitched(wish.by, wish.is_muted)]


def hear(state: MeetingState, happened: UplinkInput) -> list[Event]:
    """Keep whom the engine hears, of those who may have an uplink; who is newly heard off-air has their fault mended.

    Raises: ConferenceError(`not_found`).
    """
    who = happened.participant
    known(state, who)
    if not isinstance(happened, UplinkHeard) or who not in state.speakers.with_uplink():
        state.heard.discard(who)
        state.voices.discard(who)
        return []
    is_new = who not in state.heard
    state.heard.add(who)
    request = state.speakers.of(who)
    return [FaultMended(request.request, who)] if is_new and request is not None and request.has_fault else []


def settle(state: MeetingState, now_ms: int) -> list[Event]:
    """Find who of those with the floor went on or off air."""
    events: list[Event] = []
    for request in state.speakers.granted:
        who = request.participant
        is_on_air = request.is_in_hall or (who in state.heard and not state.own[who].is_muted)
        if is_on_air and not request.is_on_air:
            events.append(WentOnAir(request.request, who, now_ms))
        elif request.is_on_air and not is_on_air:
            events.append(WentOffAir(request.request, who, now_ms))
    return events
