"""What happened in assistance, as the rules are told."""

from dataclasses import dataclass

from common.model.ids import ParticipantId
from common.model.rooms import CaseOutcome, Trouble


@dataclass(frozen=True, slots=True)
class HelpCalled:
    """A participant calls for help."""

    by: ParticipantId
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class HelpWithdrawn:
    """A participant needs no help any more."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """An operator opens a case for a participant."""

    participant: ParticipantId
    trouble: Trouble
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class CaseTaken:
    """An operator looks after a case."""

    participant: ParticipantId
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """An operator says what came of a case."""

    participant: ParticipantId
    outcome: CaseOutcome
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class MobileGranted:
    """An operator lets a participant come by a mobile device, or no more."""

    participant: ParticipantId
    is_granted: bool
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class RoomAwaited:
    """A participant is there for their coaching, or waits no more."""

    by: ParticipantId
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """An operator calls a participant to the private room."""

    participant: ParticipantId
    by: ParticipantId


@dataclass(frozen=True, slots=True)
class RoomEntered:
    """A participant comes into the private room that they are called to."""

    by: ParticipantId


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """The operator or the participant ends the private room."""

    by: ParticipantId


AssistanceInput = HelpCalled | HelpWithdrawn | RoomAwaited | CaseOpened | CaseTaken | CaseClosed | MobileGranted
RoomInput = RoomOpened | RoomEntered | RoomClosed
HelpInput = AssistanceInput | RoomInput
