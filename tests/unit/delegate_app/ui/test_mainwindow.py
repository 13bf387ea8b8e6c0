"""Closing asks where something would be lost, except when the system ends the program."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.ui import app, theme
from delegate_app.ui.mainwindow import MainWindow


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
