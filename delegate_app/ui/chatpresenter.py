"""Between the delegate's chats and their pane: what is written becomes a verb, what is new is shown."""

from typing import Protocol

from PySide6.QtCore import QObject

from common.model.chat import ChatName
from common.model.errors import ConferenceError
from common.ui.noticebanner import NoticeBanner
from delegate_app.core.state import DelegateState
from delegate_app.ui.widgets.chatpane import ChatPane
from delegate_app.ui.wishes import Wishes


class Chat(Protocol):
    """What the pane needs of `delegate_app.core.chatting.Chatting`."""

    async def say(self, name: ChatName, text: str) -> None: ...
    async def see(self, name: ChatName) -> None: ...
    async def see_notice(self, number: int) -> None: ...


class ChatPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Chat, pane: ChatPane, banner: NoticeBanner, wishes: Wishes) -> None:
        super().__init__(pane)
        self._verbs, self._pane, self._banner = verbs, pane, banner
        pane.said.connect(lambda name, text: wishes.run(self._say(name, text), "chat"))
        pane.seen.connect(lambda name: wishes.run(verbs.see(name), "chat was seen"))
        banner.read.connect(lambda number: wishes.run(verbs.see_notice(number), "notice was read"))

    def show(self, state: DelegateState) -> None:
        """Show a state."""
        self._pane.show_state(state)
        self._banner.show_notice(state.chat.notice)

    async def _say(self, name: ChatName, text: str) -> None:
        try:
            await self._verbs.say(name, text)
        except ConferenceError as error:
            self._pane.notice.say_error(error.code, may_dismiss=True)
            return
        self._pane.notice.clear()
        self._pane.chat.forget_field()
