"""Who is admitted, in which role, and what each role may do (R7)."""

from dataclasses import dataclass
from enum import StrEnum

from common.model.ids import ParticipantId


class Role(StrEnum):
    """What a participant is; fixes what they may do."""

    DELEGATE = "delegate"
    OBSERVER = "observer"
    CHAIR = "chair"
    OPERATOR = "operator"
    INTERPRETER = "interpreter"
    """Works in a booth in the hall; says whether who speaks can be interpreted."""
    SECRETARIAT = "secretariat"
    """Prepares the meeting and conducts it beside the chair."""


class Attendance(StrEnum):
    """Where a person takes part."""

    REMOTE = "remote"
    ON_SITE = "on_site"


class Category(StrEnum):
    """In which part of the List of Participants a delegation stands."""

    MEMBER = "member"
    OBSERVER_STATE = "observer_state"
    IGO = "igo"
    """Intergovernmental organisation."""
    NGO = "ngo"
    """Non-governmental organisation."""
    SECRETARIAT = "secretariat"


class Action(StrEnum):
    """What the console core lets a role do; checked there and nowhere else."""

    FOLLOW = "follow"
    REQUEST_FLOOR = "request_floor"
    SPEAK = "speak"
    PRESIDE = "preside"
    """Speak at any time, outside the limit of open microphones."""
    CONDUCT = "conduct"
    """Grant, deny, revoke, reorder, open and close the list."""
    OPERATE = "operate"
    """The patch, limits, links, codes in the outbox, levels, health."""
    JUDGE_SOUND = "judge_sound"
    """Say that who speaks cannot be interpreted: an interpreter for their booth, an operator for any."""
    PREPARE = "prepare"
    """The meeting's details, people, invitations, coaching, documents, the List of Participants."""


MAY: dict[Role, frozenset[Action]] = {
    Role.DELEGATE: frozenset({Action.FOLLOW, Action.REQUEST_FLOOR, Action.SPEAK}),
    Role.OBSERVER: frozenset({Action.FOLLOW}),
    Role.CHAIR: frozenset({Action.FOLLOW, Action.CONDUCT, Action.PRESIDE}),
    Role.OPERATOR: frozenset({Action.FOLLOW, Action.CONDUCT, Action.OPERATE, Action.JUDGE_SOUND, Action.PREPARE}),
    Role.SECRETARIAT: frozenset({Action.FOLLOW, Action.CONDUCT, Action.PREPARE}),
    Role.INTERPRETER: frozenset({Action.FOLLOW, Action.JUDGE_SOUND}),
}


def may(role: Role, action: Action) -> bool:
    """Say whether `role` is allowed `action`."""
    return action in MAY[role]


class Presence(StrEnum):
    """How a participant is joined at this moment."""

    ABSENT = "absent"
    """Never joined."""
    JOINED = "joined"
    RECONNECTING = "reconnecting"
    """The link dropped; floor, place, mute state and channel are kept."""
    LEFT = "left"
    """Said goodbye."""


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as registered: what is known before anybody joins.

    `name` and `delegation` are at most 120 characters, without control characters. `email` may be empty for staff
    who attach on the premises; everyone else needs one, the code is sent to it. `booth` is the language (BCP 47) into
    which an interpreter works. `title` precedes the name (Ms., H.E. Mr.), `function` follows it (First Secretary).
    `order` is the delegation's place in protocol order, 0 where none was given. `mobile` is a number in the form of
    E.164 (`+41791234567`). `key` is the organiser's own for this person: an import knows them again by it.
    """

    participant: ParticipantId
    name: str
    delegation: str
    role: Role
    email: str = ""
    booth: str = ""
    title: str = ""
    function: str = ""
    attendance: Attendance = Attendance.REMOTE
    category: Category = Category.MEMBER
    group: str = ""
    """Regional group."""
    order: int = 0
    mobile: str = ""
    language: str = ""
    """In which the person is written to (BCP 47)."""
    key: str = ""
