"""Who may do what: the one place where a role is asked."""

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Person, Role, may
from room_console.core.meeting.state import MeetingState

STAFF = frozenset({Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT})
"""Those who see what the core keeps for each participant."""
AT_BOOTHS = STAFF | {Role.INTERPRETER}
"""Those who are told which booths can't interpret."""


def known(state: MeetingState, participant: ParticipantId) -> Person:
    """Return a person who is registered. Raises: ConferenceError(`not_found`)."""
    person = state.people.get(participant)
    if person is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no participant {participant!r}")
    return person


def require(state: MeetingState, by: ParticipantId | None, action: Action) -> None:
    """Let pass whom the role allows it, and the configuration (None).

    Raises: ConferenceError(`not_found`, `not_allowed`).
    """
    if by is None:
        return
    person = known(state, by)
    if not may(person.role, action):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{person.role} may not {action}")


def may_be_listed(role: Role, is_in_hall: bool) -> bool:
    """Tell whether a role may stand in the list of speakers: in the hall that is everyone but who only follows."""
    return may(role, Action.SPEAK) or (is_in_hall and role is not Role.OBSERVER)


def is_staff(state: MeetingState, participant: ParticipantId) -> bool:
    """Tell whether a participant is chair, secretariat or operator."""
    person = state.people.get(participant)
    return person is not None and person.role in STAFF
