"""Chat over real links: who may, what everyone is told, and what is new to who comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.model.chat import EVENT_CHAT, ChatKind, ChatName
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol import chat
from common.protocol.chatlog import ChatLog
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Bye
from tests.helpers.consolekit import ANNA, BORIS, CHAIR, DEVICE, OTTO, ConsoleKit, console_kit
from tests.helpers.control import Notes, until

NEVER_MS = 1 << 50


class Reader:
    """What one client holds of its chats, and how it asks for what it lacks."""

    def __init__(self, who: ParticipantId, client: ControlClient, notes: Notes) -> None:
        self.who, self.client, self.notes = who, client, notes
        self.log = ChatLog()
        self.histories: list[chat.ChatHistory] = []
        notes.on_message = self.take  # type: ignore[method-assign]

    def take(self, message: ConsoleMessage) -> None:
        """Take a message as an app does."""
        if isinstance(message, chat.ChatHistory):
            self.histories.append(message)
        self.log = self.log.told(message, self.who)
        if isinstance(message, chat.Chats) and (lacking := self.log.lacks()) is not None:
            self.client.post(lacking)

    async def say(self, text: str, name: ChatName = EVENT_CHAT) -> None:
        """Say something."""
        await self.client.request(chat.SendChat(text=text, kind=name.kind, participant=name.participant))

    async def refusal(self, text: str, name: ChatName) -> ErrorCode:
        """Say something that must be refused."""
        with pytest.raises(ConferenceError) as refused:
            await self.say(text, name)
        return refused.value.code

    def texts(self, name: ChatName = EVENT_CHAT) -> list[str]:
        """Return what is held of a chat."""
        return [line.text for line in self.log.lines(name)]


@asynccontextmanager
async def readers(kit: ConsoleKit, *who: ParticipantId) -> AsyncIterator[list[Reader]]:
    """Let people in over real links."""
    owner, made = TaskOwner("readers"), []
    for one in who:
        token = await kit.admission.issue_token(one, expires_at_ms=NEVER_MS, is_local=True)
        notes = Notes()
        client = ControlClient(kit.console.address.local_link(token), DEVICE, "test", notes)
        made.append(Reader(one, client, notes))
        spawn(client.run(), "client", owner)
    try:
        await until(lambda: all(each.notes.views for each in made), 30.0)
        yield made
    finally:
        await asyncio.gather(*(each.client.close() for each in made))
        await owner.cancel_all()


def private(other: ParticipantId) -> ChatName:
    """Name a private chat."""
    return ChatName(ChatKind.PRIVATE, other)


async def test_everyone_reads_the_event_chat_and_a_pair_its_own(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit, readers(kit, ANNA, BORIS, OTTO, CHAIR) as people:
        anna, boris, otto, chair = people
        await otto.say("is there sound?")
        await anna.say("yes")
        await anna.say("between us", private(BORIS))
        await until(lambda: all(each.texts() == ["is there sound?", "yes"] for each in people))
        await until(lambda: boris.texts(private(ANNA)) == ["between us"])
        assert chair.log.chats.keys() == otto.log.chats.keys() == {EVENT_CHAT}
        for who, name in ((otto, private(ANNA)), (anna, private(OTTO)), (anna, ChatName(ChatKind.STAFF))):
            assert await who.refusal("no", name) is ErrorCode.NOT_ALLOWED
        await chair.client.request(chat.RemoveChatLine(number=2))
        await until(lambda: all(each.texts() == ["is there sound?", ""] for each in people))
        assert otto.log.unread(EVENT_CHAT, OTTO) == 0, "one's own and a removed one are not unread"


async def test_who_comes_back_is_sent_what_was_said_meanwhile_and_nothing_twice(tmp_path: Path) -> None:
    async with console_kit(tmp_path) as kit, readers(kit, ANNA, CHAIR) as [anna, chair]:
        for text in ("one", "two"):
            await chair.say(text)
        await until(lambda: anna.texts() == ["one", "two"])
        link = kit.audience.get(ANNA)
        assert link is not None
        kit.audience.remove(link)
        link.close(Bye(may_return=True))
        await chair.client.request(chat.RemoveChatLine(number=1))
        await chair.say("three")
        await chair.client.request(chat.PostNotice(text="We resume at 15:00."))
        await until(lambda: len(anna.notes.welcomes) == 2)
        await until(lambda: anna.texts() == ["", "two", "three"])
        await until(lambda: anna.log.notice is not None)
        assert all(len(history.lines) <= 1 for history in anna.histories)
        assert anna.log.unread(EVENT_CHAT, ANNA) == 2
        await asyncio.sleep(0)
        assert [line.number for line in anna.log.lines(EVENT_CHAT)] == [1, 2, 3]
