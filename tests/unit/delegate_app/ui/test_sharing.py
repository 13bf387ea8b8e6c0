"""A screen is offered, picked with its preview, shared with an unmistakable bar, and shown beside who speaks."""

from dataclasses import replace

import av
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from common.devices.screen import ScreenChoice
from common.model.floor import RequestStatus
from common.ui.icon import IconLabel
from delegate_app.core.state import Phase
from delegate_app.ui.sharepresenter import preview_image
from delegate_app.ui.widgets.screenpicker import PREVIEW, ScreenPicker
from delegate_app.ui.widgets.sharingbar import SharingBar
from delegate_app.ui.widgets.stage import Stage
from tests.gallery.madeup import joined, request

CHOICES = (ScreenChoice("a", "screen", "1"), ScreenChoice("b", "window", "Minutes"))
ON_AIR = (request(4, RequestStatus.GRANTED, is_on_air=True),)


@pytest.fixture
def bar(qtbot: QtBot) -> SharingBar:
    made = SharingBar()
    qtbot.addWidget(made)
    return made


def test_sharing_is_offered_only_on_air(bar: SharingBar) -> None:
    bar.show_state(joined("en", (request(4),)))
    assert bar.isHidden()
    bar.show_state(joined("en", ON_AIR))
    assert not bar.isHidden()
    assert bar.share.isEnabled()
    assert bar.sharing.isHidden()


def test_while_another_shares_the_button_says_why_not(bar: SharingBar) -> None:
    state = joined("en", ON_AIR)
    assert state.view is not None
    bar.show_state(replace(state, view=replace(state.view, sharing=request(2).participant)))
    assert not bar.share.isEnabled()
    assert bar.share.toolTip()


def test_a_screen_that_was_taken_off_is_said_and_ones_own_press_is_not(bar: SharingBar, qtbot: QtBot) -> None:
    state = joined("en", ON_AIR)
    taken: list[bool] = []
    bar.taken.connect(lambda: taken.append(True))
    for shown in (replace(state, shared="1"), state):
        bar.show_state(shown)
    assert taken == [True]
    bar.show_state(replace(state, shared="1"))
    bar.sharing.acted.emit()
    bar.show_state(state)
    assert taken == [True]


def test_who_shares_is_told_and_stops_with_one_press(bar: SharingBar, qtbot: QtBot) -> None:
    state = joined("en", ON_AIR)
    assert state.view is not None
    bar.show_state(replace(state, shared="1"))
    before = bar.sharing.text
    bar.show_state(replace(state, shared="1", view=replace(state.view, sharing=state.me)))
    assert not bar.sharing.isHidden()
    assert bar.sharing.text != before
    assert bar.share.isHidden()
    with qtbot.waitSignal(bar.stop_wanted):
        bar.sharing.acted.emit()


def test_that_one_shares_is_no_error_and_shows_a_screen(bar: SharingBar) -> None:
    state = joined("en", ON_AIR)
    assert state.view is not None
    bar.show_state(replace(state, shared="1", view=replace(state.view, sharing=state.me)))
    shared, error = IconLabel("screen", "fail_ink"), IconLabel("error", "fail_ink")
    [shown] = bar.sharing.findChildren(IconLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert shown.pixmap().toImage() == shared.pixmap().toImage() != error.pixmap().toImage()


def test_a_screen_is_picked_by_keyboard(qtbot: QtBot) -> None:
    picker = ScreenPicker()
    qtbot.addWidget(picker)
    picker.show_choices(CHOICES)
    picker.show_preview(CHOICES[1], preview_image(av.VideoFrame(1920, 1080, "gray")))
    assert picker.list.item(1).icon().actualSize(PREVIEW) == PREVIEW
    picker.show()
    picker.list.setCurrentRow(1)
    with qtbot.waitSignal(picker.chosen) as chosen:
        QTest.keyClick(picker.list, Qt.Key.Key_Return)
    assert chosen.args == [CHOICES[1]]
    assert picker.isHidden()


def test_where_nobody_may_look_it_says_so(qtbot: QtBot) -> None:
    picker = ScreenPicker()
    qtbot.addWidget(picker)
    picker.show_nothing()
    assert not picker.notice.isHidden()
    assert picker.list.isHidden(), "an empty frame says nothing"
    assert not picker.share.isEnabled()


def test_a_shared_screen_is_large_and_swaps_with_who_speaks(qtbot: QtBot) -> None:
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(QSize(1000, 600))
    stage.show()
    stage.caption.show_speaker("Speaking now", "live", "Norland", "Anna")
    stage.show_shared(True)
    screen = stage.shared.picture
    assert screen.width() > 3 * stage.picture.width()
    assert not screen.geometry().intersects(stage.picture.geometry())
    assert stage.caption.isHidden()
    assert [line.text() for line in stage.shared.words] == ["Speaking now", "Norland", "Anna"]
    stage.shared.swap()
    assert stage.picture.width() > 3 * screen.width()
    stage.show_shared(False)
    assert screen.isHidden()
    assert stage.picture.geometry() == stage.rect()


def test_while_the_console_is_away_nobody_is_said_to_see_the_screen(bar: SharingBar) -> None:
    state = joined("en", ON_AIR)
    assert state.view is not None
    shared = replace(state, view=replace(state.view, sharing=state.me), shared="1")
    bar.show_state(shared)
    assert "Everybody sees it" in bar.sharing.text
    away = replace(shared, phase=Phase.RECONNECTING, media=replace(shared.media, has_uplink=False))
    bar.show_state(away)
    assert "not seen now" in bar.sharing.text
    assert bar.sharing.property("tone") == "warn"
