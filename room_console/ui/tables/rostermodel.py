"""Everyone registered, as a table: who they are, how they are joined, how their lines run."""

from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QObject

from common.model.media import LinkQuality
from common.model.people import Presence
from common.model.voice import MicrophoneState
from common.protocol.operator import LinkReport
from common.ui.text import InkName
from room_console.ui.linewords import all_words, is_microphone_lost, microphone_word
from room_console.ui.readywords import FITNESS_ORDER, mark_ink, mark_of, mark_word
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.tables.row import Row
from room_console.ui.wording import presence_word, quality_ink, quality_word, role_word


class Column(IntEnum):
    """From left to right."""

    DELEGATION = 0
    NAME = 1
    ROLE = 2
    STATE = 3
    SOUND = 4
    LINK = 5
    LOSS = 6
    JITTER = 7
    ROUND_TRIP = 8
    LEGS = 9


FIGURES = frozenset({Column.LOSS, Column.JITTER, Column.ROUND_TRIP, Column.LEGS})
_PRESENCES = tuple(Presence)
_QUALITIES = (LinkQuality.BAD, LinkQuality.FAIR, LinkQuality.GOOD, LinkQuality.UNKNOWN)


class RosterModel(PeopleModel):
    """Sorted by any column; found by delegation, name, role or state."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, len(Column), frozenset(int(c) for c in FIGURES))

    @property
    def here(self) -> int:
        """How many of all are joined."""
        return [person.presence for person in self._people.values()].count(Presence.JOINED)

    def heading(self, column: int) -> str:
        """Name a column."""
        return _heading(Column(column))

    def text(self, row: Row, column: int) -> str:
        """Write a cell."""
        person, report = row.person, row.report
        if column == Column.DELEGATION:
            return person.delegation or "–"
        if column == Column.NAME:
            return person.name
        if column == Column.ROLE:
            return role_word(person.role)
        if column == Column.STATE:
            return microphone_word(report) if _says_microphone(row) else presence_word(person.presence)
        if column == Column.SOUND:
            return mark_word(mark_of(report, row.readiness))
        return "–" if report is None else _figure(report, column)

    def tip(self, row: Row, column: int) -> str:
        """Say a name whole; of the others all that is known of the lines."""
        return self.text(row, column) if column in (Column.DELEGATION, Column.NAME) else all_words(row.report)

    def sort_key(self, row: Row, column: int) -> str | float:
        """Order states and qualities by what wants attention, figures by their size."""
        report = row.report
        if column == Column.STATE:
            return _PRESENCES.index(row.person.presence)
        if column == Column.SOUND:
            return FITNESS_ORDER.index(mark_of(report, row.readiness).fitness)
        if column == Column.LINK:
            return _QUALITIES.index(report.quality if report is not None else LinkQuality.UNKNOWN)
        if column in (Column.LOSS, Column.JITTER, Column.ROUND_TRIP):
            return -1.0 if report is None else _size(report, column)
        return self.text(row, column).casefold()

    def ink(self, row: Row, column: int) -> InkName | None:
        """Colour what is due."""
        person, report = row.person, row.report
        is_live = report is not None and report.has_uplink
        if column == Column.STATE and person.presence is Presence.RECONNECTING:
            return "warn"
        if column == Column.STATE and _says_microphone(row):
            return "fail" if is_live and is_microphone_lost(report) else "warn"
        if column == Column.LINK and report is not None and person.presence is Presence.JOINED:
            ink = quality_ink(report.quality, report.has_uplink)
            return None if ink == "muted" else ink
        if column == Column.SOUND:
            is_here = person.presence is Presence.JOINED
            return mark_ink(mark_of(report, row.readiness), is_live) if is_here else "muted"
        if person.presence in (Presence.ABSENT, Presence.LEFT) or column in FIGURES:
            return "muted"
        return None

    def search_text(self, row: Row) -> str:
        """Search delegation, name, role and state."""
        person = row.person
        return " ".join((person.delegation, person.name, role_word(person.role), presence_word(person.presence)))


def _heading(column: Column) -> str:
    return {
        Column.DELEGATION: QCoreApplication.translate("Roster", "Delegation"),
        Column.NAME: QCoreApplication.translate("Roster", "Name"),
        Column.ROLE: QCoreApplication.translate("Roster", "Role"),
        Column.STATE: QCoreApplication.translate("Roster", "State"),
        Column.SOUND: QCoreApplication.translate("Roster", "Sound"),
        Column.LINK: QCoreApplication.translate("Roster", "Link"),
        Column.LOSS: QCoreApplication.translate("Roster", "Loss, %"),
        Column.JITTER: QCoreApplication.translate("Roster", "Jitter, ms"),
        Column.ROUND_TRIP: QCoreApplication.translate("Roster", "Round trip, ms"),
        Column.LEGS: QCoreApplication.translate("Roster", "Up / down"),
    }[column]


def _says_microphone(row: Row) -> bool:
    """Tell whether what became of a microphone is said in the place of the presence: where it was lost."""
    is_lost = row.report is not None and row.report.microphone in (MicrophoneState.LOST, MicrophoneState.REPLACED)
    return is_lost and row.person.presence is Presence.JOINED


def _size(report: LinkReport, column: int) -> float:
    if column == Column.ROUND_TRIP:
        return -1.0 if report.round_trip_ms is None else report.round_trip_ms
    return report.loss if column == Column.LOSS else report.jitter_ms


def _figure(report: LinkReport, column: int) -> str:
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
