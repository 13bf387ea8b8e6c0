"""Closing asks where something would be lost, except when the system ends the program."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from common.model.floor import RequestStatus
from common.ui import app, theme
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.wording import floor_words
from tests.gallery.madeup import NOW_MS, joined, meeting, request


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """A window that has something to lose."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.may_close = False
    window.show()
    return window


def test_closing_asks_first(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.leave_wanted):
        window.close()
    assert not window.closed.is_set()


def test_the_end_of_the_program_does_not_wait_for_an_answer(
    window: MainWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_ENDING", "isEndingInThisTest")
    app._end(qapp)
    assert app.is_ending()
    assert window.closed.is_set()


def test_the_least_size_grows_with_the_text_as_far_as_the_screen_has_room(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "_current", replace(theme.current(), text_scale=1.5))
    made = MainWindow()
    qtbot.addWidget(made)
    assert made.minimumSize().toTuple() == (720, 630)
    monkeypatch.setattr(theme, "_current", replace(theme.current(), text_scale=4.0))
    made = MainWindow()
    qtbot.addWidget(made)
    assert made.minimumSize() == made.screen().availableSize()


def test_the_first_of_a_meeting_is_made_ready_before_it_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    window.show_in_turns(DelegateState(Phase.CONNECTING), NOW_MS)
    window.show_in_turns(joined("en"), NOW_MS)
    assert window.page is window.join
    qtbot.waitUntil(lambda: window.page is window.meeting)
    assert window.windowTitle() == meeting("en").details.title
    window.show_in_turns(DelegateState(Phase.OFFLINE), NOW_MS)
    assert window.page is window.join, "what comes later is seen at once"


def test_what_happens_while_a_meeting_is_made_ready_is_what_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    window.show_in_turns(joined("en"), NOW_MS)
    window.show_in_turns(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)), NOW_MS)
    qtbot.waitUntil(lambda: window.page is window.meeting)
    assert window.meeting.controls.floor.words == floor_words(window._state, NOW_MS)
    assert window._state.floor_phase is FloorPhase.ON_AIR


def test_a_meeting_that_is_left_before_it_is_seen_stays_unseen(window: MainWindow, qtbot: QtBot) -> None:
    window.show_in_turns(joined("en"), NOW_MS)
    window.show_in_turns(DelegateState(Phase.OFFLINE), NOW_MS)
    qtbot.wait(100)
    assert window.page is window.join


def test_a_page_that_is_turned_to_is_painted_part_by_part_and_whole_in_the_end(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_state(joined("en"), NOW_MS)
    parts = window.meeting.findChildren(QWidget)
    assert not all(part.updatesEnabled() for part in parts)
    qtbot.waitUntil(lambda: all(part.updatesEnabled() for part in parts))
