"""Coaching on the wire: slots, their bookings, what came of it (R6)."""

from typing import Annotated

from msgspec import Meta

from common.model.coaching import CoachingNote, CoachingOutcome, CoachingSlot, SlotId, SlotSeries
from common.model.ids import ParticipantId
from common.protocol.envelope import Message, Request

MAX_NOTE = 2_000
Note = Annotated[str, Meta(max_length=MAX_NOTE)]


class AddSlots(Request, frozen=True, tag="add_slots", kw_only=True):
    """Staff: make slots. Answered by `Done` or `Refused` (`malformed`, `already` where some overlap, `limit`)."""

    series: SlotSeries


class RemoveSlot(Request, frozen=True, tag="remove_slot", kw_only=True):
    """Staff: take a free slot away. Answered by `Done` or `Refused` (`not_found`, `already` for a booked one)."""

    slot: SlotId


class BookSlot(Request, frozen=True, tag="book_slot", kw_only=True):
    """Participant for themselves, staff for anybody: book a slot; an earlier booking is moved to it.

    Answered by `Done` or `Refused` (`limit`: another has it; `unexpected`: it is over; `not_found`).
    """

    slot: SlotId
    participant: ParticipantId | None = None


class CancelSlot(Request, frozen=True, tag="cancel_slot", kw_only=True):
    """Participant for themselves, staff for anybody. Answered by `Done` or `Refused` (`not_found`)."""

    participant: ParticipantId | None = None


class ListSlots(Request, frozen=True, tag="list_slots"):
    """Participant: what can be booked. Answered by `SlotsOffered`."""


class SlotsOffered(Message, frozen=True, tag="slots_offered"):
    """Console to who asked: the free slots, earliest first, and their own. Nobody else's booking is told."""

    ref: int
    free: tuple[CoachingSlot, ...]
    own: CoachingSlot | None


class OwnSlot(Message, frozen=True, tag="own_slot"):
    """Console to a participant, at their entry where they have one, and when it changes. None: they have none."""

    slot: CoachingSlot | None


class CoachingPlan(Message, frozen=True, tag="coaching_plan"):
    """Console to staff, at their entry and when it changes: every slot, earliest first, and what came of coaching.

    `refused` are the booked slots whose last reminder the mail server refused for good.
    """

    slots: tuple[CoachingSlot, ...]
    outcomes: dict[ParticipantId, CoachingOutcome]
    refused: tuple[SlotId, ...] = ()


class NoteCoaching(Request, frozen=True, tag="note_coaching", kw_only=True):
    """Staff: keep what came of someone's coaching, in the place of what was kept. Answered by `Done` or `Refused`."""

    participant: ParticipantId
    outcome: CoachingOutcome
    text: Note = ""


class ReadCoaching(Request, frozen=True, tag="read_coaching", kw_only=True):
    """Staff: what is kept of someone's coaching. Answered by `CoachingKept`."""

    participant: ParticipantId


class CoachingKept(Message, frozen=True, tag="coaching_kept"):
    """Console to the staff who asked; None where nothing is kept."""

    ref: int
    participant: ParticipantId
    note: CoachingNote | None
