"""What a client holds of its chats, as the console tells it: pure, the same in both apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from common.model.chat import ChairNotice, ChatKind, ChatLine, ChatMark, ChatName, ChatRules
from common.model.ids import ParticipantId
from common.protocol import chat
from common.protocol.envelope import Message

MOST_LINES: Final = 500
"""Held of one chat; the oldest goes."""
MOST_NOTICES: Final = 100


@dataclass(frozen=True, slots=True)
class ChatLog:
    """The chats of one reader, the notices to them, and how far both were read."""

    has_entered: bool = False
    """Whether the console has told anything since the app joined this meeting."""
    rules: ChatRules = field(default_factory=ChatRules)
    is_muted: bool = False
    chats: Mapping[ChatName, tuple[ChatLine, ...]] = field(default_factory=dict)
    read: Mapping[ChatName, int] = field(default_factory=dict)
    """Up to which line each chat was seen."""
    behind: Mapping[ChatName, int] = field(default_factory=dict)
    """Chats of which a history is awaited: what is known of them up to which line."""
    waiting: tuple[ChatLine, ...] = ()
    """Own lines that a moderator has to let pass."""
    is_rejected: bool = False
    """Whether a moderator did not let the last one pass."""
    notices: tuple[ChairNotice, ...] = ()
    read_notice: int = 0

    def lines(self, name: ChatName) -> tuple[ChatLine, ...]:
        """Return a chat, oldest first."""
        return self.chats.get(name, ())

    def unread(self, name: ChatName, me: ParticipantId | None) -> int:
        """Count what others wrote since a chat was seen."""
        seen = self.read.get(name, 0)
        return sum(line.number > seen and line.by != me and not line.is_removed for line in self.lines(name))

    @property
    def notice(self) -> ChairNotice | None:
        """The newest notice that holds and was not read."""
        held = (n for n in reversed(self.notices) if n.number > self.read_notice and n.withdrawn_at_ms is None)
        return next(held, None)

    def lacks(self) -> chat.CatchUpChats | None:
        """Return what is to be asked for, None for nothing."""
        if not self.behind:
            return None
        known = tuple(self._mark(name) for name in self.chats)
        return chat.CatchUpChats(known=known[: chat.MOST_MARKS])

    def seen(self, name: ChatName) -> "ChatLog":
        """Note that all of a chat was seen."""
        lines = self.lines(name)
        if not lines or self.read.get(name) == lines[-1].number:
            return self
        return replace(self, read={**self.read, name: lines[-1].number})

    def seen_notice(self, number: int) -> "ChatLog":
        """Note that a notice was read, and those before it."""
        return replace(self, read_notice=max(number, self.read_notice))

    def told(self, message: Message, me: ParticipantId | None) -> "ChatLog":
        """Return what it becomes by a message; itself where it has nothing to do with chats."""
        match message:
            case chat.Chats():
                return self._entered(message)
            case chat.ChatHistory():
                return self._caught_up(message, me)
            case chat.ChatSaid(kind=kind, participant=participant, lines=lines):
                return self._with(ChatName(kind, participant), lines)
            case chat.ChatLineRemoved(kind=kind, number=number):
                return self._without(ChatName(kind), (number,))
            case chat.NoticeWithdrawn(number=number, at_ms=at_ms):
                return self._withdrawn(number, at_ms)
            case _:
                return replace(self, **self._changed_by(message))

    def _changed_by(self, message: Message) -> dict[str, Any]:
        match message:
            case chat.ChatWaiting(lines=lines, is_rejected=is_rejected):
                return {"waiting": lines, "is_rejected": is_rejected}
            case chat.ChatMuted(is_muted=is_muted):
                return {"is_muted": is_muted}
            case chat.ChatRulesChanged(rules=rules):
                return {"rules": rules}
            case chat.NoticePosted(notice=notice):
                return {"notices": (*self.notices, notice)[-MOST_NOTICES:]}
            case _:
                return {}

    def _entered(self, message: chat.Chats) -> "ChatLog":
        now = {mark.name: mark for mark in message.marks}
        kept = {n: lines for n, lines in self.chats.items() if n in now and lines[-1].number <= now[n].number}
        held = replace(self, chats=kept)
        behind = {name: held._last(name) for name, mark in now.items() if held._mark(name) != mark}
        at_first = {} if self.has_entered else {name: _read_at_first(mark) for name, mark in now.items()}
        read = {name: self.read.get(name, at_first.get(name, 0)) for name in now}
        return replace(
            held,
            has_entered=True,
            rules=message.rules,
            is_muted=message.is_muted,
            read=read,
            behind=behind,
            waiting=(),
            is_rejected=False,
            notices=message.notices,
        )

    def _caught_up(self, message: chat.ChatHistory, me: ParticipantId | None) -> "ChatLog":
        name = ChatName(message.kind, message.participant)
        held = replace(self, chats={n: v for n, v in self.chats.items() if n != name}) if message.is_cut else self
        held = held._with(name, message.lines)._without(name, message.removed)
        own = max((line.number for line in held.lines(name) if line.by == me), default=0)
        read = {**held.read, name: max(own, held.read.get(name, 0))} if name.kind is ChatKind.PRIVATE else held.read
        return replace(held, read=read, behind={n: v for n, v in held.behind.items() if n != name})

    def _with(self, name: ChatName, new: tuple[ChatLine, ...]) -> "ChatLog":
        if not new:
            return self
        known = self.lines(name)
        if known and new[0].number <= known[-1].number:
            by_number = {line.number: line for line in (*new, *known)}
            merged = tuple(by_number[number] for number in sorted(by_number))
        else:
            merged = (*known, *new)
        return replace(self, chats={**self.chats, name: merged[-MOST_LINES:]})

    def _without(self, name: ChatName, numbers: tuple[int, ...]) -> "ChatLog":
        gone = frozenset(numbers)
        known = self.lines(name)
        if not any(line.number in gone and not line.is_removed for line in known):
            return self
        lines = tuple(replace(line, text="", is_removed=True) if line.number in gone else line for line in known)
        return replace(self, chats={**self.chats, name: lines})

    def _withdrawn(self, number: int, at_ms: int) -> "ChatLog":
        return replace(
            self,
            notices=tuple(replace(n, withdrawn_at_ms=at_ms) if n.number == number else n for n in self.notices),
        )

    def _last(self, name: ChatName) -> int:
        lines = self.lines(name)
        return self.behind.get(name, lines[-1].number if lines else 0)

    def _mark(self, name: ChatName) -> ChatMark:
        return ChatMark(
            name.kind, name.participant, self._last(name), sum(line.is_removed for line in self.lines(name))
        )


def _read_at_first(mark: ChatMark) -> int:
    """Say what lay there on coming in and is not new: of a private chat that shows with its lines."""
    return 0 if mark.kind is ChatKind.PRIVATE else mark.number
