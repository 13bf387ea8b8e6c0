"""Between the delegate's chats and their tab: what is written becomes a verb, what is new is shown."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject

from common.aio.tasks import TaskOwner, spawn
from common.model.chat import ChatName
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.chatlog import ChatLog
from common.ui.noticebanner import NoticeBanner
from delegate_app.core.state import DelegateState
from delegate_app.ui.side.chat import ChatTab


class Chat(Protocol):
    """What the tab needs of `delegate_app.core.chatting.Chatting`."""

    def say(self, name: ChatName, text: str) -> Coroutine[Any, Any, None]: ...
    def see(self, name: ChatName) -> Coroutine[Any, Any, None]: ...
    def see_notice(self, number: int) -> Coroutine[Any, Any, None]: ...


@dataclass(frozen=True, slots=True)
class Unsure:
    """A line that the console may have taken before the connection was lost; `after` is the last one known then."""

    name: ChatName
    text: str
    after: int

    def was_said(self, log: ChatLog, me: ParticipantId | None) -> bool:
        """Tell whether it stands in the chat, or waits for a moderator: written again it would stand there twice."""
        said = (line for line in log.lines(self.name) if line.number > self.after and line.by == me)
        return any(line.text == self.text for line in (*said, *log.waiting))


class ChatPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Chat, tab: ChatTab, banner: NoticeBanner, tasks: TaskOwner) -> None:
        super().__init__(tab)
        self._verbs, self._tab, self._banner = verbs, tab, banner
        self._log = ChatLog()
        self._unsure: Unsure | None = None
        tab.said.connect(lambda name, text: spawn(self._say(name, text), "chat", tasks))
        tab.seen.connect(lambda name: spawn(verbs.see(name), "chat was seen", tasks))
        banner.read.connect(lambda number: spawn(verbs.see_notice(number), "notice was read", tasks))

    def show(self, state: DelegateState) -> None:
        """Show the newest notice that was not read; the rest is shown by the side area."""
        self._banner.show_notice(state.chat.notice)
        self._log, unsure = state.chat, self._unsure
        if unsure is not None and unsure.was_said(state.chat, state.me):
            self._unsure = None
            self._tab.forget(unsure.name, unsure.text)

    async def _say(self, name: ChatName, text: str) -> None:
        lines, self._unsure = self._log.lines(name), None
        try:
            await self._verbs.say(name, text)
        except ConferenceError as error:
            self._tab.notice.say_error(error.code, may_dismiss=True)
            if error.code in (ErrorCode.UNREACHABLE, ErrorCode.TIMEOUT):
                self._unsure = Unsure(name, text, lines[-1].number if lines else 0)
            return
        self._tab.forget(name, text)
