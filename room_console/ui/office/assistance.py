"""Assistance: who called for help, and what is done for them: chat, the private room, a mobile device."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from common.model.chat import ChatKind, ChatName
from common.model.ids import ParticipantId
from common.model.meeting import OwnState
from common.model.rooms import CaseOutcome, Trouble
from common.protocol import chat, rooms
from common.protocol.chatlog import ChatLog
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.chatview import ChatView
from common.ui.helpwords import case_outcome_word, trouble_words
from common.ui.notice import Notice
from common.ui.personpicker import PersonPicker, person_words
from common.ui.text import ElidedLabel, paragraph
from room_console.ui.office.assistancecases import ClosedCasesPane
from room_console.ui.office.page import OfficePage
from room_console.ui.office.privateroom import PrivateRoomPane
from room_console.ui.state import ConsoleState
from room_console.ui.tables.casemodel import CaseModel, CaseRow, case_rows
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.panel import side_by_side

CLOCK_MS = 1000
OUTCOMES = (CaseOutcome.SOLVED, CaseOutcome.ADVISED, CaseOutcome.UNSOLVED)


class AssistancePage(OfficePage):
    """The queue at the start, or the closed cases; the open case that is selected beside it."""

    icon = "help"
    key = "Alt+5"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._own: dict[ParticipantId, OwnState] | None = None
        self._who: ParticipantId | None = None
        self._log = ChatLog()
        self._read: set[ParticipantId] = set()
        """Whose chats were read since the page was opened."""
        self.notice = Notice()
        self.model = CaseModel()
        self.queue = ProgrammeTable(self.model, self.tr("Calls for help"), first_to_go=(2, 3))
        self.empty = paragraph(self.tr("Nobody calls for help."), ink="muted")
        self.person = PersonPicker(self.tr("Open a case for somebody"))
        self.open = IconButton(self.tr("Open a case"), "plus")
        self.name = ElidedLabel(step="lead", is_bold=True)
        self.words = paragraph(ink="muted")
        self.take_it = IconButton(self.tr("I look after this"), "hand")
        self.room = PrivateRoomPane()
        self.mobile = IconButton(self.tr("Grant a mobile device"), "key")
        self.mobile_link = QLineEdit(readOnly=True)
        self.mobile_link.setAccessibleName(self.tr("Link for the mobile device"))
        self.copy = IconButton(self.tr("Copy"), "copy")
        self.chat = ChatView(self._name_of)
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(self.tr("What came of it"))
        for outcome in OUTCOMES:
            self.outcome.addItem(case_outcome_word(outcome), outcome)
        self.note = QLineEdit(maxLength=rooms.MAX_NOTE)
        self.note.setPlaceholderText(self.tr("Note for staff"))
        self.note.setAccessibleName(self.tr("Note for staff"))
        self.close_it = IconButton(self.tr("Close the case"), "check")
        self.closed = ClosedCasesPane()
        self.closed.ask = lambda: self.ask
        self._lay_out()
        self._connect()
        self._show_case()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Assistance")

    def glance(self, state: ConsoleState) -> None:
        """Mark the page while somebody waits, whether or not it is open."""
        own = state.view.own if state.view is not None else None
        if own is None or own is self._own:
            return
        self._own = own
        waiting = sum(_is_waiting(each) for each in own.values())
        self.set_mark(str(waiting) if waiting else "", is_urgent=waiting > 0)

    def show_state(self, state: ConsoleState) -> None:
        """Show the queue and the case."""
        self._state = state
        self.room.ask = self.ask
        if state.view is None:
            return
        self.glance(state)
        self.person.show_people(state.view.participants)
        self.closed.show_state(state, self.now_ms())
        self.model.now_ms = self.now_ms()
        rows = case_rows(state.view)
        self.model.show(rows, next((row for row in rows if row.helped.room is not None), None))
        self.empty.setVisible(not rows)
        self._keep_selected(rows)
        self._show_case()

    def take(self, message: ConsoleMessage) -> None:
        """Keep what is said in the chats that were read."""
        if isinstance(message, chat.ChatSaid) and message.kind is ChatKind.HELP and message.participant in self._read:
            self._log = self._log.told(message, None)
            if message.participant == self._who:
                self._show_case()

    def opened(self) -> None:
        """Read the chat anew, and the closed cases where they are shown."""
        self._log, self._read = ChatLog(), set()
        self._read_chat()
        self._read_closed()

    def show_chat(self, answer: ConsoleMessage) -> None:
        """Show a chat that was read."""
        if isinstance(answer, chat.ChatHistory) and answer.participant is not None:
            self._read.add(answer.participant)
            self._log = self._log.told(answer, None)
            self._show_case()

    def _keep_selected(self, rows: tuple[CaseRow, ...]) -> None:
        places = {row.person.participant: place for place, row in enumerate(rows)}
        place = places.get(self._who) if self._who is not None else None
        if place is None:
            self._who = rows[0].person.participant if rows else None
            place = 0 if rows else None
            self._read_chat()
        if place is not None and self.queue.row != place:
            self.queue.select(place)

    def _select(self) -> None:
        row = self.queue.row
        if row is not None and row < len(self.model.rows):
            who = self.model.rows[row].person.participant
            if who != self._who:
                self._who = who
                self.mobile_link.clear()
                self.notice.clear()
                self._read_chat()
            self._show_case()

    def _show_case(self) -> None:
        row = next((r for r in self.model.rows if r.person.participant == self._who), None)
        self._side.setVisible(row is not None)
        if row is None:
            return
        case = row.helped.case
        self.name.setText(person_words(row.person))
        self.words.setText(trouble_words(case.trouble) if case is not None else self.tr("No case is open."))
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
        self.room.show_person(self._who, self._state)
        self.chat.show_lines(self._log.lines(ChatName(ChatKind.HELP, row.person.participant)))

    def _read_chat(self) -> None:
        who = self._who
        if who is None or who in self._read:
            return
        self.ask(chat.ListChat(participant=who), self.notice, self.show_chat)

    def _read_closed(self) -> None:
        if self.tabs.currentWidget() is self.closed:
            self.closed.read()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._read_closed())
        self.queue.selectionModel().currentChanged.connect(lambda *_: self._select())
        self.take_it.clicked.connect(lambda: self._ask_for(lambda who: rooms.TakeCase(participant=who)))
        self.mobile.clicked.connect(self._grant)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.mobile_link.text()))
        self.close_it.clicked.connect(self._close)
        self.chat.said.connect(self._say)
        self.person.picked.connect(lambda: self.open.setEnabled(self.person.person is not None))
        self.open.clicked.connect(self._open)
        self.open.setEnabled(False)
        clock = QTimer(self, interval=CLOCK_MS)
        clock.timeout.connect(lambda: self.model.show_time(self.now_ms()) if self.isVisible() else None)
        clock.start()

    def _ask_for(self, make: Callable[[ParticipantId], Request]) -> None:
        if self._who is not None:
            self.ask(make(self._who), self.notice)

    def _open(self) -> None:
        who = self.person.person
        if who is not None:
            self._who = who
            self.ask(rooms.OpenCase(participant=who, trouble=Trouble.OTHER), self.notice, lambda _: self.person.clear())

    def _grant(self) -> None:
        row = next((r for r in self.model.rows if r.person.participant == self._who), None)
        if row is None:
            return

        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, rooms.MobileLinkIssued) and answer.participant == self._who:
                self.mobile_link.setText(answer.link)
                self.mobile_link.setCursorPosition(0)
                self._show_case()

        granting = rooms.GrantMobile(participant=row.person.participant, is_granted=not row.helped.has_mobile)
        self.mobile_link.clear()
        self.ask(granting, self.notice, show)

    def _close(self) -> None:
        outcome, note = self.outcome.currentData(), self.note.text()
        if self._who is not None:
            closing = rooms.CloseCase(participant=self._who, outcome=CaseOutcome(outcome), note=note)
            self.ask(closing, self.notice, lambda _: self._was_closed())

    def _was_closed(self) -> None:
        self.note.clear()
        self._read_closed()

    def _say(self, text: str) -> None:
        if self._who is not None:
            saying = chat.SendChat(text=text, participant=self._who)
            self.ask(saying, self.notice, lambda _: self.chat.forget_field())

    def _name_of(self, who: ParticipantId) -> str:
        view = self._state.view
        person = view.participants.get(who) if view is not None else None
        return person.name if person is not None else self.tr("Technician")

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Cases"))
        self.tabs.addTab(self._lay_out_queue(), self.tr("Open"))
        self.tabs.addTab(self.closed, self.tr("Closed"))
        self._side = self._lay_out_case()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.SPACE_PX)
        page.addWidget(self.notice)
        page.addWidget(side_by_side(self.tabs, self._side), 1)

    def _lay_out_queue(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.empty)
        column.addWidget(self.queue, 1)
        row = QHBoxLayout()
        row.addWidget(self.person, 1)
        row.addWidget(self.open)
        column.addLayout(row)
        return left

    def _lay_out_case(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
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
        return side


def _is_waiting(own: OwnState) -> bool:
    case = own.assistance.case if own.assistance is not None else None
    return case is not None and case.taken_by is None
