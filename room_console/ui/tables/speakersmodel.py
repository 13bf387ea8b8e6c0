"""The list of speakers as Qt wants it: lines that can be dragged."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from common.model.floor import FloorRequest, RequestStatus, SpeechTimers
from common.model.ids import RequestId
from room_console.ui.readywords import mark_sentence
from room_console.ui.tables.speakerlines import Line, line_at
from room_console.ui.wording import cannot_word, prelisten_word, quality_word

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
MOST_TOLD = 8
"""So many changed lines are told of one by one: a view looks at what is in sight of more at once."""
MIME = "application/x-hemicycle-request"


class SpeakersModel(QAbstractListModel):
    """Only what changed is repainted; a change of order resets nothing but the rows it touches."""

    ticked = Signal(int)
    """Only the clock of this row went on: a view lays nothing out anew for that."""
    moved = Signal(int, int)
    """A request was dropped at a place among those who wait, from 0."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self._speaking = 0

    @property
    def speaking(self) -> int:
        """How many have the floor: they stand first."""
        return next((row for row, line in enumerate(self.lines) if not line.has_floor), len(self.lines))

    def mark(self, row: int) -> str:
        """Return the place among those who wait; who speaks has none."""
        return "" if self.lines[row].has_floor else str(row - self._speaking + 1)

    def is_first_waiting(self, row: int) -> bool:
        """Tell whether those who wait begin here, under somebody who speaks."""
        return bool(row) and row == self._speaking

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines: what stands between the same beginning and the same end is put in, or taken out."""
        shown = tuple(lines)
        before, after = [line.request for line in self.lines], [line.request for line in shown]
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        gone, new = len(before) - start - end, len(after) - start - end
        if gone > new:
            self.beginRemoveRows(QModelIndex(), start + new, start + gone - 1)
            self._set((*self.lines[: start + new], *self.lines[start + gone :]))
            self.endRemoveRows()
        elif new > gone:
            self.beginInsertRows(QModelIndex(), start + gone, start + new - 1)
            self._set((*self.lines[: start + gone], *shown[start + gone : start + new], *self.lines[start + gone :]))
            self.endInsertRows()
        changed = [
            (row, old, new)
            for row, (old, new) in enumerate(zip(self.lines, shown, strict=True))
            if old is not new and old != new
        ]
        self._set(shown)
        if len(changed) > MOST_TOLD:
            self.dataChanged.emit(self.index(changed[0][0]), self.index(changed[-1][0]))
            return
        for row, old, now in changed:
            self._tell(row, old, now)

    def show_time(self, floor: Sequence[FloorRequest], timers: SpeechTimers, now_ms: int) -> None:
        """Let the clocks of those go on who have the floor; they stand first."""
        for row, (line, request) in enumerate(zip(self.lines, floor, strict=False)):
            if not line.has_floor or line.request != request.request:
                return
            shown = line_at(line, request, timers, now_ms)
            if shown is not line:
                self.lines = (*self.lines[:row], shown, *self.lines[row + 1 :])
                self._tell(row, line, shown)

    def row_of(self, request: RequestId | None) -> int | None:
        """Return the row of a request, if it is in the list."""
        return next((row for row, line in enumerate(self.lines) if line.request == request), None)

    def places_before(self, row: int) -> int:
        """Count those who wait above a row."""
        return max(0, row - self._speaking)

    def _set(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self._speaking = self.speaking

    def _tell(self, row: int, old: Line, new: Line) -> None:
        if replace(old, reading=new.reading) == new and bool(old.reading.figure) == bool(new.reading.figure):
            self.ticked.emit(row)
        else:
            self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many requests there are."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line: as text, as read out, or itself."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return " – ".join(part for part in (line.delegation, line.name) if part)
            case Qt.ItemDataRole.AccessibleTextRole:
                said = (
                    self.mark(index.row()),
                    line.heading,
                    line.delegation,
                    line.name,
                    line.word,
                    line.place,
                    line.language,
                    line.reading.figure,
                    line.reading.word,
                    prelisten_word() if line.is_prelistened else "",
                    mark_sentence(line.fit),
                    quality_word(line.quality),
                    cannot_word(line.booths) if line.booths else "",
                )
                return ", ".join(part for part in said if part not in ("", "–"))
            case _:
                return line if role == LINE_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let those who wait be dragged."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        has_floor = self.lines[index.row()].status is RequestStatus.GRANTED
        return plain if has_floor else plain | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Move, and nothing else."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Name what is dragged."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Take a request along."""
        data = QMimeData()
        data.setData(MIME, QByteArray(str(self.lines[indexes[0].row()].request).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        """Wish for the move; the list changes when the core says so."""
        del action, column
        from_row = self.row_of(RequestId(int(bytes(data.data(MIME).data()).decode() or 0)))
        if from_row is None:
            return False
        target = row if row >= 0 else (parent.row() if parent.isValid() else len(self.lines))
        place = self.places_before(target) - (from_row < target)
        if place != self.places_before(from_row):
            self.moved.emit(int(self.lines[from_row].request), place)
        return False


def _common(one: Sequence[RequestId], other: Sequence[RequestId]) -> int:
    """Count how many at the beginning are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
