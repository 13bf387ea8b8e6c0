"""What is wished of speech timers, and that time has come."""

from dataclasses import dataclass

from common.model.ids import ParticipantId, RequestId


@dataclass(frozen=True, slots=True)
class TimerPauseSet:
    """The chair or staff stop the timer of who has the floor, or let it go on."""

    by: ParticipantId
    request: RequestId
    is_paused: bool


@dataclass(frozen=True, slots=True)
class SpeechLimitSet:
    """The chair or staff give one speech so much time in all; 0 is without limit."""

    by: ParticipantId
    request: RequestId
    limit_s: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """What `next_due_ms` named is due."""


TimingInput = TimerPauseSet | SpeechLimitSet | Ticked
