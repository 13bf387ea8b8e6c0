"""What windows say of chats and notices."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from common.model.chat import EVENT_CHAT, ChairNotice, ChatKind, ChatLine, ChatName, NoticeTo
from common.model.meeting import ParticipantView
from common.protocol.chatlog import ChatLog
from common.ui.chattext import END, ISOLATE


def chat_person(person: ParticipantView) -> str:
    """Name somebody with their delegation, each in its own direction."""
    parts = (part for part in (person.name, person.delegation) if part)
    return " – ".join(f"{ISOLATE}{part}{END}" for part in parts)


def closed_words(name: ChatName, log: ChatLog) -> str:
    """Say why nothing can be written in a chat; empty where it can."""
    if name.kind not in (ChatKind.EVENT, ChatKind.PRIVATE):
        return ""
    if log.is_muted:
        return QCoreApplication.translate("Chat", "A moderator has muted you. You can write to the technician.")
    if name == EVENT_CHAT and not log.rules.is_event_open:
        return QCoreApplication.translate("Chat", "The chat for everyone is closed.")
    if name.kind is ChatKind.PRIVATE and not log.rules.is_private_open:
        return QCoreApplication.translate("Chat", "Private chats are closed.")
    return ""


def notice_to_words(to: NoticeTo) -> str:
    """Say to whom a notice is addressed."""
    match to:
        case NoticeTo.ALL:
            return QCoreApplication.translate("Chat", "Everyone")
        case NoticeTo.ACTIVE:
            return QCoreApplication.translate("Chat", "Active participants")
        case NoticeTo.STAFF:
            return QCoreApplication.translate("Chat", "Staff")


def notice_lines(notices: Iterable[ChairNotice]) -> tuple[ChatLine, ...]:
    """Return notices as lines that can be read in a chat; one that was withdrawn says so."""
    withdrawn = QCoreApplication.translate("Chat", "(withdrawn)")
    return tuple(
        ChatLine(n.number, n.by, n.at_ms, n.text if n.withdrawn_at_ms is None else f"{n.text}\n{withdrawn}")
        for n in notices
    )
