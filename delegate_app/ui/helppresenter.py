"""Between the delegate's help and its pages: what is pressed becomes a verb, what was written is told."""

from typing import Protocol

from PySide6.QtCore import QObject

from common.model.chat import ChatLine
from common.model.coaching import SlotId
from common.model.errors import ErrorCode
from common.model.rooms import Trouble
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.wishes import Wishes

_SHOWN_CHARACTERS = 160


class Help(Protocol):
    """What the pages need of `delegate_app.core.helping.Helping`."""

    async def call(self, trouble: Trouble) -> None: ...
    async def withdraw(self) -> None: ...
    async def say(self, text: str) -> None: ...
    async def enter_room(self) -> None: ...
    async def leave_room(self) -> None: ...
    async def wait_for_coaching(self, is_waiting: bool) -> None: ...
    async def list_slots(self) -> None: ...
    async def book(self, slot: SlotId) -> None: ...
    async def cancel_booking(self) -> None: ...


class HelpPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Help, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._verbs, self._window, self._wishes = verbs, window, wishes
        self._last: ChatLine | None = None
        self._is_first = True
        self._was_in_room = False
        page, coaching, room = window.help, window.coaching, window.room
        page.call_wanted.connect(lambda trouble: wishes.run(verbs.call(trouble), "call for help"))
        page.withdraw_wanted.connect(lambda: wishes.run(verbs.withdraw(), "withdraw help"))
        page.chat.said.connect(lambda text: wishes.run(self._say(text), "chat"))
        room.enter_wanted.connect(lambda: wishes.run(verbs.enter_room(), "enter the private room"))
        room.leave_wanted.connect(lambda: wishes.run(verbs.leave_room(), "leave the private room"))
        coaching.opened.connect(lambda: wishes.run(verbs.list_slots(), "list slots"))
        coaching.book_wanted.connect(lambda slot: wishes.run(self._book(SlotId(slot)), "book"))
        coaching.cancel_wanted.connect(lambda: wishes.run(verbs.cancel_booking(), "cancel booking"))
        coaching.wait_wanted.connect(lambda on: wishes.run(verbs.wait_for_coaching(on), "wait for coaching"))

    def show(self, state: DelegateState) -> None:
        """Tell of a new line where the chat is not seen; what lay there on coming in is not new."""
        self._tell_end_of_room(state)
        lines = state.help_chat
        newest = lines[-1] if lines else None
        if newest == self._last:
            return
        was_first, self._is_first, self._last = self._is_first, False, newest
        if newest is None or was_first or newest.by == state.me or self._window.page is self._window.help:
            return
        text = self.tr("The technician wrote: {text}").format(text=" ".join(newest.text.split())[:_SHOWN_CHARACTERS])
        self._window.meeting.help_notice.say(text, "accent", self.tr("Answer"), may_dismiss=True)

    def _tell_end_of_room(self, state: DelegateState) -> None:
        """Say that nobody listens in private any more, whoever or whatever ended it."""
        was_in_room, self._was_in_room = self._was_in_room, state.is_in_room
        if was_in_room and not state.is_in_room and state.phase is Phase.JOINED:
            window = self._window
            notice = window.help.notice if window.page is window.help else window.meeting.help_notice
            notice.say(self.tr("The private talk is over. You hear the meeting again."), may_dismiss=True)

    def refused(self, code: ErrorCode) -> bool:
        """Say on the page that is seen why it was refused; false where it is neither of ours."""
        window = self._window
        if window.page is window.coaching:
            if code is ErrorCode.LIMIT:
                text = self.tr("Somebody else was quicker: choose another time.")
                window.coaching.notice.say(text, "warn", may_dismiss=True)
            else:
                window.coaching.notice.say_error(code, may_dismiss=True)
        elif window.page is window.help:
            window.help.notice.say_error(code, may_dismiss=True)
        else:
            return False
        return True

    async def _say(self, text: str) -> None:
        await self._verbs.say(text)
        self._window.help.chat.forget_field()

    async def _book(self, slot: SlotId) -> None:
        await self._verbs.book(slot)
        self._window.coaching.notice.clear()
