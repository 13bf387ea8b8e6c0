"""The office: one page is seen, told how things stand, and asked for more when it is opened."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from common.protocol.envelope import Done
from room_console.ui.keys import Key
from room_console.ui.mainwindow import MainWindow
from room_console.ui.office.office import Office
from room_console.ui.office.page import OfficePage
from room_console.ui.office.pages import OFFICE_PAGES
from room_console.ui.state import ConsoleState, Phase
from tests.gallery.consoledata import attached


class Noting(OfficePage):
    """Notes what it is told."""

    icon, key = "list", "Alt+1"

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    @property
    def title(self) -> str:
        return "Noting"

    def show_state(self, state: ConsoleState) -> None:
        self.told.append(f"state {state.phase}")

    def take(self, message: object) -> None:
        self.told.append("message")

    def opened(self) -> None:
        self.told.append("opened")


class Other(Noting):
    """Another page."""

    key = "Alt+2"


class _Shown(QObject):
    """Tells when a widget comes to be seen."""

    seen = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        """Look at what comes."""
        if event.type() is QEvent.Type.Show:
            self.seen.emit()
        return False


@pytest.fixture
def office(qtbot: QtBot) -> Office:
    """Return an office of two pages."""
    made = Office((Noting, Other))
    qtbot.addWidget(made)
    return made


def told(office: Office, row: int) -> list[str]:
    """Return what a page was told, and forget it."""
    page = office.pages[row]
    assert isinstance(page, Noting)
    noted, page.told = page.told, []
    return noted


def test_the_page_that_is_seen_is_told_and_no_other(office: Office) -> None:
    office.show_state(attached("en"))
    assert told(office, 0) == []
    office.set_open(True)
    assert told(office, 0) == ["state attached", "opened"]
    office.show_state(attached("en"))
    assert told(office, 0) == ["state attached"]
    office.open_page(office.pages[1])
    assert told(office, 1) == ["state attached", "opened"]
    office.show_state(attached("en"))
    assert (told(office, 0), told(office, 1)) == ([], ["state attached"])


def test_an_open_page_asks_again_when_the_core_is_back(office: Office) -> None:
    office.set_open(True)
    assert told(office, 0) == ["state connecting"]
    office.show_state(attached("en"))
    assert told(office, 0) == ["state attached", "opened"]
    office.show_state(ConsoleState(Phase.RECONNECTING))
    office.show_state(attached("en"))
    assert told(office, 0)[-1] == "opened"


def test_every_page_gets_each_message(office: Office) -> None:
    office.take(Done(1))
    assert (told(office, 0), told(office, 1)) == (["message"], ["message"])


def test_what_is_urgent_on_a_page_is_told_in_the_hall(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.office.pages[0].set_mark("2", is_urgent=True)
    assert "2" in window.top.office.text()
    window.office.pages[0].set_mark("")
    assert "2" not in window.top.office.text()


def test_each_place_and_each_page_has_a_key(qtbot: QtBot) -> None:
    keys = [QKeySequence(page.key).toString() for page in OFFICE_PAGES]
    assert len(set(keys)) == len(keys)
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    QTest.keyClick(window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: window.is_in_office, timeout=1_000)
    QTest.keyClick(window, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: not window.is_in_office, timeout=1_000)
    last = len(OFFICE_PAGES) - 1
    window.show_page(window.office.pages[last])
    assert window.is_in_office
    qtbot.waitUntil(lambda: window.office.stack.currentWidget() is window.office.pages[last])
    assert (Key.HALL, Key.OFFICE) == ("F7", "F12")


def test_a_page_has_its_place_before_it_is_opened(office: Office) -> None:
    assert [page.parentWidget() for page in office.pages] == [office.stack, office.stack]
    office.open_page(office.pages[1])
    office.set_open(True)
    assert office.stack.currentWidget() is office.pages[1]


def test_going_to_a_page_shows_no_other_on_the_way(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    first, wanted = window.office.pages[0], window.office.pages[-1]
    with qtbot.assertNotEmitted(_Shown(first).seen):
        window.show_page(wanted)
        qtbot.waitUntil(wanted.isVisible)


def test_a_page_that_is_opened_again_shows_nothing_of_what_it_showed_before(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    page, other = window.office.pages[0], window.office.pages[-1]
    for place in (page, None, other):
        if place is None:
            window.show_place(is_office=False)
            continue
        window.show_page(place)
        assert not page.isVisible()
        qtbot.waitUntil(place.isVisible)


def test_a_page_that_was_left_before_it_was_shown_stays_unseen(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.show_page(window.office.pages[0])
    window.show_place(is_office=False)
    with qtbot.assertNotEmitted(_Shown(window.office.pages[0]).seen, wait=50):
        pass
    assert window.office.stack.currentWidget() not in window.office.pages
