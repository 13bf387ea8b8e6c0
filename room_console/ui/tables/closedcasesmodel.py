"""The cases that are closed: when, whose, what was wrong, what came of it."""

from collections.abc import Mapping, Sequence

from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.rooms import ClosedCase
from common.model.zones import UTC
from common.ui import when
from common.ui.helpwords import case_outcome_word, trouble_word
from common.ui.personpicker import person_words
from room_console.ui.tables.programmemodels import ProgrammeModel


class ClosedCasesModel(ProgrammeModel[ClosedCase]):
    """Newest first, as the core tells them; by the meeting's clocks. Of today the time is told, else the day."""

    timezone = UTC
    now_ms = 0

    def __init__(self) -> None:
        super().__init__()
        self.people: Mapping[ParticipantId, ParticipantView] = {}

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("Closed"), self.tr("Who"), self.tr("Trouble"), self.tr("Outcome"), self.tr("Note")

    def text(self, row: ClosedCase, column: int) -> str:
        """Say what stands in a column."""
        match column:
            case 0:
                day = when.day_of(row.closed_at_ms, self.timezone)
                is_today = day == when.day_of(self.now_ms, self.timezone)
                return when.clock_of(row.closed_at_ms, self.timezone) if is_today else day
            case 1:
                return self.who(row.participant)
            case 2:
                return trouble_word(row.trouble)
            case 3:
                return case_outcome_word(row.outcome)
            case _:
                return row.note

    def who(self, participant: ParticipantId) -> str:
        """Name somebody, who may have been taken off the list since."""
        person = self.people.get(participant)
        return person_words(person) if person is not None else self.tr("No longer registered")
