"""The journal as a table, newest first, longer with each page; and speaking time as another."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex

from common.model.chronicle import JournalLine, SpeakingTime, TimeBy
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.zones import UTC, in_zone
from common.ui import when
from common.ui.personpicker import person_words
from common.ui.speechreading import duration
from common.ui.text import isolated
from room_console.ui.journalwords import key_word, what
from room_console.ui.tables.programmemodels import ProgrammeModel


class JournalModel(ProgrammeModel[JournalLine]):
    """By the meeting's clocks: of today the time alone is told, else the day too."""

    timezone = UTC
    now_ms = 0

    def __init__(self) -> None:
        super().__init__()
        self.people: Mapping[ParticipantId, ParticipantView] = {}

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("When"), self.tr("What"), self.tr("Who did it"), self.tr("Whom it concerns")

    def append(self, rows: tuple[JournalLine, ...]) -> None:
        """Show older lines below."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows = (*self.rows, *rows)
            self.endInsertRows()

    def text(self, row: JournalLine, column: int) -> str:
        """Say what stands in a column."""
        match column:
            case 0:
                return clock_of(row.at_ms, self.now_ms, self.timezone)
            case 1:
                return isolated(what(row))
            case 2:
                return self.tr("The console") if row.by is None else self._who(row.by)
            case _:
                return "" if row.participant is None or row.participant == row.by else self._who(row.participant)

    def _who(self, participant: ParticipantId) -> str:
        person = self.people.get(participant)
        return person_words(person) if person is not None else self.tr("No longer registered")


def clock_of(at_ms: int, now_ms: int, timezone: str) -> str:
    """Say when something was, by the meeting's clocks."""
    clock, day = f"{in_zone(at_ms, timezone):%H:%M:%S}", when.day_of(at_ms, timezone)
    return clock if day == when.day_of(now_ms, timezone) else f"{day}, {clock}"


class SpeakingTimeModel(ProgrammeModel[SpeakingTime]):
    """The longest first."""

    figures = frozenset({0, 2, 3})
    by = TimeBy.DELEGATION

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("Time"), self.tr("Whose"), self.tr("Speeches"), self.tr("Each")

    def text(self, row: SpeakingTime, column: int) -> str:
        """Say what stands in a column."""
        match column:
            case 0:
                return duration(row.spoken_ms // 1000)
            case 1:
                return key_word(self.by, row.key)
            case 2:
                return str(row.speeches)
            case _:
                return duration(row.spoken_ms // row.speeches // 1000)
