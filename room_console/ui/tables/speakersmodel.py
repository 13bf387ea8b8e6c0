"""The list of speakers as Qt wants it: lines that can be dragged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId, RequestId
from common.model.media import LinkQuality
from room_console.ui.linewords import is_microphone_lost, microphone_word
from room_console.ui.readywords import UNTESTED, Mark, mark_of, mark_sentence
from room_console.ui.state import ConsoleState
from room_console.ui.wording import (
    booths_who_cannot,
    cannot_word,
    clock,
    floor_seconds,
    prelisten_word,
    quality_word,
    request_word,
    who_is,
)

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole
MIME = "application/x-hemicycle-request"


@dataclass(frozen=True, slots=True)
class Line:
    """One request. `mark` is the place among those who wait, `time` how long the statement lasts.

    `booths` names those that cannot interpret it, where it is heard.
    """

    request: RequestId
    participant: ParticipantId
    status: RequestStatus
    is_on_air: bool
    delegation: str
    name: str
    word: str
    mark: str
    time: str
    slot: str
    quality: LinkQuality
    fit: Mark = UNTESTED
    is_prelistened: bool = False
    booths: str = ""

    @property
    def is_near(self) -> bool:
        """Tell whether they have the floor, or are next."""
        return self.status is not RequestStatus.PENDING


def lines_of(state: ConsoleState, now_ms: int, slot_word: str) -> tuple[Line, ...]:
    """Return the list, in its order; `now_ms` is the console's clock, `slot_word` has a `{number}` in it."""
    if state.view is None:
        return ()
    lines, place = [], 0
    booths = booths_who_cannot(state.view)
    is_anyone_heard = any(request.is_on_air for request in state.view.floor)
    for request in state.view.floor:
        has_floor = request.status is RequestStatus.GRANTED
        place += not has_floor
        line = _line(state, request, now_ms, "" if has_floor else str(place), slot_word)
        speaks = request.is_on_air or (has_floor and not is_anyone_heard)
        lines.append(replace(line, booths=booths) if speaks else line)
    return tuple(lines)


def _line(state: ConsoleState, request: FloorRequest, now_ms: int, mark: str, slot_word: str) -> Line:
    assert state.view is not None
    delegation, name = who_is(state.view, request.participant)
    report = state.reports.get(request.participant)
    seconds = floor_seconds(request, now_ms)
    return Line(
        request.request,
        request.participant,
        request.status,
        request.is_on_air,
        delegation,
        name,
        microphone_word(report) if is_microphone_lost(report) else request_word(request),
        mark,
        "" if seconds is None else clock(seconds),
        "" if request.slot is None else slot_word.format(number=request.slot),
        report.quality if report is not None else LinkQuality.UNKNOWN,
        mark_of(report, state.readiness.get(request.participant)),
        state.is_attached and state.prelisten == request.participant,
    )


class SpeakersModel(QAbstractListModel):
    """Only what changed is repainted; a change of order resets nothing but the rows it touches."""

    ticked = Signal(int)
    """Only the clock of this row went on: a view lays nothing out anew for that."""
    moved = Signal(int, int)
    """A request was dropped at a place among those who wait, from 0."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        shown = tuple(lines)
        if len(shown) > len(self.lines):
            self.beginInsertRows(QModelIndex(), len(self.lines), len(shown) - 1)
            self.lines = self.lines + shown[len(self.lines) :]
            self.endInsertRows()
        elif len(shown) < len(self.lines):
            self.beginRemoveRows(QModelIndex(), len(shown), len(self.lines) - 1)
            self.lines = self.lines[: len(shown)]
            self.endRemoveRows()
        changed = [(row, old, new) for row, (old, new) in enumerate(zip(self.lines, shown, strict=True)) if old != new]
        self.lines = shown
        for row, old, new in changed:
            if replace(old, time=new.time) == new and bool(old.time) == bool(new.time):
                self.ticked.emit(row)
            else:
                self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, request: RequestId | None) -> int | None:
        """Return the row of a request, if it is in the list."""
        return next((row for row, line in enumerate(self.lines) if line.request == request), None)

    def places_before(self, row: int) -> int:
        """Count those who wait above a row."""
        return sum(line.status is not RequestStatus.GRANTED for line in self.lines[:row])

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
                    line.mark,
                    line.delegation,
                    line.name,
                    line.word,
                    line.slot,
                    line.time,
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
