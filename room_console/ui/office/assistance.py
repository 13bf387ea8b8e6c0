"""Assistance: who called for help, and what is done for them: chat, the private room, a mobile device."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from common.model.chat import ChatKind, ChatLine, ChatName
from common.model.ids import ParticipantId
from common.model.meeting import OwnState
from common.model.rooms import CaseOutcome, Trouble
from common.protocol import chat, rooms
from common.protocol.chatlog import ChatLog
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.personpicker import PersonPicker
from common.ui.text import isolated, paragraph
from room_console.ui.office.assistancecase import CaseDraft, CasePane
from room_console.ui.office.assistancecases import ClosedCasesPane
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.casemodel import CaseModel, CaseRow, case_rows
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.panel import side_by_side

CLOCK_MS = 1000


class AssistancePage(OfficePage):
    """The queue at the start, or the closed cases; the open case that is selected beside it."""

    icon = "help"
    key = "Alt+5"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._own: dict[ParticipantId, OwnState] | None = None
        self._who: ParticipantId | None = None
        self._closing: ParticipantId | None = None
        self._drafts: dict[ParticipantId, CaseDraft] = {}
        """Of those who are not selected."""
        self._is_left_alone = False
        """Who was written to is gone: nobody comes in their place unasked, for the rest would be written to them."""
        self._log = ChatLog()
        self._read: set[ParticipantId] = set()
        """Whose chats were read since the page was opened."""
        self.notice = Notice()
        self.model = CaseModel()
        self.queue = ProgrammeTable(self.model, self.tr("Calls for help"), first_to_go=(2, 3))
        self.empty = paragraph(self.tr("Nobody calls for help."), ink="muted")
        self.person = PersonPicker(self.tr("Open a case for somebody"))
        self.open = IconButton(self.tr("Open a case"), "plus")
        self.case = CasePane(self._name_of)
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
        self.case.room.ask = self.ask
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
        who = [row.person.participant for row in rows]
        if self._who not in who:
            self._turn_away(who)
        if self._who in who and self.queue.row != who.index(self._who):
            self.queue.select(who.index(self._who))

    def _turn_away(self, others: list[ParticipantId]) -> None:
        """Turn from who is helped no more to the first of the others; to nobody in the middle of writing."""
        gone = self._who
        if gone is not None and gone != self._closing and self.case.draft.has_words:
            self._is_left_alone = bool(others)
            self._turn_to(None)
            text = self.tr("{name} needs no more help. What you were writing is kept, in case they call again.")
            self.notice.say(text.format(name=isolated(self._name_of(gone))), "warn", may_dismiss=True)
        elif gone is not None or not others or not self._is_left_alone:
            self._turn_to(others[0] if others else None)

    def _turn_to(self, who: ParticipantId | None) -> None:
        """Select somebody, with what was being written to them."""
        if who == self._who:
            return
        if self._who is not None and self._who != self._closing:
            self._drafts[self._who] = self.case.draft
        self._who = who
        self._is_left_alone = self._is_left_alone and who is None
        self.case.turn(self._drafts.pop(who, CaseDraft()) if who is not None else CaseDraft())
        self.case.chat.show_other(self._lines())
        self.notice.clear()
        self._read_chat()

    def _select(self) -> None:
        row = self.queue.row
        if row is not None and row < len(self.model.rows):
            self._turn_to(self.model.rows[row].person.participant)
            self._show_case()

    def _show_case(self) -> None:
        row = next((r for r in self.model.rows if r.person.participant == self._who), None)
        self.case.show_row(row, self._state)
        self.case.chat.show_lines(self._lines())

    def _lines(self) -> tuple[ChatLine, ...]:
        """Return the chat with who is selected."""
        return self._log.lines(ChatName(ChatKind.HELP, self._who)) if self._who is not None else ()

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
        self.case.take_it.clicked.connect(lambda: self._ask_for(lambda who: rooms.TakeCase(participant=who)))
        self.case.mobile.clicked.connect(self._grant)
        self.case.close_it.clicked.connect(self._close)
        self.case.chat.said.connect(self._say)
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
            self._turn_to(who)
            self.ask(rooms.OpenCase(participant=who, trouble=Trouble.OTHER), self.notice, lambda _: self.person.clear())

    def _grant(self) -> None:
        row = next((r for r in self.model.rows if r.person.participant == self._who), None)
        if row is None:
            return

        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, rooms.MobileLinkIssued) and answer.participant == self._who:
                self.case.show_link(answer.link)
                self._show_case()

        granting = rooms.GrantMobile(participant=row.person.participant, is_granted=not row.helped.has_mobile)
        self.case.mobile_link.clear()
        self.ask(granting, self.notice, show)

    def _close(self) -> None:
        who, outcome, note = self._who, self.case.outcome.currentData(), self.case.note.text()
        if who is not None:
            self._closing = who
            closing = rooms.CloseCase(participant=who, outcome=CaseOutcome(outcome), note=note)
            self.ask(closing, self.notice, lambda _: self._was_closed(who))

    def _was_closed(self, who: ParticipantId) -> None:
        self._closing = None
        if self._who == who:
            self.case.note.clear()
        self._read_closed()

    def _say(self, text: str) -> None:
        if (who := self._who) is not None:
            saying = chat.SendChat(text=text, participant=who)
            self.ask(saying, self.notice, lambda _: self._was_said(who, text))

    def _was_said(self, who: ParticipantId, text: str) -> None:
        if self._who == who:
            self.case.chat.forget_field()
        elif (draft := self._drafts.get(who)) is not None and draft.said.strip() == text:
            self._drafts[who] = replace(draft, said="")

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
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.SPACE_PX)
        page.addWidget(self.notice)
        page.addWidget(side_by_side(self.tabs, self.case), 1)

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


def _is_waiting(own: OwnState) -> bool:
    case = own.assistance.case if own.assistance is not None else None
    return case is not None and case.taken_by is None
