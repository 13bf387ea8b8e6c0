"""The QR code on the screen: every module where it belongs, in either theme and direction."""

import pytest
import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.ui.colours import Scheme
from common.ui.theme import ThemeSwitch
from delegate_app.ui.widgets.qrcode import QUIET_MODULES, QrCode

TEXT = "otpauth://totp/Assembly:anna?secret=JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ&issuer=Assembly"


def modules_of(image: QImage, module_px: int) -> list[list[bool]]:
    """Read the modules with their margin back from a picture: dark is true, and there are no greys."""
    half = module_px // 2
    count = image.width() // module_px
    read = [[image.pixelColor(x * module_px + half, y * module_px + half) for x in range(count)] for y in range(count)]
    assert {colour.name() for row in read for colour in row} == {"#000000", "#ffffff"}
    return [[colour.name() == "#000000" for colour in row] for row in read]


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("text", [TEXT, TEXT + "%D8%AD%D9%88" * 40])
def test_what_is_drawn_is_the_code_with_its_quiet_zone(
    qapp: QApplication, qtbot: QtBot, scheme: Scheme, direction: Qt.LayoutDirection, text: str
) -> None:
    themes = ThemeSwitch(qapp, scheme)
    code = QrCode("QR code")
    qtbot.addWidget(code)
    code.setLayoutDirection(direction)
    code.show_text(text)
    drawn = modules_of(code.grab().toImage(), code.module_px)
    assert drawn == [[bool(m) for m in row] for row in segno.make_qr(text, error="l").matrix_iter(border=QUIET_MODULES)]
    themes.deleteLater()


def test_nothing_is_left_of_a_code_that_is_put_away(qtbot: QtBot) -> None:
    code = QrCode("QR code")
    qtbot.addWidget(code)
    code.show_text(TEXT)
    before = code.grab().toImage()
    code.show_text("")
    assert code.is_empty
    after = code.grab().toImage()
    assert after.pixelColor(before.width() // 2, 2) == after.pixelColor(after.width() // 2, after.height() // 2)
    assert code.accessibleName() == "QR code"
