"""Documents as a table, by agenda item as they come in the agenda."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor

from common.model.documents import Document
from common.model.meeting import MeetingView
from common.ui.text import isolated
from room_console.ui.documentwords import document_kind_word, release_ink, release_word, speaker_words
from room_console.ui.tables.programmemodels import Index, ProgrammeModel
from room_console.ui.widgets.inks import colour_of

_RELEASE = 4


class DocumentsModel(ProgrammeModel[Document]):
    """Item, name, whose, what, who may read it, size."""

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

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Colour what is held."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid() and index.column() == _RELEASE:
            return QColor(colour_of(release_ink(self.rows[index.row()].release)))
        return super().data(index, role)


def in_order(documents: Sequence[Document], view: MeetingView | None) -> tuple[Document, ...]:
    """Put documents in the order of the agenda, then by name; last those of no item."""
    places = {item.number: place for place, item in enumerate(view.details.agenda)} if view is not None else {}
    last = len(places)
    return tuple(sorted(documents, key=lambda d: (places.get(d.item, last + (not d.item)), d.name.casefold())))
