"""Everyone who is invited, and how their invitation stands."""

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QObject

from common.model.ids import ParticipantId
from common.model.invitations import InvitationRow, InvitationState
from common.ui import when
from common.ui.text import InkName
from room_console.ui.invitationwords import ORDER, remark, state_ink, state_word
from room_console.ui.tables.peoplemodel import PeopleModel
from room_console.ui.tables.row import Row


class InvitationColumn(IntEnum):
    """From left to right."""

    DELEGATION = 0
    NAME = 1
    STATE = 2
    REMARK = 3
    EMAIL = 4
    WHEN = 5


class InvitationModel(PeopleModel):
    """Sorted by any column; found by any text; kept to some states."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, len(InvitationColumn), frozenset())
        self._invitations: dict[ParticipantId, InvitationRow] = {}
        self._counts: Counter[InvitationState] = Counter()
        self._only: frozenset[InvitationState] = frozenset()

    def invitation(self, who: ParticipantId) -> InvitationRow | None:
        """Return how somebody's invitation stands; None for who gets none."""
        return self._invitations.get(who)

    def count(self, states: Iterable[InvitationState]) -> int:
        """Count those who stand so."""
        return sum(self._counts[state] for state in states)

    def learn_rows(self, rows: Iterable[InvitationRow], is_whole: bool) -> None:
        """Take in what the core tells."""
        known = set(self._invitations) if is_whole else set()
        if is_whole:
            self._invitations, self._counts = {}, Counter()
        for row in rows:
            if (before := self._invitations.get(row.participant)) is not None:
                self._counts[before.state] -= 1
            self._counts[row.state] += 1
            self._invitations[row.participant] = row
            known.add(row.participant)
        self._take([who for who in known if who in self._people])

    def keep_only(self, states: frozenset[InvitationState]) -> None:
        """Show those alone who stand so; none is any."""
        if states != self._only:
            self._only = states
            self.arrange()

    def is_wanted(self, row: Row) -> bool:
        """Tell whether somebody is invited, and stands as is looked for."""
        found = self._invitations.get(row.who)
        return found is not None and (not self._only or found.state in self._only)

    def heading(self, column: int) -> str:
        """Name a column."""
        return {
            InvitationColumn.DELEGATION: QCoreApplication.translate("Invitations", "Delegation"),
            InvitationColumn.NAME: QCoreApplication.translate("Invitations", "Name"),
            InvitationColumn.STATE: QCoreApplication.translate("Invitations", "Invitation"),
            InvitationColumn.REMARK: QCoreApplication.translate("Invitations", "Remark"),
            InvitationColumn.EMAIL: QCoreApplication.translate("Invitations", "E-mail"),
            InvitationColumn.WHEN: QCoreApplication.translate("Invitations", "Since"),
        }[InvitationColumn(column)]

    def text(self, row: Row, column: int) -> str:
        """Write a cell."""
        if column == InvitationColumn.NAME:
            return row.person.name
        if column == InvitationColumn.DELEGATION:
            return row.person.delegation or "–"
        found = self._invitations.get(row.who)
        return _text(found, column) if found is not None else "–"

    def tip(self, row: Row, column: int) -> str:
        """Say a cell whole that may be cut off."""
        found = self._invitations.get(row.who)
        is_about = column in (InvitationColumn.STATE, InvitationColumn.REMARK)
        return "\n".join((state_word(found.state), found.reason)) if is_about and found else self.text(row, column)

    def ink(self, row: Row, column: int) -> InkName | None:
        """Colour what wants attention."""
        found = self._invitations.get(row.who)
        if column == InvitationColumn.STATE and found is not None:
            return state_ink(found.state)
        return "muted" if column in (InvitationColumn.EMAIL, InvitationColumn.WHEN) else None

    def sort_key(self, row: Row, column: int) -> str | float:
        """Order states by what wants attention, instants as such."""
        found = self._invitations.get(row.who)
        if column == InvitationColumn.STATE:
            return ORDER.index(found.state) if found is not None else len(ORDER)
        if column == InvitationColumn.WHEN:
            return found.at_ms if found is not None else 0
        return self.text(row, column).casefold()

    def search_text(self, row: Row) -> str:
        """Search names, addresses and remarks."""
        found = self._invitations.get(row.who)
        more = (found.address, found.reason, state_word(found.state)) if found is not None else ()
        return " ".join((row.person.delegation, row.person.name, *more))


def _text(found: InvitationRow, column: int) -> str:
    match column:
        case InvitationColumn.STATE:
            return state_word(found.state)
        case InvitationColumn.REMARK:
            return remark(found)
        case InvitationColumn.EMAIL:
            return found.address
        case _ if not found.at_ms:
            return "–"
        case _:
            return when.moment(found.at_ms)
