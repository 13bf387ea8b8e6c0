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


class Action(StrEnum):
    """What the console core lets a role do; checked there and nowhere else."""

    FOLLOW = "follow"
    REQUEST_FLOOR = "request_floor"
    SPEAK = "speak"
    CONDUCT = "conduct"
    """Grant, deny, revoke, reorder, open and close the list."""
    OPERATE = "operate"
    """The patch, limits, links, codes in the outbox, levels, health."""
    JUDGE_SOUND = "judge_sound"
    """Say that who speaks cannot be interpreted: an interpreter for their booth, an operator for any."""


MAY: dict[Role, frozenset[Action]] = {
    Role.DELEGATE: frozenset({Action.FOLLOW, Action.REQUEST_FLOOR, Action.SPEAK}),
    Role.OBSERVER: frozenset({Action.FOLLOW}),
    Role.CHAIR: frozenset({Action.FOLLOW, Action.CONDUCT}),
    Role.OPERATOR: frozenset({Action.FOLLOW, Action.CONDUCT, Action.OPERATE, Action.JUDGE_SOUND}),
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
    who attach on the premises; everyone else needs one, the code is sent to it. `booth` is the
    language (BCP 47) into which an interpreter works.
    """

    participant: ParticipantId
    name: str
    delegation: str
    role: Role
    email: str = ""
    booth: str = ""
