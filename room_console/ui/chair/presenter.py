"""Between the attachment and the chair's window."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from common.model.floor import FloorRequest
from common.protocol.chat import PostNotice
from common.protocol.chatlog import ChatLog
from common.protocol.chronicle import AskJournal, SpeakingTimes
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.ui.theme import ThemeSwitch
from room_console.ui.attachment import Attachment
from room_console.ui.chair.window import ChairWindow
from room_console.ui.entrypresenter import EntryPresenter
from room_console.ui.floorverbs import FloorVerbs
from room_console.ui.showing import Showing
from room_console.ui.wishes import Wishes


class ChairPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, attachment: Attachment, window: ChairWindow, themes: ThemeSwitch) -> None:
        super().__init__(window)
        self._attachment = attachment
        self._window = window
        self._showing = Showing(self, attachment, window.show_state, window.show_time)
        self._wishes = Wishes(attachment, self._showing.now)
        self._chats = ChatLog()
        self._entry = EntryPresenter(attachment, window.sign_in)
        attachment.on_message_beside = self._hear
        window.panel.times.wanted.connect(lambda message: self._wishes.ask(message, window.panel.times.refused))
        window.panel.journal.wanted.connect(self._ask_journal)
        window.panel.correction.wanted.connect(self._ask)
        window.notice.read.connect(lambda number: self._show_notices(self._chats.seen_notice(number)))
        window.look.clicked.connect(themes.toggle)
        window.banner.again_wanted.connect(attachment.try_again)
        window.banner.code_entered.connect(attachment.enter_code)
        window.send.clicked.connect(self._post)
        window.text.returnPressed.connect(self._post)
        self._verbs = FloorVerbs(self._ask, lambda: attachment.state.view)
        self._connect_verbs()
        self._showing.now()

    async def close(self) -> None:
        """Stop showing, and end what is under way."""
        self._showing.stop()
        await self._entry.tasks.cancel_all()
        await self._wishes.tasks.cancel_all()

    def _connect_verbs(self) -> None:
        window, verbs = self._window, self._verbs
        window.next.grant.clicked.connect(verbs.grant_next)
        window.panel.toggle.clicked.connect(verbs.switch_list)
        window.panel.undo.clicked.connect(verbs.undo)
        window.panel.call.clicked.connect(self._call)
        window.panel.list.activated.connect(self._call)
        window.panel.deny.clicked.connect(self._deny)
        window.panel.up.clicked.connect(lambda: self._step(-1))
        window.panel.down.clicked.connect(lambda: self._step(1))
        window.speaking.stop.clicked.connect(lambda: self._with_speaker(lambda r: verbs.revoke(r.request)))
        window.speaking.fault.clicked.connect(lambda: self._with_speaker(lambda r: verbs.set_aside(r.request)))
        window.speaking.more.clicked.connect(lambda: self._with_speaker(verbs.give_more))
        window.speaking.pause.clicked.connect(
            lambda: self._with_speaker(lambda r: verbs.pause(r, is_paused=r.running_since_ms is not None))
        )

    def _with_speaker(self, act: Callable[[FloorRequest], None]) -> None:
        if (speaker := self._window.current) is not None:
            act(speaker)

    def _call(self) -> None:
        if (row := self._window.panel.waiting) is not None:
            self._verbs.grant(row.request)

    def _deny(self) -> None:
        if (row := self._window.panel.waiting) is not None:
            self._verbs.deny(row.request)

    def _step(self, step: int) -> None:
        row = self._window.panel.waiting
        if row is not None and row.place - 1 + step >= 0:
            self._verbs.move(row.request, row.place - 1 + step)

    def _ask(self, message: Request) -> None:
        self._wishes.ask(message, self._window.refusals)

    def _ask_journal(self, message: AskJournal, question: int) -> None:
        journal = self._window.panel.journal
        self._wishes.ask(message, journal.refused, lambda answer: journal.take(question, answer))

    def _hear(self, message: ConsoleMessage) -> None:
        if isinstance(message, SpeakingTimes):
            self._window.panel.times.take(message)
        else:
            self._show_notices(self._chats.told(message, None))

    def _show_notices(self, chats: ChatLog) -> None:
        """Show the newest notice that was not read here, until it is withdrawn."""
        self._chats = chats
        self._window.notice.show_notice(chats.notice)

    def _post(self) -> None:
        def posted(_: ConsoleMessage) -> None:
            if self._window.text.text().strip() == text:
                self._window.text.clear()

        if text := self._window.text.text().strip():
            self._wishes.ask(PostNotice(text=text), self._window.refusals, posted)
