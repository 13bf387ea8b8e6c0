"""Chat as the delegate's core has it: what is told stands in the state, what is lacking is asked for."""

from common.model.chat import EVENT_CHAT, ChatKind, ChatLine, ChatMark, ChatName, ChatRules
from common.protocol.chat import CatchUpChats, ChatHistory, Chats, ChatSaid, SendChat
from tests.helpers.delegate import delegate
from tests.helpers.fakecontrol import ANNA, LINK

LINE = ChatLine(1, ANNA, 1, "hello")


async def test_what_is_lacking_is_asked_for_once_at_the_entry() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        tell = bench.control.listener.on_message
        tell(Chats(ChatRules(), False, (ChatMark(ChatKind.EVENT, None, 1),), ()))
        assert [each for each in bench.control.posts if isinstance(each, CatchUpChats)] == [CatchUpChats()]
        tell(ChatHistory(0, ChatKind.EVENT, None, (LINE,)))
        tell(Chats(ChatRules(), False, (ChatMark(ChatKind.EVENT, None, 1),), ()))
        assert len([each for each in bench.control.posts if isinstance(each, CatchUpChats)]) == 1
        assert bench.client.state.chat.lines(EVENT_CHAT) == (LINE,)


async def test_lines_are_written_seen_and_forgotten_with_the_meeting() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        bench.control.listener.on_message(ChatSaid(ChatKind.EVENT, None, (LINE,)))
        pair = ChatName(ChatKind.PRIVATE, ANNA)
        await bench.client.chat.say(pair, "between us")
        assert SendChat(text="between us", kind=pair.kind, participant=ANNA) in bench.control.requests
        await bench.client.chat.see(EVENT_CHAT)
        await bench.client.chat.see_notice(3)
        log = bench.client.state.chat
        assert (log.read[EVENT_CHAT], log.read_notice) == (1, 3)
        await bench.client.join(str(LINK))
        assert bench.client.state.chat.lines(EVENT_CHAT) == ()
