"""Everyone registered, as a table: made for 3,000 rows of which a few change at a time."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from common.model.ids import ParticipantId
from common.model.media import LinkQuality
from common.model.meeting import ParticipantView
from common.model.people import Presence
from common.model.voice import MicrophoneState
from common.protocol.operator import LinkReport
from common.ui import theme
from room_console.ui.linewords import all_words, is_microphone_lost, microphone_word
from room_console.ui.wording import presence_word, quality_ink, quality_word, role_word

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 1


class Column(IntEnum):
    """From left to right."""

    DELEGATION = 0
    NAME = 1
    ROLE = 2
    STATE = 3
    LINK = 4
    LOSS = 5
    JITTER = 6
    ROUND_TRIP = 7
    LEGS = 8


FIGURES = frozenset({Column.LOSS, Column.JITTER, Column.ROUND_TRIP, Column.LEGS})
_SAID: list[int] = []
_COLOURED = [int(Qt.ItemDataRole.ForegroundRole)]
_PRESENCES = tuple(Presence)
_QUALITIES = (LinkQuality.BAD, LinkQuality.FAIR, LinkQuality.GOOD, LinkQuality.UNKNOWN)


class RosterModel(QAbstractTableModel):
    """Rows in the order of registration; sorting is the proxy's."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._people: list[ParticipantView] = []
        self._rows: dict[ParticipantId, int] = {}
        self._reports: Mapping[ParticipantId, LinkReport] = {}

    def show_people(
        self, people: Mapping[ParticipantId, ParticipantView], reports: Mapping[ParticipantId, LinkReport]
    ) -> None:
        """Show these; rows that differ are told of cell by cell, as a view repaints all of itself for more than one."""
        if list(people) != list(self._rows):
            self._reset(people, reports)
            return
        if reports is self._reports and all(a is b for a, b in zip(self._people, people.values(), strict=True)):
            return
        before, self._reports = self._reports, reports
        for row, person in enumerate(people.values()):
            key = person.participant
            if person is not self._people[row] or before.get(key) is not reports.get(key):
                before_texts = [_text(self._people[row], before.get(key), column) for column in Column]
                self._people[row] = person
                self._tell(row, before_texts)

    def _tell(self, row: int, before: Sequence[str]) -> None:
        """Tell of the cells that say something else; of the others only that their colour may differ."""
        for column, text in zip(Column, before, strict=True):
            cell = self.index(row, column)
            roles = _SAID if self._text(row, column) != text else _COLOURED
            self.dataChanged.emit(cell, cell, roles)

    def _reset(
        self, people: Mapping[ParticipantId, ParticipantView], reports: Mapping[ParticipantId, LinkReport]
    ) -> None:
        known = len(self._people)
        if known and list(people)[:known] == list(self._rows):
            self.beginInsertRows(QModelIndex(), known, len(people) - 1)
            end = self.endInsertRows
        else:
            self.beginResetModel()
            end = self.endResetModel
        self._people = list(people.values())
        self._rows = {key: row for row, key in enumerate(people)}
        self._reports = reports
        end()

    def person(self, row: int) -> ParticipantView:
        """Return who stands in a row."""
        return self._people[row]

    def report(self, row: int) -> LinkReport | None:
        """Return how their media runs, where it is known."""
        return self._reports.get(self._people[row].participant)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many people there are."""
        return 0 if parent is not None and parent.isValid() else len(self._people)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name the columns, with their units."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(Column(section))
        return _heading(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                is_name = column in (Column.DELEGATION, Column.NAME)
                return self._text(row, column) if is_name else all_words(self.report(row)) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(row, column)
            case _:
                return self._sort_key(row, column) if role == SORT_ROLE else None

    def _text(self, row: int, column: Column) -> str:
        return _text(self._people[row], self.report(row), column)

    def _sort_key(self, row: int, column: Column) -> object:
        person, report = self._people[row], self.report(row)
        match column:
            case Column.STATE:
                return _PRESENCES.index(person.presence)
            case Column.LINK:
                return _QUALITIES.index(report.quality if report is not None else LinkQuality.UNKNOWN)
            case Column.LOSS:
                return -1.0 if report is None else report.loss
            case Column.JITTER:
                return -1.0 if report is None else report.jitter_ms
            case Column.ROUND_TRIP:
                return -1.0 if report is None or report.round_trip_ms is None else report.round_trip_ms
            case _:
                return self._text(row, column).casefold()

    def _ink(self, row: int, column: Column) -> QColor | None:
        colours = theme.current().colours
        person, report = self._people[row], self.report(row)
        if column is Column.STATE and person.presence is Presence.RECONNECTING:
            return QColor(colours.warn_ink)
        if column is Column.STATE and _says_microphone(person, report):
            is_live = report is not None and report.has_uplink and is_microphone_lost(report)
            return QColor(colours.fail_ink if is_live else colours.warn_ink)
        if column is Column.LINK and report is not None and person.presence is Presence.JOINED:
            ink = quality_ink(report.quality, report.has_uplink)
            return QColor({"fail": colours.fail_ink, "warn": colours.warn_ink}.get(ink, colours.text))
        if person.presence in (Presence.ABSENT, Presence.LEFT) or column in FIGURES:
            return QColor(colours.muted)
        return None


class RosterFilter(QSortFilterProxyModel):
    """Keeps those whose delegation, name, role or state holds every word that is looked for."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setSortRole(SORT_ROLE)

    def look_for(self, text: str) -> None:
        """Look for these words."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self.beginFilterChange()
            self._words = words
            self.endFilterChange()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        """Tell whether a row is kept."""
        del source_parent
        if not self._words:
            return True
        source = self.sourceModel()
        assert isinstance(source, RosterModel)
        person = source.person(source_row)
        text = " ".join(
            (person.delegation, person.name, role_word(person.role), presence_word(person.presence))
        ).casefold()
        return all(word in text for word in self._words)


def _heading(column: Column) -> str:
    return {
        Column.DELEGATION: QCoreApplication.translate("Roster", "Delegation"),
        Column.NAME: QCoreApplication.translate("Roster", "Name"),
        Column.ROLE: QCoreApplication.translate("Roster", "Role"),
        Column.STATE: QCoreApplication.translate("Roster", "State"),
        Column.LINK: QCoreApplication.translate("Roster", "Link"),
        Column.LOSS: QCoreApplication.translate("Roster", "Loss, %"),
        Column.JITTER: QCoreApplication.translate("Roster", "Jitter, ms"),
        Column.ROUND_TRIP: QCoreApplication.translate("Roster", "Round trip, ms"),
        Column.LEGS: QCoreApplication.translate("Roster", "Up / down"),
    }[column]


def _text(person: ParticipantView, report: LinkReport | None, column: Column) -> str:
    match column:
        case Column.DELEGATION:
            return person.delegation or "–"
        case Column.NAME:
            return person.name
        case Column.ROLE:
            return role_word(person.role)
        case Column.STATE:
            return microphone_word(report) if _says_microphone(person, report) else presence_word(person.presence)
        case _:
            return "–" if report is None else _figure(report, column)


def _says_microphone(person: ParticipantView, report: LinkReport | None) -> bool:
    """Tell whether what became of a microphone is said in the place of the presence: where it was lost."""
    is_lost = report is not None and report.microphone in (MicrophoneState.LOST, MicrophoneState.REPLACED)
    return is_lost and person.presence is Presence.JOINED


def _figure(report: LinkReport, column: Column) -> str:
    match column:
        case Column.LINK:
            return quality_word(report.quality)
        case Column.LOSS:
            return f"{report.loss * 100:.1f}"
        case Column.JITTER:
            return f"{report.jitter_ms:.0f}"
        case Column.ROUND_TRIP:
            return "–" if report.round_trip_ms is None else f"{report.round_trip_ms:.0f}"
        case _:
            return f"{'↑' if report.has_uplink else '–'} {'↓' if report.has_downlink else '–'}"


def _alignment(column: Column) -> int:
    across = Qt.AlignmentFlag.AlignTrailing if column in FIGURES else Qt.AlignmentFlag.AlignLeading
    return int(across | Qt.AlignmentFlag.AlignVCenter)
