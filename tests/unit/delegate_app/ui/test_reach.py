"""Every page of the delegate's window by keyboard and by ear: named, reached, and left again by Escape."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from common.model.floor import RequestStatus
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.state import CodePrompt, DelegateState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.side.chat import ChatTab
from delegate_app.ui.side.participants import ParticipantsTab
from delegate_app.ui.wording import FloorAct
from tests.gallery.delegate_chat import CHAT
from tests.gallery.delegate_help import HELP, ROOM
from tests.gallery.delegate_meeting import lost
from tests.gallery.harness import controls, describe, reached_by_tab, settle, unnamed
from tests.gallery.madeup import NOW_MS, joined, muted, request

CODE = DelegateState(Phase.CODE, code=CodePrompt("n…@example.org", 600, 5, 0))
CHECKING = DelegateState(checks=CheckState(step=Step.DEVICES))


def _turn_to_side(name: str) -> Callable[[MainWindow], object]:
    return lambda window: window.meeting.side.choose(name)


def _offer_another_meeting(window: MainWindow) -> None:
    window.link_notice.say("Another meeting", "warn", "Leave and go there", may_dismiss=True)


def _write_to_somebody(window: MainWindow) -> None:
    window.meeting.side.choose("chat")
    tab = window.meeting.side.tab(ChatTab)
    tab.write_to.click()
    tab.person.setText("Somebody")


PAGES: dict[str, tuple[DelegateState, Callable[[MainWindow], object]]] = {
    "join": (DelegateState(), lambda _: None),
    "connecting": (DelegateState(Phase.CONNECTING), lambda _: None),
    "code": (CODE, lambda _: None),
    "check_start": (DelegateState(), lambda window: window.offer_check()),
    "check": (CHECKING, lambda _: None),
    "tips": (DelegateState(), lambda window: window.show_tips()),
    "devices": (joined("en"), lambda window: window.show_devices(True)),
    "help": (joined("en"), lambda window: window.show_help()),
    "coaching": (joined("en"), lambda window: window.show_coaching()),
    "documents": (joined("en"), lambda window: window.meeting.header.documents.click()),
    "authenticator": (joined("en"), lambda window: window.show_authenticator()),
    "meeting": (joined("en", (request(4),)), lambda _: None),
    "speaking as": (joined("en"), lambda window: window.meeting.controls.speaking_as.open()),
    "speakers": (joined("en", (request(2), request(4))), _turn_to_side("speakers")),
    "participants": (joined("en"), _turn_to_side("participants")),
    "agenda": (joined("en"), _turn_to_side("agenda")),
    "documents tab": (joined("en"), _turn_to_side("documents")),
    "chat": (CHAT["usual"]("en"), _turn_to_side("chat")),
    "write to": (CHAT["usual"]("en"), _write_to_somebody),
    "lost": (replace(joined("en", (request(4),)), phase=Phase.RECONNECTING), lambda _: None),
    "on air": (joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)), lambda _: None),
    "muted on air": (muted(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),))), lambda _: None),
    "headset lost": (lost(joined("en"), None), lambda _: None),
    "private room": (ROOM["usual"]("en"), lambda _: None),
    "technician looks": (HELP["crowded"]("en"), lambda window: window.show_help()),
    "another link": (joined("en"), _offer_another_meeting),
}
LEADS_BACK = {
    "check_start": "join",
    "tips": "join",
    "devices": "meeting",
    "help": "meeting",
    "coaching": "help",
    "documents": "meeting",
    "authenticator": "devices",
}


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow()
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    yield made
    made.hide()
    made.deleteLater()
    settle()


def _go(window: MainWindow, page: str) -> None:
    state, turn = PAGES[page]
    window.show_state(state, NOW_MS)
    turn(window)
    settle()


@pytest.mark.parametrize("page", PAGES)
def test_everything_is_named_and_reached_by_tab(window: MainWindow, page: str) -> None:
    _go(window, page)
    assert unnamed(window) == []
    wanted = {c for c in controls(window) if c.isEnabled() and c.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert [describe(c) for c in wanted - reached_by_tab(window)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("join", "connecting")])
def test_the_keys_have_a_place_at_once(window: MainWindow, page: str) -> None:
    _go(window, page)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.page is not None
    assert window.page.isAncestorOf(focused)


@pytest.mark.parametrize("page", LEADS_BACK)
def test_escape_leads_back(window: MainWindow, page: str) -> None:
    _go(window, page)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert window.page is getattr(window, LEADS_BACK[page])


def test_escape_ends_a_connecting_that_lasts(window: MainWindow) -> None:
    _go(window, "connecting")
    ended: list[bool] = []
    window.join.cancelled.connect(lambda: ended.append(True))
    QTest.keyClick(_focused(window), Qt.Key.Key_Escape)
    assert ended == [True]


@pytest.mark.parametrize(("page", "leads_to"), [("join", "tips"), ("devices", "help"), ("meeting", "help")])
def test_f1_helps(window: MainWindow, page: str, leads_to: str) -> None:
    _go(window, page)
    QTest.keyClick(_focused(window), Qt.Key.Key_F1)
    assert window.page is getattr(window, leads_to)


def _focused(window: MainWindow) -> QWidget:
    return QApplication.focusWidget() or window


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_whole_meeting_goes_by_keyboard_alone(
    qapp: QApplication, direction: Qt.LayoutDirection, window: MainWindow
) -> None:
    window.setLayoutDirection(direction)
    pressed: list[FloorAct] = []
    controls, side = window.meeting.controls, window.meeting.side
    controls._mono_s = lambda: 1e9
    controls.floor_pressed.connect(pressed.append)
    window.show_state(joined("en"), NOW_MS)
    settle()
    _tab_to(window, controls.floor)
    controls._guarded_until_s = 0.0
    QTest.keyClick(_focused(window), Qt.Key.Key_Space)
    window.show_state(joined("en", (request(4, RequestStatus.GRANTED, is_on_air=True),)), NOW_MS)
    assert _focused(window) is controls.floor, "a press that changes the button leaves the focus on it"
    controls._guarded_until_s = 0.0
    QTest.keyClick(_focused(window), Qt.Key.Key_Space)
    assert pressed == [FloorAct.REQUEST, FloorAct.RELEASE]
    QTest.keyClick(_focused(window), Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert _focused(window) is side.tab(ParticipantsTab).field
    QTest.keyClick(_focused(window), Qt.Key.Key_Escape)
    assert (side.isHidden(), _focused(window)) == (True, controls.floor)
    QTest.keyClick(_focused(window), Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert _focused(window) is side.tab(ChatTab).chat.field
    QTest.keyClicks(_focused(window), "Thank you")
    said: list[str] = []
    side.tab(ChatTab).said.connect(lambda _, text: said.append(text))
    QTest.keyClick(_focused(window), Qt.Key.Key_Return)
    assert said == ["Thank you"]


def _tab_to(window: MainWindow, wanted: QWidget) -> None:
    """Press Tab until something has the focus."""
    for _ in range(40):
        if _focused(window) is wanted:
            return
        QTest.keyClick(_focused(window), Qt.Key.Key_Tab)
    raise AssertionError(f"not reached: {wanted}")
