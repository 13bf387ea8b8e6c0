"""Chat, as the delegate writes and reads it."""

from collections.abc import Awaitable, Callable

from common.model.chat import ChatName
from common.protocol import chat
from common.protocol.chatlog import ChatLog
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from delegate_app.core.statekeeper import StateKeeper


class Chatting:
    """Verbs; `say` raises ConferenceError as the console refuses. Thread: the client's loop."""

    def __init__(
        self,
        request: Callable[[Request], Awaitable[ConsoleMessage]],
        post: Callable[[Request], None],
        keeper: StateKeeper,
    ) -> None:
        """`post` sends what wants no answer."""
        self._request = request
        self._post = post
        self._keeper = keeper

    async def say(self, name: ChatName, text: str) -> None:
        """Write into a chat."""
        await self._request(chat.SendChat(text=text, kind=name.kind, participant=name.participant))

    async def see(self, name: ChatName) -> None:
        """Note that all of a chat was seen."""
        self._keeper.change(chat=self._keeper.state.chat.seen(name))

    async def see_notice(self, number: int) -> None:
        """Note that a notice was read."""
        self._keeper.change(chat=self._keeper.state.chat.seen_notice(number))

    def take(self, message: ConsoleMessage) -> None:
        """Note what the console tells of chats; ask for what is lacking."""
        state = self._keeper.state
        log = state.chat.told(message, state.me)
        self._keeper.change(chat=log)
        if isinstance(message, chat.Chats) and (lacking := log.lacks()) is not None:
            self._post(lacking)

    def forget(self) -> None:
        """Hold nothing of another meeting."""
        self._keeper.change(chat=ChatLog())
