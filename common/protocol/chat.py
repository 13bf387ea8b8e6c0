"""Chat on the wire: the event chat, private ones, the technicians', the staff's, and the chair's notices."""

from typing import Annotated

from msgspec import Meta

from common.model.chat import (
    MAX_TEXT,
    ChairNotice,
    ChatKind,
    ChatLine,
    ChatMark,
    ChatRules,
    NoticeTo,
)
from common.model.ids import ParticipantId
from common.protocol.envelope import Count, Message, Request

MOST_MARKS = 200
"""Chats of one participant that are asked for at once."""

ChatText = Annotated[str, Meta(max_length=MAX_TEXT)]


class SendChat(Request, frozen=True, tag="send_chat", kw_only=True):
    """Any participant: a line in one of their chats.

    Plain text; marks that would reorder or hide other text are taken out. Answered by `Done` once kept (in a moderated
    event chat it waits), or `Refused` (`not_allowed`, `not_found`, `too_fast`, `malformed`, `limit`).
    """

    text: ChatText
    kind: ChatKind = ChatKind.HELP
    participant: ParticipantId | None = None
    """The other one of a private chat; whom an operator helps, None for my own help."""


class ListChat(Request, frozen=True, tag="list_chat", kw_only=True):
    """Any participant: a chat that they may read, from the line behind `after`. Answered by `ChatHistory`."""

    kind: ChatKind = ChatKind.HELP
    participant: ParticipantId | None = None
    after: Count = 0


class CatchUpChats(Request, frozen=True, tag="catch_up_chats", kw_only=True):
    """Any participant, after `Chats`: what is new behind the lines known.

    Answered by `Done`, before which a `ChatHistory` comes for each chat in which there is something.
    """

    known: Annotated[tuple[ChatMark, ...], Meta(max_length=MOST_MARKS)] = ()


class RemoveChatLine(Request, frozen=True, tag="remove_chat_line", kw_only=True):
    """Chair, secretariat, operator: take a line out of the event chat or the staff's. Answered by `Done`."""

    number: Count
    kind: ChatKind = ChatKind.EVENT


class PassChatLine(Request, frozen=True, tag="pass_chat_line", kw_only=True):
    """Chair, secretariat, operator: let a line that waits into the event chat, or not. Answered by `Done`."""

    number: Count
    """That it has while it waits."""
    is_passed: bool = True


class MuteInChat(Request, frozen=True, tag="mute_in_chat", kw_only=True):
    """Chair, secretariat, operator: let somebody write only to the technicians; or anywhere again."""

    participant: ParticipantId
    is_muted: bool = True


class SetChatRules(Request, frozen=True, tag="set_chat_rules", kw_only=True):
    """Chair, secretariat, operator: open, close, moderate. Answered by `Done`; all are told `ChatRulesChanged`."""

    rules: ChatRules


class PostNotice(Request, frozen=True, tag="post_notice", kw_only=True):
    """Chair, secretariat, operator: let these people know something at once. Answered by `Done`."""

    text: ChatText
    to: NoticeTo = NoticeTo.ALL


class WithdrawNotice(Request, frozen=True, tag="withdraw_notice", kw_only=True):
    """Chair, secretariat, operator: a notice holds no more. Answered by `Done`."""

    number: Count


class Chats(Message, frozen=True, tag="chats"):
    """Console to a participant, at their entry: the rules, how far each of their chats goes, notices, oldest first."""

    rules: ChatRules
    is_muted: bool
    marks: tuple[ChatMark, ...]
    notices: tuple[ChairNotice, ...]


class ChatHistory(Message, frozen=True, tag="chat_history"):
    """Console to who asked (`ref` 0 where they catch up): oldest first.

    `removed` are the lines of the chat that were removed, known or not. `is_cut` says that lines between those known
    and these are left out.
    """

    ref: int
    kind: ChatKind
    participant: ParticipantId | None
    lines: tuple[ChatLine, ...]
    removed: tuple[int, ...] = ()
    is_cut: bool = False


class ChatSaid(Message, frozen=True, tag="chat_said"):
    """Console to the readers of a chat: new lines in it. Those of the event chat come several together."""

    kind: ChatKind
    participant: ParticipantId | None
    lines: tuple[ChatLine, ...]


class ChatLineRemoved(Message, frozen=True, tag="chat_line_removed"):
    """Console to the readers of a chat: nothing of this line is to be shown any more."""

    kind: ChatKind
    number: int


class ChatWaiting(Message, frozen=True, tag="chat_waiting"):
    """Console to a writer: which of their lines wait for a moderator, and whether one was just not let pass."""

    lines: tuple[ChatLine, ...]
    is_rejected: bool = False


class ChatModeration(Message, frozen=True, tag="chat_moderation"):
    """Console to chair, secretariat and operators, at their entry and when it changes: lines that wait, who is mute."""

    waiting: tuple[ChatLine, ...]
    muted: tuple[ParticipantId, ...]


class ChatMuted(Message, frozen=True, tag="chat_muted"):
    """Console to a participant: whether they may write only to the technicians."""

    is_muted: bool


class ChatRulesChanged(Message, frozen=True, tag="chat_rules_changed"):
    """Console to everyone."""

    rules: ChatRules


class NoticePosted(Message, frozen=True, tag="notice_posted"):
    """Console to those addressed."""

    notice: ChairNotice


class NoticeWithdrawn(Message, frozen=True, tag="notice_withdrawn"):
    """Console to those addressed: it is kept, and holds no more."""

    number: int
    at_ms: int
