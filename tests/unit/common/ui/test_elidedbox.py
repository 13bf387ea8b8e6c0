"""A long choice ends in an ellipsis; a short one is left alone."""

from PySide6.QtWidgets import QApplication, QStyleOptionComboBox

from common.ui.elidedbox import ElidedBox

LONG = "Conference Speakerphone with Noise Cancelling (2- USB Audio)"


def test_a_long_choice_ends_in_an_ellipsis_and_a_short_one_does_not(qapp: QApplication) -> None:
    box = ElidedBox()
    box.addItems([LONG, "None"])
    box.resize(200, 36)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert "…" in option.currentText
    assert box.currentText() == LONG
    box.setCurrentIndex(1)
    box.initStyleOption(option)
    assert option.currentText == "None"
    box.deleteLater()
