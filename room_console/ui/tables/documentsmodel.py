"""Documents as a table, by agenda item as they come in the agenda."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from common.model.documents import Document
from common.model.meeting import MeetingView
from common.ui.text import InkName, isolated
from room_console.ui.documentwords import document_kind_word, release_ink, release_word, speaker_words
from room_console.ui.tables.programmemodels import ProgrammeModel

_RELEASE = 4


class DocumentsModel(ProgrammeModel[Document]):
    """Item, name, whose, what, who may read it, size."""

    figures = frozenset({5})
    view: MeetingView | None = None

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (
            self.tr("Item"),
            self.tr("Name"),
            self.tr("Speaker"),
            self.tr("Kind"),
            self.tr("Readable"),
            self.tr("Size"),
        )

    def text(self, row: Document, column: int) -> str:
        """Say what stands in a column."""
        return (
            isolated(row.item) if row.item else "–",
            row.name,
            speaker_words(row, self.view) or "–",
            document_kind_word(row.kind),
            release_word(row.release),
            isolated(QLocale().formattedDataSize(row.size_bytes, 0)),
        )[column]

    def ink(self, row: Document, column: int) -> InkName | None:
        """Colour what is held."""
        return release_ink(row.release) if column == _RELEASE else None


def in_order(documents: Sequence[Document], view: MeetingView | None) -> tuple[Document, ...]:
    """Put documents in the order of the agenda, then by name; last those of no item."""
    places = {item.number: place for place, item in enumerate(view.details.agenda)} if view is not None else {}
    last = len(places)
    return tuple(sorted(documents, key=lambda d: (places.get(d.item, last + (not d.item)), d.name.casefold())))
