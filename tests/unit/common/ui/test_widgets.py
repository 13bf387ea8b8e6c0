"""Notices speak in their place, pickers tell of the user's choice only, slots are tasks."""

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from common.aio.tasks import TaskOwner
from common.model.errors import ErrorCode
from common.ui import theme, translate
from common.ui.buttons import ICON_PX, IconButton
from common.ui.devicepicker import DevicePicker
from common.ui.errors import sentence
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.pen import Pen
from common.ui.slots import async_slot
from common.ui.text import cut_off, isolated, label, own_way


@pytest.fixture
def notice(qapp: QApplication) -> Iterator[Notice]:
    parent = QWidget()
    made = Notice(parent)
    QHBoxLayout(parent).addWidget(made)
    yield made
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_notice_says_an_error_and_goes_away(notice: Notice) -> None:
    notice.say_error(ErrorCode.UNREACHABLE, may_dismiss=True)
    assert notice.text == notice.accessibleName() == sentence(ErrorCode.UNREACHABLE)
    notice._close.click()
    assert notice.text == ""


def test_notice_offers_what_can_be_done(notice: Notice) -> None:
    pressed = []
    notice.acted.connect(lambda: pressed.append(True))
    notice.say("The headset was unplugged.", "warn", action="Choose")
    notice._button.click()
    assert pressed == [True]


def test_picker_tells_only_what_the_user_chose(qapp: QApplication) -> None:
    picker = DevicePicker("Camera", "camera", may_be_none=True)
    picked: list[object] = []
    picker.picked.connect(picked.append)
    picker.show_devices([("a", "One"), ("b", "Two")], "b")
    assert (picker.chosen(), picked) == ("b", [])
    picker.box.activated.emit(0)
    assert picked == [None]


def test_picker_keeps_naming_a_device_that_is_gone(qapp: QApplication) -> None:
    picker = DevicePicker("Microphone", "microphone")
    picker.show_devices([("a", "One")], "portaudio:ALSA:Headset")
    assert picker.chosen() == "portaudio:ALSA:Headset"
    assert "Headset" in picker.box.currentText()
    assert "not connected" in picker.box.currentText()


def test_picker_without_devices_says_so(qapp: QApplication) -> None:
    picker = DevicePicker("Microphone", "microphone")
    picker.show_devices([], None)
    assert picker.box.currentText() == "No device found"


@pytest.mark.parametrize(("tag", "is_rtl"), [("ar", True), ("ar-EG", True), ("en", False), ("zh_CN", False)])
def test_direction_follows_the_language(tag: str, is_rtl: bool) -> None:
    wanted = Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
    assert translate.direction_of(tag) is wanted


def test_arabic_turns_the_application_round_without_a_translation(qapp: QApplication) -> None:
    translate.install(qapp, "ar")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    translate.install(qapp, "en")
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (130, 4)])
def test_flow_breaks_its_lines(qapp: QApplication, width: int, lines: int) -> None:
    parent = QWidget()
    flow = FlowLayout(parent)
    for name in ("Français", "Español", "Русский", "English"):
        flow.addWidget(IconButton(name))
    one = flow.heightForWidth(10_000)
    assert flow.heightForWidth(width) == lines * one + (lines - 1) * theme.SPACE_PX


def test_flow_puts_a_line_on_one_middle_and_passes_over_what_is_hidden(qapp: QApplication) -> None:
    parent = QWidget()
    flow = FlowLayout(parent)
    tall, hidden, low = QWidget(), QWidget(), QWidget()
    for widget, height in ((tall, 40), (hidden, 90), (low, 20)):
        widget.setFixedSize(30, height)
        flow.addWidget(widget)
    hidden.hide()
    tall.show()
    low.show()
    assert flow.heightForWidth(200) == 40
    flow.setGeometry(QRect(0, 0, 200, 40))
    assert low.geometry() == QRect(30 + theme.SPACE_PX, 10, 30, 20)
    hidden.show()
    flow.minimumSize()
    assert flow.heightForWidth(200) == 90, "looked at anew after a change"


def test_a_key_does_at_once_what_its_button_does_and_once_while_it_is_held(qapp: QApplication) -> None:
    window, pressed = QWidget(), []
    button = IconButton("Grant", parent=window)
    button.describe("Grant", "F2")
    button.clicked.connect(lambda: pressed.append(True))
    window.show()
    window.activateWindow()
    qapp.processEvents()
    for is_repeat in (False, True, True):
        QTest.simulateEvent(window, True, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, "", is_repeat)
    assert len(pressed) == 1
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert len(pressed) == 2
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


async def test_slot_is_a_task_and_drops_what_it_does_not_take() -> None:
    class Owner:
        def __init__(self) -> None:
            self.tasks = TaskOwner("test")
            self.was_called = asyncio.Event()

        @async_slot
        async def pressed(self) -> None:
            self.was_called.set()

    owner = Owner()
    owner.pressed()
    assert len(owner.tasks) == 1
    async with asyncio.timeout(10):
        await owner.was_called.wait()
    await owner.tasks.cancel_all()


@pytest.mark.parametrize("words", ["Who waits", "من ينتظر"])
def test_words_stand_where_reading_begins_whichever_way_they_run(qapp: QApplication, words: str) -> None:
    line = label(words)
    for direction, side in (
        (Qt.LayoutDirection.RightToLeft, Qt.AlignmentFlag.AlignRight),
        (Qt.LayoutDirection.LeftToRight, Qt.AlignmentFlag.AlignLeft),
    ):
        line.setLayoutDirection(direction)
        assert line.alignment() & side
    line.setAlignment(Qt.AlignmentFlag.AlignCenter)
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert line.alignment() == Qt.AlignmentFlag.AlignCenter, "as it was chosen"
    line.deleteLater()


def test_what_is_cut_off_ends_in_its_own_direction(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    words = "Federated States of Micronesia"
    assert cut_off(metrics, words, 10_000) == words
    assert cut_off(metrics, words, metrics.horizontalAdvance("Federated St")).endswith("\u2026\u2069")


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_an_icon_keeps_its_distance_from_words_on_the_side_where_they_stand(
    qapp: QApplication, direction: Qt.LayoutDirection
) -> None:
    button = IconButton("", "stop")
    button.setLayoutDirection(direction)
    assert button.iconSize() == QSize(ICON_PX, ICON_PX)
    button.setText("Stop")
    assert button.iconSize().height() == ICON_PX
    gap_px = button.iconSize().width() - ICON_PX
    picture = button.icon().pixmap(button.iconSize()).toImage()
    at_the_words = {picture.pixelColor(x, y).alpha() for x in range(gap_px) for y in range(ICON_PX)}
    at_the_edge = {
        picture.pixelColor(picture.width() - 1 - x, y).alpha() for x in range(gap_px) for y in range(ICON_PX)
    }
    if direction is Qt.LayoutDirection.LeftToRight:
        at_the_words, at_the_edge = at_the_edge, at_the_words
    assert (gap_px > 3, at_the_words, max(at_the_edge) > 0) == (True, {0}, True)
    button.setIconSize(QSize(16, 16))
    assert button.iconSize().height() == 16
    button.deleteLater()


@pytest.mark.parametrize(
    ("text", "is_kept"), [("15 here of 22", True), ("Ms. Li (IMO)", True), ("1/2", False), ("▲", False)]
)
def test_words_keep_their_own_direction_in_a_mirrored_line_and_figures_go_by_it(text: str, is_kept: bool) -> None:
    assert own_way(text) == (isolated(text) if is_kept else text)


def drawn(direction: Qt.LayoutDirection, text: str) -> QImage:
    """Write where a line begins on the left of the screen."""
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setLayoutDirection(direction)
    pen = Pen(painter, direction)
    write = pen.end if pen.is_rtl else pen.start
    write(QFont(), "#000000", image.rect(), 0, 200, text)
    painter.end()
    return image


def test_an_english_line_is_written_alike_in_a_mirrored_window(qapp: QApplication) -> None:
    left, right = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    for text in ("15 here of 22", "Ms. Li (IMO)"):
        assert drawn(right, text) == drawn(left, text)
