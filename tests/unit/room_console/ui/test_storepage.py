"""The page of what is kept: it looks by itself, and says what keeps backups from being made."""

from collections.abc import Callable

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.store import BackUpNow, GetStore
from common.ui.notice import Notice
from room_console.ui.office.store import LOOK_AGAIN_MS, StorePage
from room_console.ui.state import ConsoleState
from room_console.ui.wishes import Refuse
from tests.gallery.console_store import USUAL, with_backups
from tests.gallery.consoledata import attached
from tests.gallery.madeup import NOW_MS


class Core:
    """Notes what is asked; answers or refuses when a test says so."""

    def __init__(self) -> None:
        self.wishes: list[Request] = []
        self.now_ms = NOW_MS
        self.refuse: Refuse | Notice = lambda _: None
        self.answer: Callable[[ConsoleMessage], None] | None = None

    def later(self, page: StorePage) -> None:
        """Let half a minute pass, and then some."""
        page.glance(attached("en"))
        self.now_ms += LOOK_AGAIN_MS
        for _ in range(3):
            page.glance(attached("en"))

    def __call__(
        self, message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None
    ) -> None:
        self.wishes.append(message)
        self.refuse, self.answer = place, then


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def page(qtbot: QtBot, core: Core) -> StorePage:
    made = StorePage()
    qtbot.addWidget(made)
    made.ask = core
    made.now_ms = lambda: core.now_ms
    return made


def test_a_failed_backup_is_marked_though_nobody_looks(page: StorePage, core: Core) -> None:
    core.later(page)
    assert core.wishes == [GetStore()]
    assert core.answer is not None
    core.answer(msgspec.structs.replace(with_backups(60), fault="its disk is not there"))
    assert (page.mark, page.is_urgent) == ("!", True)
    core.answer(with_backups(60))
    assert (page.mark, page.is_urgent) == ("", False)


def test_who_may_not_ask_asks_once_until_the_window_attaches_anew(page: StorePage, core: Core) -> None:
    for _ in range(2):
        core.later(page)
        assert not isinstance(core.refuse, Notice)
        core.refuse(ConferenceError(ErrorCode.NOT_ALLOWED, "operators only"))
    assert core.wishes == [GetStore()]
    assert not page.notice.text
    page.glance(ConsoleState())
    core.later(page)
    assert len(core.wishes) == 2


def test_a_place_on_the_same_disk_is_said(page: StorePage) -> None:
    page.show_status(msgspec.structs.replace(with_backups(60), is_same_disk=True))
    assert "same disk" in page.notice.text
    page.show_status(USUAL)
    assert not page.notice.text


def test_a_backup_that_is_refused_may_be_tried_again(page: StorePage, core: Core) -> None:
    page.show_state(attached("en"))
    page.show_status(with_backups(60))
    page.make.click()
    assert core.wishes == [BackUpNow()]
    assert not page.make.isEnabled()
    assert not isinstance(core.refuse, Notice)
    core.refuse(ConferenceError(ErrorCode.DISK, "its disk is not there"))
    assert page.make.isEnabled()
    assert page.outcome.text
    assert core.wishes[1:] == [GetStore()]


def test_a_backup_that_takes_longer_than_an_answer_is_not_called_failed(page: StorePage, core: Core) -> None:
    page.show_state(attached("en"))
    page.show_status(with_backups(60))
    page.make.click()
    assert not isinstance(core.refuse, Notice)
    core.refuse(ConferenceError(ErrorCode.TIMEOUT))
    assert "goes on" in page.outcome.text
