"""Between the attachment and the window: states to widgets, wishes to requests."""

import msgspec
from PySide6.QtCore import QObject

from common.aio.clock import Clock
from common.model.meeting import ParticipantView
from common.model.patch import Patch
from common.protocol import floor, operator
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.operator import HallChanged, Levels, LinkIssued
from common.protocol.people import PersonKept, RegisterPerson
from common.ui.theme import ThemeSwitch
from room_console.ui.attachment import Attachment
from room_console.ui.entrypresenter import EntryPresenter
from room_console.ui.hallpresenter import HallPresenter
from room_console.ui.mainwindow import MainWindow
from room_console.ui.showing import Showing
from room_console.ui.soundpresenter import SoundPresenter
from room_console.ui.stage.director import StageDirector
from room_console.ui.state import ConsoleState
from room_console.ui.wishes import Wishes


class Presenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, attachment: Attachment, window: MainWindow, themes: ThemeSwitch, clock: Clock) -> None:
        super().__init__(window)
        self._attachment = attachment
        self._window = window
        self._showing = Showing(self, attachment, self._show, self._show_time)
        self._wishes = Wishes(attachment, self._showing.now)
        window.office.use(self._wishes.ask, attachment.console_now_ms, lambda: attachment.link, self._wishes.tasks)
        attachment.on_message_beside = self._take
        window.top.look.clicked.connect(themes.toggle)
        self.stage = StageDirector(attachment, window.top, clock)
        self._connect_speakers()
        self._connect_people()
        self.entry = EntryPresenter(attachment, window.sign_in)
        self.sound = SoundPresenter(attachment, window, self._wishes)
        self.hall = HallPresenter(window, self._wishes)
        self._showing.now()

    @property
    def state(self) -> ConsoleState:
        """What is shown, or will be within `showing.SHOW_MS`."""
        return self._attachment.state

    async def close(self) -> None:
        """Stop showing, and end what is under way."""
        self._showing.stop()
        await self.stage.close()
        await self.entry.tasks.cancel_all()
        await self._wishes.tasks.cancel_all()

    def _connect_speakers(self) -> None:
        speakers = self._window.speakers
        speakers.wanted.connect(self._ask_floor)
        speakers.entry.wanted.connect(self._ask_floor)
        speakers.entry.register_wanted.connect(self._register_and_enter)
        rules = self._window.rules
        rules.wanted.connect(lambda message: self._wishes.ask(message, rules.notice))

    def _connect_people(self) -> None:
        window = self._window
        window.roster.link_wanted.connect(self._issue_link)
        window.roster.person_wanted.connect(self._add_person)
        window.patch.apply_wanted.connect(self._apply_patch)
        window.speakers.prelisten.patch_wanted.connect(window.show_prelisten_patch)
        window.top.end_wanted.connect(lambda: self._wishes.ask(operator.EndMeeting(), window.speakers.notice))
        window.banner.again_wanted.connect(self._attachment.try_again)
        window.banner.code_entered.connect(self._attachment.enter_code)

    def _ask_floor(self, message: Request) -> None:
        self._wishes.ask(message, self._window.speakers.notice)

    def _register_and_enter(self, person: RegisterPerson, request: floor.EnterRequest) -> None:
        """Register somebody in the hall, then put them in the list."""

        def enter(answer: ConsoleMessage) -> None:
            if isinstance(answer, PersonKept) and answer.participant is not None:
                self._ask_floor(msgspec.structs.replace(request, participant=answer.participant))

        self._wishes.ask(person, self._window.speakers.notice, enter)

    def _issue_link(self, person: ParticipantView) -> None:
        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, LinkIssued):
                self._window.roster.link.show_link(person.name, answer.link)

        self._wishes.ask(operator.IssueLink(participant=person.participant), self._window.roster.notice, show)

    def _add_person(self, message: operator.AddPerson) -> None:
        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, LinkIssued):
                self._window.roster.person_added()
                self._window.roster.link.show_link(message.name, answer.link)

        self._wishes.ask(message, self._window.roster.notice, show)

    def _apply_patch(self, patch: Patch) -> None:
        self._wishes.ask(operator.SetPatch(patch=patch), self._window.patch.refusals)

    def _show(self, state: ConsoleState, now_ms: int) -> None:
        self._window.show_in_turns(state, now_ms)
        self.stage.show(state, now_ms)

    def _take(self, message: ConsoleMessage) -> None:
        if isinstance(message, Levels):
            self._window.show_levels(message)
        elif isinstance(message, HallChanged):
            self.hall.take(message, self.state)
        else:
            self.stage.take(message)
            self._window.office.take(message)

    def _show_time(self, state: ConsoleState, now_ms: int) -> None:
        self._window.show_time(state, now_ms)
        self.stage.show(state, now_ms)
