"""What the console's office does in a debate: its pages as they are opened, a full chat, the journal page by page."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from common.model.chat import EVENT_CHAT, ChatLine
from common.model.ids import Revision
from common.protocol import chat
from common.protocol.chatlog import MOST_LINES
from common.protocol.chronicle import JournalPage
from room_console.core.chronicle.pages import PAGE_LINES
from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.chat import ChatPage
from room_console.ui.office.journal import JournalOffice
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from tests.bench.turns import spans_ms
from tests.gallery.console_chat import MOST_WAITING, told
from tests.gallery.console_journal import lines_of
from tests.gallery.harness import is_at_work, settle
from tests.gallery.madeup import NOW_MS

Spans = dict[str, list[tuple[float, float]]]


def spans_of_office(window: MainWindow, state: ConsoleState, rounds: int) -> Spans:
    """Return how long each thing took, and the longest turn after it, ms."""
    return opened(window) | chatted(window, state, rounds) | read(window, state, rounds)


def opened(window: MainWindow) -> Spans:
    """Open every page for the first time, then again."""
    spans: Spans = {}
    for times in ("first", "again"):
        for page in window.office.pages:
            window.show_place(is_office=False)
            _rest(window)
            spans[f"open {page.title}, {times}"] = [spans_ms(lambda page=page: window.show_page(page))]  # type: ignore[misc]
    return spans


def chatted(window: MainWindow, state: ConsoleState, rounds: int) -> Spans:
    """Fill the chat, then say one line at a time, judge those that wait, look at earlier ones."""
    page = _page(window, ChatPage)
    assert isinstance(page, ChatPage)
    settings, history, staff, moderation = told(state, "en", MOST_LINES, MOST_WAITING, 12)
    assert isinstance(moderation, chat.ChatModeration)
    _show(window, page)
    spans: Spans = {}
    for name, message in (("chat entered", settings), ("chat, 500 lines", history), ("chat, 200 wait", moderation)):
        spans[name] = [spans_ms(lambda m=message: page.take(m))]  # type: ignore[misc]
    page.take(staff)  # type: ignore[arg-type]
    line = ChatLine(MOST_LINES, moderation.waiting[0].by, NOW_MS, "One more thing to say about it.")
    lines = (replace(line, number=MOST_LINES + n) for n in range(1, rounds + 1))
    said = (chat.ChatSaid(EVENT_CHAT.kind, None, (each,)) for each in lines)
    spans["chat, one line"] = [spans_ms(lambda m=message: page.take(m)) for message in said]  # type: ignore[misc]
    left = (chat.ChatModeration(moderation.waiting[n:], moderation.muted) for n in range(1, rounds + 1))
    spans["chat, one judged"] = [spans_ms(lambda m=message: page.take(m)) for message in left]  # type: ignore[misc]
    spans["chat, earlier"] = [spans_ms(page.everyone.earlier.click) for _ in range(4)]
    spans["chat opened, full"] = [spans_ms(lambda: _leave_and_open(window, page)) for _ in range(3)]
    return spans


def read(window: MainWindow, state: ConsoleState, rounds: int) -> Spans:
    """Read the newest page of the journal, and older ones."""
    page = _page(window, JournalOffice)
    assert isinstance(page, JournalOffice)
    pages = _journal(state)
    page.ask = lambda message, place, then=None: _answer(then, next(pages))
    _show(window, page)
    return {
        "journal, newest page": [spans_ms(page.read) for _ in range(max(3, rounds // 8))],
        "journal, older page": [spans_ms(page._ask_older) for _ in range(max(3, rounds // 8))],
    }


def _journal(state: ConsoleState) -> Iterator[JournalPage]:
    """Go back through a journal without end, a page at a time."""
    assert state.view is not None
    first = 1_000_000
    while True:
        yield JournalPage(1, lines_of(state.view, "en", PAGE_LINES, first), Revision(first - PAGE_LINES))
        first -= PAGE_LINES


def _answer(then: Callable[[JournalPage], None] | None, page: JournalPage) -> None:
    if then is not None:
        then(page)


def _show(window: MainWindow, page: OfficePage) -> None:
    window.show_page(page)
    _rest(window)


def _rest(window: MainWindow) -> None:
    while is_at_work(window):
        QApplication.processEvents()
    settle()


def _leave_and_open(window: MainWindow, page: OfficePage) -> None:
    window.show_place(is_office=False)
    window.show_page(page)


def _page(window: MainWindow, kind: type[OfficePage]) -> OfficePage:
    return next(page for page in window.office.pages if isinstance(page, kind))
