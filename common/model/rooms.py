"""Assistance: cases of help, the private room off-air, the grant of a mobile device (R6, R18)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from common.model.ids import ParticipantId

CaseId = NewType("CaseId", int)
MOBILE_APP = "mobile"
"""What a light page on a phone or tablet calls itself when it comes in; it needs the grant."""


class Trouble(StrEnum):
    """What a participant says is wrong."""

    HEARING = "hearing"
    MICROPHONE = "microphone"
    PICTURE = "picture"
    CONNECTION = "connection"
    DEVICE = "device"
    """The computer itself: a phone or tablet may have to take its place."""
    OTHER = "other"


class CaseOutcome(StrEnum):
    """What came of a call for help."""

    SOLVED = "solved"
    ADVISED = "advised"
    UNSOLVED = "unsolved"
    WITHDRAWN = "withdrawn"
    """The participant needs no help any more."""


@dataclass(frozen=True, slots=True)
class HelpCase:
    """A case that is open. `by` opened it: the participant, or the operator for them. Instants since the epoch, UTC."""

    case: CaseId
    trouble: Trouble
    called_at_ms: int
    by: ParticipantId
    taken_by: ParticipantId | None = None
    taken_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PrivateRoom:
    """A participant and one operator off-air: nobody else hears either.

    Until the participant has entered it, nothing is heard of them there.
    """

    by: ParticipantId
    opened_at_ms: int
    is_entered: bool


@dataclass(frozen=True, slots=True)
class Assistance:
    """How one participant is helped at this moment; told to them and to staff."""

    case: HelpCase | None = None
    room: PrivateRoom | None = None
    is_waiting: bool = False
    """They are there for their coaching and wait for the operator."""
    has_mobile: bool = False
    """A mobile device is granted to them."""


NO_ASSISTANCE = Assistance()


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A case as it is kept. `note` is the operator's, never shown to the participant."""

    case: CaseId
    participant: ParticipantId
    trouble: Trouble
    called_at_ms: int
    closed_at_ms: int
    closed_by: ParticipantId
    outcome: CaseOutcome
    note: str = ""
