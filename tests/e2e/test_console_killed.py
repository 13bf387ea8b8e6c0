"""The delegate's window while the console dies and comes back: nothing is claimed meanwhile, lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from common.aio.clock import SystemClock
from common.devices.screen import TEST_SCREEN, ScreenChoice
from common.model.chat import EVENT_CHAT
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.floor import GrantFloor
from common.ui.theme import ThemeSwitch
from delegate_app.core.build import headless_delegate
from delegate_app.core.client import DelegateClient
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.state import FloorPhase, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.presenter import Presenter
from delegate_app.ui.side.chat import ChatTab
from tests.helpers.coreprocess import VIRTUAL_HALL, CoreProcess, core_process, participants, request_of

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.timeout(120)]

PEOPLE = {"anna": Role.DELEGATE, "chair": Role.CHAIR}
ANNA = ParticipantId("anna")
WAIT_S = 30.0
PAGE = ScreenChoice(TEST_SCREEN, "screen", "1")


async def until(is_so: Callable[[], object], timeout_s: float = WAIT_S) -> None:
    """Wait, with Qt's events carried out."""
    async with asyncio.timeout(timeout_s):
        while not is_so():
            QApplication.processEvents()
            await asyncio.sleep(0.01)


@asynccontextmanager
async def window_of(link: str, application: QApplication) -> AsyncIterator[tuple[DelegateClient, MainWindow]]:
    """Open the window, and come in."""
    delegate = headless_delegate(HeadlessKit(HeadlessOptions(link="", audio_in="voice:5")))
    window, themes = MainWindow(), ThemeSwitch(application)
    presenter = Presenter(delegate, window, themes, SystemClock())
    window.show()
    await delegate.start()
    try:
        presenter.links.join(link)
        await until(lambda: delegate.state.may_request)
        yield delegate, window
    finally:
        await presenter.close()
        await delegate.leave()
        await delegate.close()
        window.deleteLater()
        themes.deleteLater()
        QApplication.processEvents()


async def test_who_speaks_and_shares_is_told_the_truth_and_finds_all_again(tmp_path: Path, qapp: QApplication) -> None:
    core = CoreProcess(tmp_path, PEOPLE, VIRTUAL_HALL)
    async with core_process(core):
        links = await core.links(PEOPLE)
        async with (
            participants({"chair": links["chair"]}) as people,
            window_of(str(links["anna"]), qapp) as (anna, window),
        ):
            chair, floor, sharing = people["chair"], window.meeting.controls.floor, window.meeting.sharing.sharing
            await anna.request_floor()
            await until(lambda: request_of(chair.view, ANNA))
            request = request_of(chair.view, ANNA)
            assert request is not None
            await chair.client.request(GrantFloor(request=request.request))
            await until(lambda: anna.state.floor_phase is FloorPhase.ON_AIR)
            await anna.sharing.share(PAGE)
            await until(lambda: "Everybody sees it" in sharing.text)
            tab = window.meeting.side.tab(ChatTab)
            tab.chat.field.setText("My last words")
            tab.chat.send.click()
            await asyncio.sleep(0)
            core.kill()
            await until(lambda: anna.state.phase is Phase.RECONNECTING and not anna.state.media.has_uplink)
            window.show_time(anna.state, 0)
            assert "Nobody hears you now" in floor.accessibleName()
            assert "not seen now" in sharing.text
            core.start()
            await until(lambda: anna.state.phase is Phase.JOINED)
            await until(lambda: anna.state.floor_phase is FloorPhase.ON_AIR and anna.state.media.has_uplink)
            await until(lambda: "Everybody sees it" in sharing.text)
            await until(lambda: not anna.state.chat.behind)
            if tab.chat.field.text():
                tab.chat.send.click()
            await until(lambda: not tab.chat.field.text())
            await until(lambda: anna.state.chat.lines(EVENT_CHAT))
            assert [line.text for line in anna.state.chat.lines(EVENT_CHAT)] == ["My last words"]
            assert window.meeting.notices.link.text == ""
            assert tab.notice.text == ""
