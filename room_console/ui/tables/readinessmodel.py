"""Every remote participant by what their newest checks found; who has not tested at all is a row like the others."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from common.model.checks import SEVEREST_FIRST, Area, CheckName, ReadinessReport, Verdict
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.ui.checkwords import verdict_word
from common.ui.text import InkName
from room_console.ui.readywords import FITNESS_ORDER, fit_word, verdict_ink, when_word
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.tables.row import Row
from room_console.ui.tables.summary import Group, Summary, group_of, summary_of
from room_console.ui.wording import role_word

REMOTE: Final = frozenset({Role.DELEGATE, Role.OBSERVER})
"""Who follows from afar; staff and booths sit in the hall."""
_NOTHING = "–"


class Column(IntEnum):
    """From left to right."""

    DELEGATION = 0
    NAME = 1
    OVERALL = 2
    NETWORK = 3
    DEVICES = 4
    SOUND = 5
    BAND = 6
    LEVEL = 7
    SNR = 8
    DOWN = 9
    UP = 10
    ROUND_TRIP = 11
    LOSS = 12
    TESTED = 13


FIGURES: Final[Mapping[int, tuple[CheckName, float, int]]] = {
    Column.BAND: (CheckName.BAND, 1000.0, 1),
    Column.LEVEL: (CheckName.LEVEL, 1.0, 0),
    Column.SNR: (CheckName.SNR, 1.0, 0),
    Column.DOWN: (CheckName.DOWN, 1.0, 1),
    Column.UP: (CheckName.UP, 1.0, 1),
    Column.ROUND_TRIP: (CheckName.ROUND_TRIP, 1.0, 0),
    Column.LOSS: (CheckName.LOSS, 1.0, 1),
}
"""The check of a column, what its value is divided by, and how many decimals are written."""
_AREAS: Final[Mapping[int, Area]] = {
    Column.NETWORK: Area.NETWORK,
    Column.DEVICES: Area.DEVICES,
    Column.SOUND: Area.SOUND,
}


_GROUP_ORDER: Final = (Group.FAIL, Group.UNTESTED, Group.WARN, Group.PASS)
_UNKNOWN: Final = float("inf")
"""What is not known stands last."""


class ReadinessModel(PeopleModel):
    """Sorted by any column, the worst first; found by words, and by group."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, len(Column), frozenset((*FIGURES, Column.TESTED)))
        self._group = Group.ALL
        self._now_ms = 0
        self._groups: dict[ParticipantId, Group] = {}
        self._sizes = dict.fromkeys(Group, 0)
        self._counted: Mapping[ParticipantId, ParticipantView] | None = None
        self._found_by: dict[tuple[object, ...], str] = {}
        self._summaries: dict[ParticipantId, Summary | None] = {}

    def learn(self, who: ParticipantId, report: ReadinessReport | None) -> None:
        """Sum a report up as soon as it comes."""
        found = self._summaries[who] = None if report is None else summary_of(report)
        before = self._groups.get(who, Group.UNTESTED)
        after = self._groups[who] = Group.UNTESTED if found is None else group_of(found.overall)
        if who in self._people and self._counted is self._people:
            self._sizes[before] -= 1
            self._sizes[after] += 1

    def choose(self, group: Group) -> None:
        """Show one group alone."""
        if group is not self._group:
            self._group = group
            self.arrange()

    def set_now(self, now_ms: int) -> None:
        """Say what today is; `now_ms` is the console's clock."""
        self._now_ms = now_ms

    def summary(self, row: Row) -> Summary | None:
        """Return what someone's newest report comes to; None if they have not tested."""
        return self._summaries.get(row.person.participant)

    def sizes(self) -> dict[Group, int]:
        """Count each group."""
        if self._counted is not self._people:
            self._counted = self._people
            found = [self._groups.get(who, Group.UNTESTED) for who in self._people]
            self._sizes = {group: found.count(group) for group in Group}
        return {**self._sizes, Group.ALL: self.total}

    def is_wanted(self, row: Row) -> bool:
        """Keep the group that is chosen."""
        return self._group is Group.ALL or self._group_of(row) is self._group

    def heading(self, column: int) -> str:
        """Name a column."""
        return _heading(Column(column))

    def text(self, row: Row, column: int) -> str:
        """Write a cell."""
        if column == Column.DELEGATION:
            return row.person.delegation or _NOTHING
        if column == Column.NAME:
            return row.person.name
        found = self.summary(row)
        if found is None:
            return QCoreApplication.translate("Readiness", "Not tested") if column == Column.OVERALL else _NOTHING
        return self._written(found, column)

    def tip(self, row: Row, column: int) -> str:
        """Say whole what may have been cut off."""
        return self.text(row, column) if column <= Column.OVERALL else ""

    def sort_key(self, row: Row, column: int) -> str | float:
        """Order verdicts by what wants attention, untested after failed; figures by size, times from the newest."""
        if column in (Column.DELEGATION, Column.NAME):
            return self.text(row, column).casefold()
        if column == Column.OVERALL:
            return _GROUP_ORDER.index(self._group_of(row))
        found = self.summary(row)
        return _UNKNOWN if found is None else _rank(found, column)

    def ink(self, row: Row, column: int) -> InkName | None:
        """Colour what is due soon; nothing of a test before the meeting is due this minute."""
        if column in (Column.DELEGATION, Column.NAME):
            return None
        found = self.summary(row)
        if found is None or column == Column.TESTED:
            return "muted"
        if column in FIGURES:
            result = found.results.get(FIGURES[column][0])
            return "muted" if result is None else verdict_ink(result.verdict)
        return verdict_ink(found.overall if column == Column.OVERALL else found.areas[_AREAS[column]])

    def search_text(self, row: Row) -> str:
        """Search delegation, name, role and the words of the verdicts."""
        person, found = row.person, self.summary(row)
        key = (person.role, None) if found is None else (person.role, found.overall, found.fitness, found.is_complete)
        words = self._found_by.get(key)
        if words is None:
            cells = (self.text(row, column) for column in (Column.OVERALL, Column.SOUND))
            words = self._found_by[key] = " ".join((role_word(person.role), *cells))
        return f"{person.delegation} {person.name} {words}"

    def _group_of(self, row: Row) -> Group:
        return self._groups.get(row.person.participant, Group.UNTESTED)

    def _written(self, found: Summary, column: int) -> str:
        if column in FIGURES:
            return figure(found, column)
        if column == Column.OVERALL:
            return found.word
        if column == Column.TESTED:
            return when_word(found.made_at_ms, self._now_ms)
        if column == Column.SOUND:
            return fit_word(found.fitness)
        verdict = found.areas[_AREAS[column]]
        return _NOTHING if verdict is Verdict.SKIPPED else verdict_word(verdict)


def _rank(found: Summary, column: int) -> float:
    if column == Column.TESTED:
        return -found.made_at_ms
    if column == Column.SOUND:
        return FITNESS_ORDER.index(found.fitness)
    if column in FIGURES:
        result = found.results.get(FIGURES[column][0])
        return _UNKNOWN if result is None or result.value is None else result.value
    return SEVEREST_FIRST.index(found.areas[_AREAS[column]])


def figure(found: Summary, column: int) -> str:
    """Write a figure without its unit, which stands in the heading."""
    name, divisor, decimals = FIGURES[column]
    result = found.results.get(name)
    if result is None or result.value is None:
        return _NOTHING
    return f"{result.value / divisor:.{decimals}f}".replace("-", "\u200e−")


def _heading(column: Column) -> str:
    return {
        Column.DELEGATION: QCoreApplication.translate("Readiness", "Delegation"),
        Column.NAME: QCoreApplication.translate("Readiness", "Name"),
        Column.OVERALL: QCoreApplication.translate("Readiness", "Overall"),
        Column.NETWORK: QCoreApplication.translate("Readiness", "Network"),
        Column.DEVICES: QCoreApplication.translate("Readiness", "Devices"),
        Column.SOUND: QCoreApplication.translate("Readiness", "Sound"),
        Column.BAND: QCoreApplication.translate("Readiness", "Band, kHz"),
        Column.LEVEL: QCoreApplication.translate("Readiness", "Level, LUFS"),
        Column.SNR: QCoreApplication.translate("Readiness", "SNR, dB"),
        Column.DOWN: QCoreApplication.translate("Readiness", "Down, Mbit/s"),
        Column.UP: QCoreApplication.translate("Readiness", "Up, Mbit/s"),
        Column.ROUND_TRIP: QCoreApplication.translate("Readiness", "Round trip, ms"),
        Column.LOSS: QCoreApplication.translate("Readiness", "Loss, %"),
        Column.TESTED: QCoreApplication.translate("Readiness", "Tested"),
    }[column]
