"""Who is in the meeting: coming, dropping, leaving."""

from typing import assert_never

from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.model.people import Presence
from room_console.core.meeting.events import ConsoleRestarted, Event, PresenceChanged
from room_console.core.meeting.inputs import Dropped, Joined, Left, Restarted, RosterInput
from room_console.core.meeting.permissions import known
from room_console.core.meeting.registering import off_the_list
from room_console.core.meeting.state import MeetingState


def decide(state: MeetingState, happened: RosterInput) -> list[Event]:
    """Decide on presence. Raises: ConferenceError(`not_found`)."""
    match happened:
        case Joined(participant=who):
            return _present(state, who, Presence.JOINED)
        case Dropped(participant=who):
            is_joined = _presence(state, who) is Presence.JOINED
            return _present(state, who, Presence.RECONNECTING) if is_joined else []
        case Left(participant=who):
            return _left(state, who)
        case Restarted():
            return [ConsoleRestarted()]
        case _:
            assert_never(happened)


def _left(state: MeetingState, who: ParticipantId) -> list[Event]:
    if _presence(state, who) in (Presence.ABSENT, Presence.LEFT):
        return []
    request = state.speakers.of(who)
    is_in_hall = request is not None and request.is_in_hall
    ended = [] if is_in_hall else off_the_list(state, who, RequestStatus.RELEASED)
    return [*ended, PresenceChanged(who, Presence.LEFT)]


def _present(state: MeetingState, who: ParticipantId, presence: Presence) -> list[Event]:
    return [] if _presence(state, who) is presence else [PresenceChanged(who, presence)]


def _presence(state: MeetingState, who: ParticipantId) -> Presence:
    known(state, who)
    return state.participants[who].presence
