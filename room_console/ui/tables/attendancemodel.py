"""Who was in a session, as a table that sorts itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt

from common.model.meeting import ParticipantView
from common.model.record import Attended
from common.ui import when
from room_console.ui.tables.programmemodels import ProgrammeModel

_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Present:
    """One person, and how they attended; None is not at all."""

    person: ParticipantView
    attended: Attended | None


class AttendanceModel(ProgrammeModel[Present]):
    """Delegation, name, how, from, to, minutes, pieces."""

    figures = frozenset({5, 6})
    timezone = "UTC"

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (
            self.tr("Delegation"),
            self.tr("Name"),
            self.tr("Attended"),
            self.tr("From"),
            self.tr("To"),
            self.tr("Minutes"),
            self.tr("Pieces"),
        )

    def text(self, row: Present, column: int) -> str:
        """Say what stands in a column."""
        if column < 2:
            return (row.person.delegation or "–", row.person.name)[column]
        found = row.attended
        if found is None:
            return self.tr("absent") if column == 2 else "–"
        return (
            self.tr("on-site") if found.is_on_site else self.tr("remote"),
            *self._clocks(found),
            QLocale().toString(round(found.present_ms / _MINUTE_MS)),
            QLocale().toString(found.pieces),
        )[column - 2]

    def _clocks(self, found: Attended) -> tuple[str, str]:
        """Say from when and to when; with the day, where these are two."""
        instants = found.from_ms, found.to_ms
        days = [when.day_of(at_ms, self.timezone) for at_ms in instants]
        first, last = (when.clock_of(at_ms, self.timezone) for at_ms in instants)
        return (first, last) if days[0] == days[1] else (f"{days[0]}, {first}", f"{days[1]}, {last}")

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in another order."""
        self.layoutAboutToBeChanged.emit()
        is_descending = order == Qt.SortOrder.DescendingOrder
        self.rows = tuple(sorted(self.rows, key=lambda row: _key(row, column), reverse=is_descending))
        self.layoutChanged.emit()


def _key(row: Present, column: int) -> tuple[float, str, str]:
    found = row.attended
    names = row.person.delegation.casefold(), row.person.name.casefold()
    if column == 1:
        return 0.0, names[1], names[0]
    if column < 1:
        return 0.0, *names
    if found is None:
        return -1.0, *names
    figures = (float(found.is_on_site), found.from_ms, found.to_ms, found.present_ms, found.pieces)
    return float(figures[column - 2]), *names
