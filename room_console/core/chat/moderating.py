"""What chair, secretariat and operators do to the chats, and their notices to all."""

import asyncio
from collections.abc import Callable, Mapping

from common.model.chat import ChatAct, ChatKind, ChatLine, ChatRules, is_addressed
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, may
from common.protocol import chat
from common.protocol.envelope import Message
from room_console.core.audience import Audience
from room_console.core.chat.book import ChatBook
from room_console.core.chat.crowd import Crowd
from room_console.core.chat.moderation import Moderation
from room_console.core.chat.noticeboard import NoticeBoard
from room_console.core.chat.places import EVENT, Place
from room_console.core.chat.text import plain_text
from room_console.core.chat.waiting import WaitingLines
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer
from room_console.core.meeting.chatinputs import ChatActed
from room_console.core.meeting.permissions import known


class Moderating:
    """Answers those who may conduct; the desk has checked that. Thread: the core's loop."""

    def __init__(
        self,
        conductor: Conductor,
        audience: Audience,
        crowd: Crowd,
        book: ChatBook,
        waiting: WaitingLines,
        moderation: Moderation,
        notices: NoticeBoard,
        told: Callable[[Place, ChatLine | chat.ChatLineRemoved], None],
    ) -> None:
        """`told` tells a chat's readers of a new line, or of one that is gone."""
        self._conductor = conductor
        self._audience = audience
        self._crowd = crowd
        self._book = book
        self._waiting = waiting
        self._moderation = moderation
        self._notices = notices
        self._told = told
        conduct = Action.CONDUCT
        self.answers: Mapping[type[Message], Answer] = {
            chat.RemoveChatLine: Answer(self._remove, conduct),
            chat.PassChatLine: Answer(self._pass, conduct),
            chat.MuteInChat: Answer(self._mute, conduct),
            chat.SetChatRules: Answer(self._set_rules, conduct),
            chat.PostNotice: Answer(self._post, conduct),
            chat.WithdrawNotice: Answer(self._withdraw, conduct),
        }

    def standing(self) -> chat.ChatModeration:
        """Say what waits, and who is mute."""
        people = self._conductor.meeting.state.people
        muted = tuple(who for who in self._moderation.muted if who in people)
        return chat.ChatModeration(self._waiting.all(), muted)

    def tell_moderators(self) -> None:
        """Tell them how it stands."""
        self._audience.tell_staff("chat", self.standing())

    def tell_writer(self, who: ParticipantId, is_rejected: bool = False) -> None:
        """Tell somebody which of their lines wait."""
        if (connection := self._audience.get(who)) is not None:
            connection.send(chat.ChatWaiting(self._waiting.all(who), is_rejected))

    async def _remove(self, connection: Connection, message: chat.RemoveChatLine) -> None:
        if message.kind not in (ChatKind.EVENT, ChatKind.STAFF):
            raise ConferenceError(ErrorCode.NOT_ALLOWED, f"nobody moderates {message.kind} chats")
        place = Place(message.kind)
        line = await self._book.remove(place, message.number)
        await self._note(ChatAct.REMOVED, connection.participant, line.by, line.number)
        self._told(place, chat.ChatLineRemoved(message.kind, message.number))

    async def _pass(self, connection: Connection, message: chat.PassChatLine) -> None:
        waiting = self._waiting.take(message.number)
        try:
            said = await self._book.say(EVENT, waiting.by, waiting.text) if message.is_passed else None
        except (ConferenceError, asyncio.CancelledError):
            self._waiting.give_back(waiting)
            raise
        if said is not None:
            self._told(EVENT, said)
        await self._waiting.drop(waiting)
        act = ChatAct.PASSED if said is not None else ChatAct.REJECTED
        await self._note(act, connection.participant, waiting.by, said.number if said else None)
        self.tell_writer(waiting.by, is_rejected=said is None)
        self.tell_moderators()

    async def _mute(self, connection: Connection, message: chat.MuteInChat) -> None:
        person = known(self._conductor.meeting.state, message.participant)
        if message.is_muted and may(person.role, Action.CONDUCT):
            raise ConferenceError(ErrorCode.NOT_ALLOWED, f"a {person.role} moderates")
        await self._moderation.mute(message.participant, message.is_muted)
        await self._note(
            ChatAct.MUTED if message.is_muted else ChatAct.UNMUTED, connection.participant, message.participant
        )
        if (muted := self._audience.get(message.participant)) is not None:
            muted.send(chat.ChatMuted(message.is_muted))
        self.tell_moderators()

    async def _set_rules(self, connection: Connection, message: chat.SetChatRules) -> None:
        await self._moderation.set_rules(message.rules)
        await self._note(ChatAct.RULES, connection.participant, rules=message.rules)
        self._crowd.tell(chat.ChatRulesChanged(message.rules))

    async def _post(self, connection: Connection, message: chat.PostNotice) -> None:
        notice = await self._notices.post(connection.participant, plain_text(message.text), message.to)
        await self._note(ChatAct.NOTICE, connection.participant, number=notice.number)
        self._crowd.tell(chat.NoticePosted(notice), lambda each: is_addressed(each.role, notice.to))

    async def _withdraw(self, connection: Connection, message: chat.WithdrawNotice) -> None:
        notice = await self._notices.withdraw(message.number)
        await self._note(ChatAct.NOTICE_WITHDRAWN, connection.participant, number=notice.number)
        withdrawn = chat.NoticeWithdrawn(notice.number, notice.withdrawn_at_ms or 0)
        self._crowd.tell(withdrawn, lambda each: is_addressed(each.role, notice.to))

    async def _note(
        self,
        act: ChatAct,
        by: ParticipantId,
        participant: ParticipantId | None = None,
        number: int | None = None,
        rules: ChatRules | None = None,
    ) -> None:
        """Keep in the journal what was done. Raises: ConferenceError(`disk`, `busy`)."""
        await self._conductor.submit(ChatActed(by, act, participant, number, rules))
