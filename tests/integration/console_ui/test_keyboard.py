"""A whole debate run by the keyboard alone, in the console's window on a real core."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from common.control.joinlink import parse_join_link
from common.model.floor import DiscussionMode, RequestKind
from common.model.meeting import MeetingView
from common.protocol.floor import RequestFloor
from common.protocol.operator import EndMeeting
from room_console.rehearsal.staff import StaffLink
from room_console.ui.attachment import Attachment
from room_console.ui.mainwindow import MainWindow
from tests.helpers.consolewindow import CONFIG, link_for_anna, until, window_here

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key
BEN = """
[[participants]]
id = "ben"
name = "Ben Moser"
delegation = "Austria"
email = "ben@example.org"
"""


def view_of(attachment: Attachment) -> MeetingView:
    """Return the meeting as the window has it."""
    assert attachment.state.view is not None
    return attachment.state.view


def press(window: MainWindow, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def delegations(window: MainWindow) -> list[str]:
    """Return whose requests stand in the list."""
    return [line.delegation for line in window.speakers.model.lines]


@contextlib.asynccontextmanager
async def in_hall(tmp_path: Path, qapp: QApplication) -> AsyncIterator[tuple[MainWindow, Attachment]]:
    """Open the window, with the focus in its list."""
    config = tmp_path / "console.toml"
    config.write_text(CONFIG + BEN, encoding="utf-8")
    async with window_here(config, tmp_path / "state", qapp) as (window, attachment):
        window.show()
        window.activateWindow()
        await until(lambda: attachment.state.is_attached and attachment.state.view)
        await until(window.speakers.toggle.isEnabled)
        window.speakers.list.setFocus()
        try:
            yield window, attachment
        finally:
            await attachment.request(EndMeeting())


@pytest.mark.timeout(150)
async def test_a_whole_debate_is_run_by_the_keyboard_alone(tmp_path: Path, qapp: QApplication) -> None:
    async with in_hall(tmp_path, qapp) as (window, attachment):
        await _rules_are_set(window, attachment)
        link = await link_for_anna(attachment)
        async with StaffLink(parse_join_link(link)) as anna:
            await _people_are_entered(window)
            await anna.client.request(RequestFloor())
            await until(lambda: delegations(window) == ["Austria", "Lusitania", "Switzerland"])
            await _the_hall_speaks(window, attachment)
            await _the_list_is_worked(window, attachment)
            press(window, Key.Key_F6)
            await until(lambda: not view_of(attachment).rules.is_list_open)
            await anna.client.request(RequestFloor(kind=RequestKind.POINT_OF_ORDER))
            await until(lambda: window.speakers.model.lines[0].is_urgent)
            press(window, Key.Key_F2)
            await until(window.speakers.verbs.fault.isEnabled)
            assert view_of(attachment).floor[0].kind is RequestKind.POINT_OF_ORDER
            press(window, Key.Key_F3, CONTROL)
            await until(lambda: view_of(attachment).floor[0].has_fault)


async def _rules_are_set(window: MainWindow, attachment: Attachment) -> None:
    """Two minutes a speech, two microphones."""
    press(window, Key.Key_R, CONTROL)
    window.rules.mics.setFocus()
    press(window, Key.Key_Up)
    window.rules.speech.setFocus()
    window.rules.speech.selectAll()
    QTest.keyClicks(window.rules.speech, "2:00")
    press(window, Key.Key_Tab)
    press(window, Key.Key_Return, CONTROL)
    await until(lambda: view_of(attachment).rules.timers.speech_s == 120)
    assert view_of(attachment).rules.max_open_mics == 2
    assert view_of(attachment).rules.mode is DiscussionMode.MANUAL


async def _people_are_entered(window: MainWindow) -> None:
    """One who is registered, one who is not."""
    press(window, Key.Key_N, CONTROL)
    await until(window.speakers.entry.who.hasFocus)
    QTest.keyClicks(window.speakers.entry.who, "mos")
    window.speakers.entry.in_hall.setChecked(True)
    press(window, Key.Key_Return)
    await until(lambda: delegations(window) == ["Austria"])
    QTest.keyClicks(window.speakers.entry.who, "Ana Sousa, Lusitania")
    press(window, Key.Key_Return)
    await until(lambda: delegations(window) == ["Austria", "Lusitania"])
    press(window, Key.Key_Escape)
    assert window.speakers.list.hasFocus()


async def _the_hall_speaks(window: MainWindow, attachment: Attachment) -> None:
    press(window, Key.Key_F2)
    await until(lambda: window.speakers.model.lines[0].word == "On air")
    assert window.speakers.model.lines[0].place == "Hall"
    press(window, Key.Key_Plus, CONTROL)
    await until(lambda: view_of(attachment).floor[0].limit_s == 180)
    press(window, Key.Key_P, CONTROL)
    await until(lambda: view_of(attachment).floor[0].running_since_ms is None)
    press(window, Key.Key_F3)
    await until(lambda: delegations(window) == ["Lusitania", "Switzerland"])


async def _a_group_is_corrected(window: MainWindow, attachment: Attachment) -> None:
    press(window, Key.Key_Home)
    press(window, Key.Key_E, CONTROL)
    field = window.speakers.correction.group.lineEdit()
    assert field is not None
    await until(field.hasFocus)
    QTest.keyClicks(field, "African Group")
    press(window, Key.Key_Return)
    await until(lambda: view_of(attachment).floor[0].on_behalf_of == "African Group")
    assert window.speakers.list.hasFocus()
    await until(lambda: window.speakers.verbs.undone.text() == "Undo the correction: Lusitania")
    press(window, Key.Key_Z, CONTROL)
    await until(lambda: not view_of(attachment).floor[0].on_behalf_of)


async def _the_list_is_worked(window: MainWindow, attachment: Attachment) -> None:
    press(window, Key.Key_End)
    press(window, Key.Key_Up, ALT)
    await until(lambda: delegations(window) == ["Switzerland", "Lusitania"])
    await until(lambda: window.speakers.verbs.undone.text().startswith("Undo the move"))
    press(window, Key.Key_Z, CONTROL)
    await until(lambda: delegations(window) == ["Lusitania", "Switzerland"])
    press(window, Key.Key_End)
    press(window, Key.Key_Return)
    await until(lambda: delegations(window) == ["Switzerland", "Lusitania"])
    press(window, Key.Key_Z, CONTROL)
    await until(lambda: delegations(window) == ["Lusitania", "Switzerland"])
    await _a_group_is_corrected(window, attachment)
    press(window, Key.Key_End)
    press(window, Key.Key_F4)
    await until(lambda: delegations(window) == ["Lusitania"])
