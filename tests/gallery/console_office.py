"""The office: the list of its pages, and the meeting's own."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.meeting import MeetingPage
from room_console.ui.state import ConsoleState
from tests.gallery.console_window import SIZES, STATES, window_of
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS
from tests.gallery.programme import under_way
from tests.gallery.registry import scene


def planned(language: str) -> ConsoleState:
    """Return the console of a meeting under way."""
    state = attached(language)
    assert state.view is not None
    return replace(state, view=under_way(state.view, language))


def on_page(kind: type[MeetingPage], state: ConsoleState) -> tuple[MainWindow, MeetingPage]:
    """Return the window on a page of its office."""
    window = window_of(state)
    page = next(page for page in window.office.pages if isinstance(page, kind))
    page.now_ms = lambda: NOW_MS
    window.show_page(page)
    page.show_state(state)
    return window, page


def _edit_name(page: MeetingPage) -> None:
    page.change.click()


def _edit_session(page: MeetingPage) -> None:
    page.sessions.table.select(1)
    page.sessions.change.click()


def _show_agenda(page: MeetingPage) -> None:
    page.tabs.setCurrentWidget(page.agenda)
    page.agenda.table.select(4)


def _edit_item(page: MeetingPage) -> None:
    _show_agenda(page)
    page.agenda.change.click()


def _refuse(page: MeetingPage) -> None:
    page.sessions.notice.say("Session 1 is open: close it first.", "warn", may_dismiss=True)


ACTS: dict[str, Callable[[MeetingPage], None]] = {
    "usual": lambda page: page.sessions.table.select(1),
    "agenda": _show_agenda,
    "name": _edit_name,
    "session": _edit_session,
    "item": _edit_item,
    "refused": _refuse,
}


@scene("console.meeting", states=tuple(ACTS), sizes=SIZES)
def meeting(state: str, language: str) -> QWidget:
    """The window on the meeting's programme."""
    window, page = on_page(MeetingPage, planned(language))
    ACTS[state](page)
    return window


@scene("console.office", states=("empty", "lost"), sizes=SIZES)
def office(state: str, language: str) -> QWidget:
    """The window in its office, where there is nothing to show yet."""
    window, _ = on_page(MeetingPage, STATES[state](language))
    return window
