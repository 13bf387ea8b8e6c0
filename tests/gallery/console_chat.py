"""The office's page of chat, in its states."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from common.model.chat import EVENT_CHAT, ChairNotice, ChatKind, ChatLine, ChatRules
from common.model.ids import ParticipantId
from common.protocol import chat
from common.protocol.envelope import Message
from room_console.ui.office.chat import ChatPage
from room_console.ui.state import ConsoleState
from tests.gallery.console_help import page_in, people
from tests.gallery.console_window import SIZES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.delegate_chat import NOTICE, SAID
from tests.gallery.madeup import NOW_MS
from tests.gallery.registry import scene

MINUTE_MS = 60_000
MOST_WAITING = 200


def said(who: list[ParticipantId], language: str, count: int, removed: int = 0) -> tuple[ChatLine, ...]:
    """Make so many lines; one of them was removed."""
    texts = SAID[language]
    lines = (
        ChatLine(n, who[n % len(who)], NOW_MS - (count - n) * MINUTE_MS, texts[n % len(texts)])
        for n in range(1, count + 1)
    )
    return tuple(replace(line, text="", is_removed=True) if line.number == removed else line for line in lines)


def told(state: ConsoleState, language: str, lines: int, waiting: int, muted: int) -> tuple[Message, ...]:
    """Make what a console tells of chats that are so full."""
    who = people(state, 12)
    chair = who[3]
    notices = (
        ChairNotice(1, chair, NOW_MS - 90 * MINUTE_MS, NOTICE[language], withdrawn_at_ms=NOW_MS),
        ChairNotice(2, chair, NOW_MS - 5 * MINUTE_MS, NOTICE[language]),
    )
    return (
        chat.Chats(ChatRules(is_moderated=waiting > 0), False, (), notices if lines else ()),
        chat.ChatHistory(0, EVENT_CHAT.kind, None, said(who, language, lines, lines - 2)),
        chat.ChatHistory(0, ChatKind.STAFF, None, said(who, language, min(lines, 3))),
        chat.ChatModeration(said(who, language, waiting), tuple(who[:muted])),
    )


CHATS: dict[str, Callable[[ConsoleState, str], tuple[Message, ...]]] = {
    "empty": lambda state, lang: told(state, lang, 0, 0, 0),
    "usual": lambda state, lang: told(state, lang, 7, 2, 1),
    "notices": lambda state, lang: told(state, lang, 7, 0, 1),
    "crowded": lambda state, lang: told(state, lang, 500, MOST_WAITING, 12),
}


@scene("console.chat", states=tuple(CHATS), sizes=SIZES)
def chats(state: str, language: str) -> QWidget:
    """Draw the page."""
    shown = attached(language)
    window = window_of(shown)
    page = page_in(window, ChatPage, shown)
    assert isinstance(page, ChatPage)
    for message in CHATS[state](shown, language):
        page.take(message)  # type: ignore[arg-type]
    page.show_state(shown)
    if state == "notices":
        page.tabs.setCurrentWidget(page.notices)
    return window
