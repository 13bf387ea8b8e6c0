"""The hall's devices in the window: listed again and again, one chosen, changed to by a held button."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.model.chronicle import Deeds, JournalLine
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Done, Request
from common.protocol.operator import ChangeHall, Device, HallChanged, ListDevices
from room_console.ui.devicewords import change_refusal, devices_word, missing_word
from room_console.ui.hallpresenter import HallPresenter
from room_console.ui.journalwords import what
from room_console.ui.mainwindow import MainWindow
from room_console.ui.panels.halldevice import HallDevicePane
from room_console.ui.wishes import Refuse
from tests.gallery.consoledata import DEVICES, HEALTH, attached
from tests.gallery.madeup import NOW_MS

HDA, DANTE, MONITORS, JACK, NONE = (device.name for device in DEVICES.audio)


@pytest.fixture
def pane(qtbot: QtBot) -> HallDevicePane:
    made = HallDevicePane()
    qtbot.addWidget(made)
    made.show_state(attached("en"))
    made.show_devices(DEVICES)
    return made


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def chosen(pane: HallDevicePane) -> str:
    assert pane.chosen is not None
    return pane.chosen.name


def test_the_device_in_use_is_marked_and_there_is_nothing_to_change(pane: HallDevicePane) -> None:
    assert chosen(pane) == JACK
    texts = [[pane.model.cell(row, column).text for column in range(5)] for row in range(5)]
    assert [text.strip("\u2068\u2069") for text in texts[3]] == ["JACK", "system", "16", "16", "48 kHz"]
    assert plain(pane.detail.text()) == "system · JACK · 16 in, 16 out · 48 kHz"
    assert texts[4][1:] == ["No device", "–", "–", "–"]
    assert pane.model.cell(3, 0).mark
    assert not pane.change.isEnabled()


def test_another_device_is_wished_both_ways_or_with_another_output(pane: HallDevicePane, qtbot: QtBot) -> None:
    pane.table.select(1)
    assert pane.change.isEnabled()
    with qtbot.waitSignal(pane.change_wanted) as wish:
        pane.change.held.emit()
    assert wish.args == [ChangeHall(input=DANTE, output=DANTE)]
    assert [pane.output.itemData(n) for n in range(pane.output.count())] == ["", HDA, MONITORS]
    pane.output.setCurrentIndex(2)
    pane.output.activated.emit(2)
    assert "outputs \u20689–11\u2069" in pane.notice.text, "eight are too few"
    assert not pane.change.isEnabled()


def test_what_a_device_lacks_is_said_before_it_is_asked_for(pane: HallDevicePane) -> None:
    pane.table.select(0)
    assert "inputs \u20683–8\u2069; outputs \u20683–11\u2069" in pane.notice.text
    assert not pane.change.isEnabled()
    pane.table.select(2)
    assert "no inputs" in pane.notice.text
    pane.table.select(4)
    assert pane.notice.text == ""
    assert pane.change.isEnabled(), "the meeting can go on without a mixer"


def test_a_choice_outlives_the_next_list_and_a_device_that_is_gone_does_not(pane: HallDevicePane) -> None:
    pane.table.select(1)
    new = Device("portaudio:ALSA:just plugged in", 16, 16, 48_000)
    pane.show_devices(msgspec.structs.replace(DEVICES, audio=(new, *DEVICES.audio)))
    assert chosen(pane) == DANTE
    assert pane.table.row == 2
    pane.show_devices(msgspec.structs.replace(DEVICES, audio=DEVICES.audio[3:], fault="ALSA hangs"))
    assert pane.chosen is None or chosen(pane) == JACK
    assert "ALSA hangs" in pane.notice.text


def test_while_a_device_is_opened_nothing_else_is_asked_and_a_refusal_says_that_the_hall_goes_on(
    pane: HallDevicePane,
) -> None:
    pane.table.select(1)
    pane.show_changing()
    assert "is being opened" in pane.notice.text
    assert not any(part.isEnabled() for part in (pane.change, pane.again, pane.table))
    pane.show_refused(ConferenceError(ErrorCode.DEVICE, "Device unavailable"))
    assert "Device unavailable" in pane.notice.text
    assert "goes on as it was" in pane.notice.text
    assert pane.change.isEnabled()
    pane.table.select(3)
    assert pane.notice.text == ""


def test_why_the_device_in_use_does_not_run_is_said_until_another_is_opened(pane: HallDevicePane) -> None:
    dead = msgspec.structs.replace(HEALTH, hall_is_running=False, hall_fault="the device stopped")
    pane.show_state(replace(attached("en"), health=dead))
    assert plain(pane.notice.text) == "The hall's device does not run: the device stopped."
    pane.table.select(1)
    pane.show_changing()
    assert "is being opened" in pane.notice.text
    pane.show_changed()
    pane.show_state(attached("en"))
    assert pane.notice.text == ""


def test_nobody_asks_a_core_that_is_not_there(pane: HallDevicePane, qtbot: QtBot) -> None:
    asked: list[None] = []
    pane.devices_wanted.connect(lambda: asked.append(None))
    pane.show()
    pane._timer.timeout.emit()
    pane.again.click()
    assert len(asked) == 3, "as it comes into sight, from time to time, and when it is wished"
    pane.show_state(replace(attached("en"), health=None, phase=type(attached("en").phase).RECONNECTING))
    pane._timer.timeout.emit()
    assert len(asked) == 3
    assert not pane.again.isEnabled()
    pane.hide()
    assert not pane._timer.isActive()


class Answered:
    """Wishes that are answered at once."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answer: ConsoleMessage | ConferenceError = Done(1)

    def ask(self, message: Request, place: Refuse, then: Callable[[ConsoleMessage], None]) -> None:
        self.asked.append(message)
        if isinstance(self.answer, ConferenceError):
            place(self.answer)
        else:
            then(self.answer)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show_state(attached("en"), NOW_MS)
    return made


def test_one_key_leads_to_the_devices_and_a_change_back_to_the_patch(window: MainWindow, qtbot: QtBot) -> None:
    wishes = Answered()
    wishes.answer = DEVICES
    presenter = HallPresenter(window, wishes)  # type: ignore[arg-type]
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    pane = window.patch.pane
    assert pane.isVisible()
    assert pane.table.hasFocus()
    assert wishes.asked == [ListDevices()]
    QTest.keyClick(pane.table, Qt.Key.Key_Up)
    QTest.keyClick(pane.table, Qt.Key.Key_Up)
    assert chosen(pane) == DANTE
    wishes.answer = ConferenceError(ErrorCode.BUSY)
    pane.change.held.emit()
    assert pane.isVisible()
    wishes.answer = Done(1)
    pane.change.held.emit()
    assert not pane.isVisible()
    assert window.patch.grid.isVisible()
    presenter.take(HallChanged(ParticipantId("p-1"), DANTE, DANTE, NOW_MS), attached("en"))
    assert "Dante Virtual Soundcard" in window.patch.refusals.text
    assert "France" in window.patch.refusals.text
    window.tabs.setCurrentIndex(0)
    presenter.take(HallChanged(ParticipantId("gone"), HDA, MONITORS, NOW_MS), attached("en"))
    assert "gone" in window.speakers.notice.text


def test_a_list_that_does_not_come_is_said_and_asked_for_again(window: MainWindow) -> None:
    wishes = Answered()
    wishes.answer = ConferenceError(ErrorCode.TIMEOUT)
    HallPresenter(window, wishes)  # type: ignore[arg-type]
    pane = window.patch.pane
    pane.devices_wanted.emit()
    assert pane.notice.text
    wishes.answer = DEVICES
    pane.devices_wanted.emit()
    assert len(pane.model.rows) == len(DEVICES.audio)
    assert pane.notice.text == ""


def test_two_devices_in_use_are_both_named(window: MainWindow) -> None:
    pair = msgspec.structs.replace(HEALTH, hall_device=DANTE, hall_output=MONITORS)
    window.show_state(replace(attached("en"), health=pair), NOW_MS)
    assert "Dante" in window.patch.device.text()
    assert "Monitors" in window.patch.device.text()
    assert devices_word(NONE) == "No device"


def test_the_journal_names_the_device() -> None:
    details = (("input", DANTE), ("output", MONITORS))
    line = JournalLine(Revision(9), NOW_MS, "hall_device_changed", Deeds.SOUND, ParticipantId("p-1"), None, details)
    said = what(line)
    assert "Dante Virtual Soundcard" in said
    assert "Monitors" in said


def test_ports_that_are_missing_are_told_in_spans() -> None:
    told = missing_word(
        ["input 3 does not exist", "input 4 does not exist", "input 7 does not exist", "there is no slot"]
    )
    assert "inputs \u20683–4, 7\u2069" in told
    assert "there is no slot" in told
    detail = "output 9 does not exist; output 9 does not exist"
    assert "outputs \u20689\u2069" in change_refusal(ConferenceError(ErrorCode.PATCH_INVALID, detail))
