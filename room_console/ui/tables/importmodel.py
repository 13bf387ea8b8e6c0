"""What an import would do, line by line: what is wrong first, then who changes, who is new, who is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from common.protocol.people import ImportEntries, ImportEntry
from common.ui.errors import QT_TRANSLATE_NOOP
from common.ui.text import InkName
from room_console.ui.peoplewords import fault_word, field_word, obstacle_word, value_word
from room_console.ui.tables.programmemodels import ProgrammeModel


class Kind(IntEnum):
    """In the order in which they are shown."""

    FAULT = 0
    WARNING = 1
    WEBCAST = 2
    CHANGED = 3
    NEW = 4
    MISSING = 5


_WORDS: dict[Kind, str] = {
    Kind.FAULT: QT_TRANSLATE_NOOP("People", "Problem"),
    Kind.WARNING: QT_TRANSLATE_NOOP("People", "Look at"),
    Kind.WEBCAST: QT_TRANSLATE_NOOP("People", "To the webcast"),
    Kind.CHANGED: QT_TRANSLATE_NOOP("People", "Changed"),
    Kind.NEW: QT_TRANSLATE_NOOP("People", "New"),
    Kind.MISSING: QT_TRANSLATE_NOOP("People", "Missing"),
}
_INKS: dict[Kind, InkName] = {Kind.FAULT: "fail", Kind.WARNING: "warn", Kind.WEBCAST: "warn", Kind.MISSING: "warn"}
WHAT, DETAIL, LINE, WHO = range(4)


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One row of the table. `line` is that of the file, 0 for none."""

    kind: Kind
    line: int
    who: str
    detail: str


class ImportModel(ProgrammeModel[ImportLine]):
    """Kind, detail, line, who."""

    figures = frozenset({LINE})

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("What"), self.tr("Detail"), self.tr("Line"), self.tr("Who, or where")

    def text(self, row: ImportLine, column: int) -> str:
        """Write a cell."""
        if column == WHAT:
            return QCoreApplication.translate("People", _WORDS[row.kind])
        if column == LINE:
            return str(row.line) if row.line else "–"
        return row.who if column == WHO else row.detail

    def ink(self, row: ImportLine, column: int) -> InkName | None:
        """Colour what is wrong."""
        return _INKS.get(row.kind) if column == WHAT else None


def lines_of(entries: ImportEntries) -> Iterator[ImportLine]:
    """Write a message of the console as lines."""
    for fault in entries.faults:
        kind = Kind.WARNING if fault.is_warning else Kind.FAULT
        words = fault_word(fault.kind, fault.words)
        place = "" if fault.column == "*" else fault.column
        value = f" “{fault.value}”" if fault.value else ""
        yield ImportLine(kind, fault.line, f"{place}{value}".strip() or "–", words)
    for entry in entries.webcast:
        yield ImportLine(Kind.WEBCAST, entry.line, _who(entry), obstacle_word(entry.obstacle))
    for entry in entries.changed:
        yield ImportLine(Kind.CHANGED, entry.line, _who(entry), _changes(entry))
    for entry in entries.new:
        yield ImportLine(Kind.NEW, entry.line, _who(entry), "")
    for entry in entries.missing:
        words = QCoreApplication.translate("People", "Registered, and not in the file")
        yield ImportLine(Kind.MISSING, entry.line, _who(entry), words)


def _who(entry: ImportEntry) -> str:
    return f"{entry.name} · {entry.delegation}" if entry.delegation else entry.name


def _changes(entry: ImportEntry) -> str:
    parts = (
        f"{field_word(c.field)}: {value_word(c.field, c.before)} → {value_word(c.field, c.after)}"
        for c in entry.changes
    )
    return "; ".join(parts)
