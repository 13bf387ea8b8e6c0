"""A state that is shown part by part."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from room_console.ui.mainwindow import MainWindow
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.turns import Turns
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS


class Parts:
    """Two parts that write down what they are told, and the turns that tell them."""

    def __init__(self, parent: QObject) -> None:
        self.told: list[tuple[str, int]] = []
        self.turns = Turns(parent, (self._first, self._second))

    def _first(self, state: ConsoleState, now_ms: int) -> None:
        self.told.append(("first", now_ms))
        if now_ms == 1:
            self.turns.begin(state, 2)

    def _second(self, state: ConsoleState, now_ms: int) -> None:
        self.told.append(("second", now_ms))


def test_parts_come_in_their_order_in_turns_of_their_own(qapp: QObject) -> None:
    parent = QObject()
    parts = Parts(parent)
    parts.turns.begin(ConsoleState(), 7)
    assert parts.told == []
    QTest.qWait(50)
    assert parts.told == [("first", 7), ("second", 7)]


def test_what_is_newer_is_shown_on_every_part_and_on_none_twice_in_a_round(qapp: QObject) -> None:
    parent = QObject()
    parts = Parts(parent)
    parts.turns.begin(ConsoleState(), 1)
    QTest.qWait(50)
    assert parts.told == [("first", 1), ("second", 2), ("first", 2), ("second", 2)]


def test_a_part_may_take_more_turns_than_one(qapp: QObject) -> None:
    parent, told = QObject(), list[str]()

    def long(state: ConsoleState, now_ms: int) -> Iterator[None]:
        for piece in ("one", "two"):
            told.append(piece)
            yield

    turns = Turns(parent, (long, lambda state, now_ms: told.append("after")))
    turns.begin(ConsoleState(), 7)
    while not told:
        QCoreApplication.processEvents()
    assert told == ["one"]
    QTest.qWait(50)
    assert told == ["one", "two", "after"]
    turns.at_once(ConsoleState(), 7)
    assert told == ["one", "two", "after"] * 2


def test_at_once_leaves_nothing_older_to_be_shown(qapp: QObject) -> None:
    parent = QObject()
    parts = Parts(parent)
    parts.turns.begin(ConsoleState(), 6)
    parts.turns.at_once(ConsoleState(), 7)
    QTest.qWait(50)
    assert parts.told == [("first", 7), ("second", 7)]


def test_at_once_is_before_the_return(qapp: QObject) -> None:
    parent = QObject()
    parts = Parts(parent)
    parts.turns.at_once(ConsoleState(), 7)
    assert parts.told == [("first", 7), ("second", 7)]


def test_the_window_shows_in_turns_what_it_shows_at_once(qtbot: QtBot) -> None:
    window, state = MainWindow(), attached("en")
    qtbot.addWidget(window)
    window.show_state(ConsoleState(Phase.STARTING), NOW_MS)
    window.show_in_turns(state, NOW_MS)
    assert not window.speakers.model.lines
    qtbot.waitUntil(lambda: not window._turns.is_busy)
    assert state.view is not None
    assert len(window.speakers.model.lines) == len(state.view.floor)
    assert window.windowTitle() == state.view.details.title
