"""Between the delegate's chats and their tab: what is written becomes a verb, what is new is shown."""

from collections.abc import Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject

from common.aio.tasks import TaskOwner, spawn
from common.model.chat import ChatName
from common.model.errors import ConferenceError
from common.ui.noticebanner import NoticeBanner
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.chat import ChatTab


class Chat(Protocol):
    """What the tab needs of `delegate_app.core.chatting.Chatting`."""

    def say(self, name: ChatName, text: str) -> Coroutine[Any, Any, None]: ...
    def see(self, name: ChatName) -> Coroutine[Any, Any, None]: ...
    def see_notice(self, number: int) -> Coroutine[Any, Any, None]: ...


class ChatPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Chat, tab: ChatTab, banner: NoticeBanner, tasks: TaskOwner) -> None:
        super().__init__(tab)
        self._verbs, self._tab, self._banner = verbs, tab, banner
        tab.said.connect(lambda name, text: spawn(self._say(name, text), "chat", tasks))
        tab.seen.connect(lambda name: spawn(verbs.see(name), "chat was seen", tasks))
        banner.read.connect(lambda number: spawn(verbs.see_notice(number), "notice was read", tasks))

    def show(self, state: DelegateState) -> None:
        """Show the newest notice that was not read; the rest is shown by the side area."""
        self._banner.show_notice(state.chat.notice)

    async def _say(self, name: ChatName, text: str) -> None:
        try:
            await self._verbs.say(name, text)
        except ConferenceError as error:
            self._tab.notice.say_error(error.code, may_dismiss=True)
            return
        self._tab.notice.clear()
        self._tab.chat.forget_field()
