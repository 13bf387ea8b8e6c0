"""The plan of coaching: every slot in the order of time, who has booked it, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.model.coaching import CoachingOutcome, CoachingSlot
from common.model.meeting import ParticipantView
from common.model.zones import UTC
from common.ui import when
from common.ui.helpwords import coaching_outcome_word
from common.ui.personpicker import person_words
from room_console.ui.tables.programmemodels import ProgrammeModel


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot, and who has booked it."""

    slot: CoachingSlot
    person: ParticipantView | None
    outcome: CoachingOutcome | None
    is_waiting: bool
    is_unreminded: bool = False
    """Whether the mail server refused their reminder for good."""


class CoachingModel(ProgrammeModel[SlotRow]):
    """Times are those of the meeting; the tip says one's own too. The slot of who is waited for is marked."""

    timezone = UTC

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (self.tr("When"), self.tr("Who"), self.tr("State"))

    def text(self, row: SlotRow, column: int) -> str:
        """Say what stands in a column."""
        slot = row.slot
        match column:
            case 0:
                return when.span(slot.starts_at_ms, slot.ends_at_ms, self.timezone)
            case 1:
                return person_words(row.person) if row.person is not None else self.tr("free")
            case _:
                return self._state(row)

    def _state(self, row: SlotRow) -> str:
        if row.person is None:
            return ""
        if row.is_waiting:
            return self.tr("Waits for you")
        if row.outcome is not None:
            return coaching_outcome_word(row.outcome)
        return self.tr("Reminder refused") if row.is_unreminded else self.tr("Booked")
