"""Chat: plain text between people of the meeting, and the notices of its chair."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from common.model.ids import ParticipantId
from common.model.people import Action, Role, may

MAX_TEXT: Final = 500
"""Characters of one line."""


class ChatKind(StrEnum):
    """Who reads a chat."""

    EVENT = "event"
    """Everyone in the meeting."""
    PRIVATE = "private"
    """Two active participants, and nobody else."""
    HELP = "help"
    """A participant and the technicians."""
    STAFF = "staff"
    """Chair, secretariat and operators."""


@dataclass(frozen=True, slots=True)
class ChatName:
    """Which chat, as one reader has it.

    `participant` is the other one of a private chat, or whom the technicians help; None in the chats of many.
    """

    kind: ChatKind
    participant: ParticipantId | None = None


EVENT_CHAT: Final = ChatName(ChatKind.EVENT)
STAFF_CHAT: Final = ChatName(ChatKind.STAFF)


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What somebody wrote. `number` grows within one chat; `at_ms` since the Unix epoch, UTC.

    Of a line that a moderator removed nothing is left but that: its text is empty.
    """

    number: int
    by: ParticipantId
    at_ms: int
    text: str
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class ChatMark:
    """How far a chat goes: its last line, and how many lines of those kept are removed."""

    kind: ChatKind
    participant: ParticipantId | None
    number: int
    removed: int = 0

    @property
    def name(self) -> ChatName:
        """Which chat."""
        return ChatName(self.kind, self.participant)


@dataclass(frozen=True, slots=True)
class ChatRules:
    """What chair and staff can set."""

    is_event_open: bool = True
    """Whether the event chat takes lines."""
    is_moderated: bool = False
    """Whether lines of the event chat wait until a moderator lets them pass."""
    is_private_open: bool = True
    """Whether private chats take lines."""


class ChatAct(StrEnum):
    """What a moderator did, as the journal has it."""

    REMOVED = "removed"
    PASSED = "passed"
    REJECTED = "rejected"
    MUTED = "muted"
    UNMUTED = "unmuted"
    RULES = "rules"
    NOTICE = "notice"
    NOTICE_WITHDRAWN = "notice_withdrawn"


class NoticeTo(StrEnum):
    """To whom a notice is addressed."""

    ALL = "all"
    ACTIVE = "active"
    """Those who may take the floor, and staff."""
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ChairNotice:
    """What the chair lets everyone know, until it is withdrawn."""

    number: int
    by: ParticipantId
    at_ms: int
    text: str
    to: NoticeTo = NoticeTo.ALL
    withdrawn_at_ms: int | None = None


_PAIRED: Final = frozenset({Role.DELEGATE, Role.CHAIR})
_STAFF: Final = frozenset({Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT})


def may_chat(role: Role, kind: ChatKind) -> bool:
    """Tell whether a role has a place in chats of this kind; passive participants have in the event chat and help."""
    match kind:
        case ChatKind.EVENT | ChatKind.HELP:
            return may(role, Action.FOLLOW)
        case ChatKind.PRIVATE:
            return role in _PAIRED
        case ChatKind.STAFF:
            return role in _STAFF


def is_addressed(role: Role, to: NoticeTo) -> bool:
    """Tell whether a notice is for this role."""
    match to:
        case NoticeTo.ALL:
            return True
        case NoticeTo.ACTIVE:
            return role in _STAFF or may(role, Action.REQUEST_FLOOR)
        case NoticeTo.STAFF:
            return role in _STAFF
