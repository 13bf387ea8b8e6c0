"""A debate chaired by the keyboard alone, in the chair's window on a real core."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import JoinLink
from common.model.floor import RequestKind, RequestStatus, SpeechTimers
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.floor import EnterRequest, RequestFloor, SetRules
from common.ui.theme import ThemeSwitch
from room_console.ui.attachment import Attachment
from room_console.ui.chair.presenter import ChairPresenter
from room_console.ui.chair.window import ChairWindow
from tests.helpers.consolewindow import until
from tests.helpers.coreprocess import CoreProcess, Participant, core_process, participants

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]
PEOPLE = {"chair": Role.CHAIR, "anna": Role.DELEGATE, "ben": Role.DELEGATE, "carla": Role.DELEGATE}
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@asynccontextmanager
async def chair_at(link: JoinLink, application: QApplication) -> AsyncIterator[tuple[ChairWindow, Attachment]]:
    """Open the chair's window in this process."""
    attachment = Attachment(None, link, secrets.token_urlsafe(32), SystemClock())
    window, owner = ChairWindow(), TaskOwner("chair")
    presenter = ChairPresenter(attachment, window, ThemeSwitch(application))
    spawn(attachment.run(), "attachment", owner)
    window.show()
    window.activateWindow()
    try:
        await until(lambda: attachment.state.is_attached and window.panel.toggle.isEnabled())
        yield window, attachment
    finally:
        await presenter.close()
        await attachment.close()
        await owner.cancel_all()
        window.deleteLater()


def status(person: Participant) -> RequestStatus | None:
    """Say how someone's request stands."""
    return person.request.status if person.request is not None else None


@pytest.mark.timeout(120)
async def test_a_debate_is_chaired_by_the_keyboard_alone(tmp_path: Path, qapp: QApplication) -> None:
    async with core_process(CoreProcess(tmp_path, PEOPLE)) as core:
        links = await core.links(PEOPLE)
        remote = {name: links[name] for name in ("anna", "ben")}
        async with participants(remote) as people, chair_at(links["chair"], qapp) as (window, attachment):
            anna, ben = people["anna"], people["ben"]
            view = attachment.state.view
            assert view is not None
            await attachment.request(SetRules(rules=replace(view.rules, timers=SpeechTimers(speech_s=120))))
            await attachment.request(EnterRequest(participant=ParticipantId("carla"), is_in_hall=True))
            await anna.client.request(RequestFloor())
            await ben.client.request(RequestFloor())
            await until(lambda: len(window.panel.list.rows.rows) == 3)
            await _the_hall_speaks_first(window)
            await _who_spoke_is_looked_up(window)
            await _the_list_is_worked(window, anna, ben)
            await _a_group_is_corrected_and_that_undone(window, anna)
            await _a_point_of_order_goes_first(window, ben)


async def _the_hall_speaks_first(window: ChairWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F2)
    await until(lambda: window.speaking.delegation.text() == "Carlaland")
    QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    await until(lambda: window.current and window.current.limit_s == 180)
    QTest.keyClick(window, Qt.Key.Key_P, CONTROL)
    await until(lambda: window.current and window.current.running_since_ms is None)
    QTest.keyClick(window, Qt.Key.Key_F3)
    await until(lambda: window.current is None)


async def _who_spoke_is_looked_up(window: ChairWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_T, CONTROL)
    await until(lambda: [(told.key, told.speeches) for told in window.panel.times.times.rows] == [("Carlaland", 1)])
    QTest.keyClick(window, Qt.Key.Key_T, CONTROL)
    await until(lambda: window.panel.pages.currentWidget() is window.panel.list)


async def _the_list_is_worked(window: ChairWindow, anna: Participant, ben: Participant) -> None:
    QTest.keyClick(_focused(window), Qt.Key.Key_End)
    QTest.keyClick(window, Qt.Key.Key_Up, ALT)
    await until(lambda: window.panel.list.rows.rows[0].delegation == "Benland")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    await until(lambda: window.panel.list.rows.rows[0].delegation == "Annaland")
    QTest.keyClick(window, Qt.Key.Key_F4)
    await until(lambda: status(ben) is None and len(window.panel.list.rows.rows) == 1)
    QTest.keyClick(window, Qt.Key.Key_F2)
    undo = window.panel.undo
    await until(lambda: status(anna) is RequestStatus.GRANTED and undo.text() == "Undo the grant: Annaland")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    await until(lambda: status(anna) is not RequestStatus.GRANTED and anna.request)


async def _a_group_is_corrected_and_that_undone(window: ChairWindow, anna: Participant) -> None:
    QTest.keyClick(_focused(window), Qt.Key.Key_Home)
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL)
    QTest.keyClicks(_focused(window), "African Group")
    QTest.keyClick(_focused(window), Qt.Key.Key_Return)
    await until(lambda: anna.request and anna.request.on_behalf_of == "African Group")
    assert window.panel.list.hasFocus()
    await until(lambda: window.panel.undo.text() == "Undo the correction: Annaland")
    QTest.keyClick(window, Qt.Key.Key_J, CONTROL)
    told = window.panel.journal.lines
    await until(lambda: told.deeds and told.deeds[0].what.startswith("Request changed"))
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    await until(lambda: anna.request and not anna.request.on_behalf_of)
    await until(lambda: told.deeds[0].what == "Undid the correction")
    assert "Chair" in told.deeds[0].by
    assert "Anna" in told.deeds[0].whom
    QTest.keyClick(_focused(window), Qt.Key.Key_Escape)
    assert window.panel.list.hasFocus()


def _focused(window: ChairWindow) -> QWidget:
    focused = window.focusWidget()
    assert focused is not None
    return focused


async def _a_point_of_order_goes_first(window: ChairWindow, ben: Participant) -> None:
    QTest.keyClick(window, Qt.Key.Key_F6)
    await until(lambda: not ben.view.rules.is_list_open)
    await ben.client.request(RequestFloor(kind=RequestKind.POINT_OF_ORDER))
    await until(lambda: window.next.delegation.text() == "Benland")
    QTest.keyClick(window, Qt.Key.Key_F2)
    await until(lambda: status(ben) is RequestStatus.GRANTED)
    QTest.keyClick(window, Qt.Key.Key_M, CONTROL)
    QTest.keyClicks(_focused(window), "We adjourn at one.")
    QTest.keyClick(_focused(window), Qt.Key.Key_Return)
    await until(lambda: not window.text.text() and "We adjourn at one." in window.notice.text)
    window.notice.acted.emit()
    assert window.notice.text == ""
