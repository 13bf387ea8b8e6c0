"""The catalogue as a table."""

from common.model.catalogue import CatalogueEntry
from common.ui import when
from room_console.ui.meetingwords import format_word
from room_console.ui.tables.programmemodels import ProgrammeModel


class CatalogueModel(ProgrammeModel[CatalogueEntry]):
    """Day, title, symbol, how it is held, people, state."""

    figures = frozenset({4})

    def headers(self) -> tuple[str, ...]:
        """Name the columns."""
        return self.tr("Day"), self.tr("Title"), self.tr("Symbol"), self.tr("Held"), self.tr("People"), self.tr("State")

    def text(self, row: CatalogueEntry, column: int) -> str:
        """Say what stands in a column."""
        card = row.card
        day = when.day_of(card.starts_at_ms, card.timezone) if card.starts_at_ms is not None else self.tr("No date")
        state = self.tr("Open") if row.is_running else self.tr("Archived") if row.is_archived else ""
        return (day, card.title, card.symbol, format_word(card.format), str(card.people), state)[column]
