"""Who waits for a technician: in the order of the calls, those that nobody looks after first."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.model.meeting import MeetingView, ParticipantView
from common.model.people import Presence
from common.model.rooms import Assistance
from common.ui.helpwords import trouble_word, waiting_words
from common.ui.personpicker import person_words
from common.ui.text import InkName
from room_console.ui.tables.programmemodels import ProgrammeModel
from room_console.ui.wording import presence_word

LONG_MS = 120_000
"""Who has waited longer is shown in red."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Somebody with an open case, in the private room, or with a mobile device granted."""

    person: ParticipantView
    helped: Assistance

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody looks after them yet."""
        return self.helped.case is not None and self.helped.case.taken_by is None


def case_rows(view: MeetingView) -> tuple[CaseRow, ...]:
    """List everyone who is helped, or calls for it."""
    found = [
        CaseRow(view.participants[who], own.assistance)
        for who, own in view.own.items()
        if own.assistance is not None and who in view.participants and _is_shown(own.assistance)
    ]
    return tuple(sorted(found, key=_order))


def _is_shown(helped: Assistance) -> bool:
    return helped.case is not None or helped.room is not None or helped.has_mobile


def _order(row: CaseRow) -> tuple[bool, int]:
    case = row.helped.case
    return not row.is_waiting, case.called_at_ms if case is not None else 1 << 62


class CaseModel(ProgrammeModel[CaseRow]):
    """`now_ms` moves the waiting time; who is in the private room is marked."""

    now_ms = 0

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (self.tr("Waits, min:s"), self.tr("Who"), self.tr("Trouble"), self.tr("State"))

    def text(self, row: CaseRow, column: int) -> str:
        """Say what stands in a column."""
        case = row.helped.case
        match column:
            case 0:
                return waiting_words(case.called_at_ms, self.now_ms) if case is not None else "–"
            case 1:
                return person_words(row.person)
            case 2:
                return trouble_word(case.trouble) if case is not None else "–"
            case _:
                is_here = row.person.presence is Presence.JOINED
                return self._state(row) if is_here else f"{self._state(row)} · {presence_word(row.person.presence)}"

    def show_time(self, now_ms: int) -> None:
        """Move the waiting times."""
        self.now_ms = now_ms
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))

    def ink(self, row: CaseRow, column: int) -> InkName | None:
        """Colour those who wait."""
        if column or not row.is_waiting or row.helped.case is None:
            return None
        return "fail" if self.now_ms - row.helped.case.called_at_ms > LONG_MS else "warn"

    def _state(self, row: CaseRow) -> str:
        helped = row.helped
        if helped.room is not None:
            return self.tr("Private room") if helped.room.is_entered else self.tr("Called to the room")
        if row.is_waiting:
            return self.tr("Waits")
        if helped.case is not None:
            return self.tr("Looked after")
        return self.tr("Mobile device")
