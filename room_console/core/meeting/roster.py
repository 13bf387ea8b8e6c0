"""Who is in the meeting: registration, coming, dropping, leaving."""

from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.model.people import Action, Person, Presence, may
from room_console.core.meeting.events import ConsoleRestarted, Event, PersonListed, PresenceChanged, RequestEnded
from room_console.core.meeting.inputs import Dropped, Joined, Left, PersonRegistered, Restarted, RosterInput
from room_console.core.meeting.permissions import AT_BOOTHS, known, require
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.wording import check_email, check_id, check_text


def decide(state: MeetingState, happened: RosterInput) -> list[Event]:
    """Decide on people. Raises: ConferenceError(`not_found`, `not_allowed`, `malformed`, `unexpected`)."""
    match happened:
        case PersonRegistered(person=person, by=by):
            require(state, by, Action.OPERATE)
            return _registered(state, person)
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


def _registered(state: MeetingState, person: Person) -> list[Event]:
    check_id(person.participant, "participant")
    check_text(person.name, "name")
    check_text(person.delegation, "delegation", may_be_empty=True)
    check_email(person.email)
    check_text(person.booth, "booth", may_be_empty=True)
    before = state.people.get(person.participant)
    if before == person:
        return []
    if before is None or before.role is person.role:
        return [PersonListed(person)]
    _check_change_of_role(state, before, person)
    ended = [] if may(person.role, Action.SPEAK) else _off_the_list(state, person.participant, RequestStatus.REVOKED)
    return [*ended, PersonListed(person)]


def _check_change_of_role(state: MeetingState, before: Person, after: Person) -> None:
    """Keep the sight of staff and interpreters from changing under a client: changes can't take back what was told."""
    is_joined = _presence(state, before.participant) is Presence.JOINED
    if is_joined and (before.role in AT_BOOTHS or after.role in AT_BOOTHS):
        raise ConferenceError(ErrorCode.UNEXPECTED, "nobody becomes or ceases to be staff or interpreter while joined")


def _left(state: MeetingState, who: ParticipantId) -> list[Event]:
    if _presence(state, who) in (Presence.ABSENT, Presence.LEFT):
        return []
    return [*_off_the_list(state, who, RequestStatus.RELEASED), PresenceChanged(who, Presence.LEFT)]


def _off_the_list(state: MeetingState, who: ParticipantId, speaker_becomes: RequestStatus) -> list[Event]:
    request = state.speakers.of(who)
    if request is None:
        return []
    is_speaker = request.status is RequestStatus.GRANTED
    return [RequestEnded(request.request, who, speaker_becomes if is_speaker else RequestStatus.CANCELLED)]


def _present(state: MeetingState, who: ParticipantId, presence: Presence) -> list[Event]:
    return [] if _presence(state, who) is presence else [PresenceChanged(who, presence)]


def _presence(state: MeetingState, who: ParticipantId) -> Presence:
    known(state, who)
    return state.participants[who].presence
