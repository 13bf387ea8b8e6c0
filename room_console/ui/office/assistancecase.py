"""One case beside the queue: who it is, what can be done for them, and what is being written in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.model.ids import ParticipantId
from common.model.rooms import CaseOutcome, HelpCase
from common.protocol.rooms import MAX_NOTE
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatview import ChatView
from common.ui.helpwords import case_outcome_word, trouble_words
from common.ui.personpicker import person_words
from common.ui.text import ElidedLabel, isolated, paragraph
from room_console.ui.office.privateroom import PrivateRoomPane
from room_console.ui.state import ConsoleState
from room_console.ui.tables.casemodel import CaseRow

OUTCOMES: Final = (CaseOutcome.SOLVED, CaseOutcome.ADVISED, CaseOutcome.UNSOLVED)


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What is being written in a case, as it stands: it belongs to one person, and goes to nobody else."""

    said: str = ""
    note: str = ""
    outcome: int = 0

    @property
    def has_words(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.said.strip() or self.note.strip())


class CasePane(QWidget):
    """`name_of` says who somebody is. What is pressed is the page's to ask."""

    def __init__(self, name_of: Callable[[ParticipantId], str]) -> None:
        super().__init__()
        self._name_of = name_of
        self.name = ElidedLabel(step="lead", is_bold=True)
        self.words = paragraph(ink="muted")
        self.take_it = IconButton(self.tr("I look after this"), "hand")
        self.room = PrivateRoomPane()
        self.chat = ChatView(name_of)
        self.mobile = IconButton(self.tr("Grant a mobile device"), "key")
        self.mobile_link = QLineEdit(readOnly=True)
        self.mobile_link.setAccessibleName(self.tr("Link for the mobile device"))
        self.copy = IconButton(self.tr("Copy"), "copy")
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(self.tr("What came of it"))
        for outcome in OUTCOMES:
            self.outcome.addItem(case_outcome_word(outcome), outcome)
        self.note = QLineEdit(maxLength=MAX_NOTE)
        self.note.setPlaceholderText(self.tr("Note for staff"))
        self.note.setAccessibleName(self.tr("Note for staff"))
        self.close_it = IconButton(self.tr("Close the case"), "check")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.mobile_link.text()))
        self._lay_out()

    @property
    def draft(self) -> CaseDraft:
        """What is being written now."""
        return CaseDraft(self.chat.field.text(), self.note.text(), self.outcome.currentIndex())

    def turn(self, draft: CaseDraft) -> None:
        """Go on with what was being written to somebody else; the link of another's device is not theirs."""
        self.chat.field.setText(draft.said)
        self.note.setText(draft.note)
        self.outcome.setCurrentIndex(draft.outcome)
        self.mobile_link.clear()

    def show_link(self, link: str) -> None:
        """Show the link for a mobile device, from its beginning."""
        self.mobile_link.setText(link)
        self.mobile_link.setCursorPosition(0)

    def show_row(self, row: CaseRow | None, state: ConsoleState) -> None:
        """Show how somebody is helped; nobody hides all."""
        self.setVisible(row is not None)
        if row is None:
            return
        case = row.helped.case
        self.name.setText(person_words(row.person))
        self.words.setText(self._case_words(case))
        self.take_it.setVisible(row.is_waiting)
        self.mobile.setText(
            self.tr("Withdraw the mobile device") if row.helped.has_mobile else self.tr("Grant a mobile device")
        )
        self.mobile.setEnabled(row.helped.has_mobile or case is not None)
        has_link = bool(self.mobile_link.text()) and row.helped.has_mobile
        self.mobile_link.setVisible(has_link)
        self.copy.setVisible(has_link)
        for widget in (self.outcome, self.note, self.close_it):
            widget.setVisible(case is not None)
        self.room.show_person(row.person.participant, state)

    def _case_words(self, case: HelpCase | None) -> str:
        if case is None:
            return self.tr("No case is open.")
        if case.taken_by is None:
            return trouble_words(case.trouble)
        by = self.tr("{name} looks after this.").format(name=isolated(self._name_of(case.taken_by)))
        return f"{trouble_words(case.trouble)}\n{by}"

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for widget in (self.name, self.words, self.take_it, self.room):
            column.addWidget(widget)
        column.addWidget(self.chat, 1)
        mobile = QHBoxLayout()
        mobile.addWidget(self.mobile)
        mobile.addWidget(self.mobile_link, 1)
        mobile.addWidget(self.copy)
        column.addLayout(mobile)
        closing = QHBoxLayout()
        closing.addWidget(self.outcome)
        closing.addWidget(self.note, 1)
        closing.addWidget(self.close_it)
        column.addLayout(closing)
