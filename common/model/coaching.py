"""Coaching before the meeting: slots in which technician and delegate go through the checks together (R6)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from common.model.ids import ParticipantId

SlotId = NewType("SlotId", str)


@dataclass(frozen=True, slots=True)
class CoachingSlot:
    """A time that one person can book. Instants in ms since the Unix epoch, UTC."""

    slot: SlotId
    starts_at_ms: int
    ends_at_ms: int
    participant: ParticipantId | None = None
    """Who has booked it; None while it is free."""


@dataclass(frozen=True, slots=True)
class SlotSeries:
    """Slots one after the other on one day, in the meeting's time zone.

    `day` is a date (ISO 8601, `2027-05-10`); `from_min` and `to_min` count from midnight, and no slot ends later.
    """

    day: str
    from_min: int
    to_min: int
    length_min: int
    pause_min: int = 0


class CoachingOutcome(StrEnum):
    """What came of a coaching session."""

    READY = "ready"
    ADVISED = "advised"
    """Ready once the advice is followed: another headset, another network."""
    NOT_READY = "not_ready"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CoachingNote:
    """What staff keep of someone's coaching; never shown to that person. `at_ms` since the Unix epoch, UTC."""

    participant: ParticipantId
    outcome: CoachingOutcome
    text: str
    by: ParticipantId
    at_ms: int
