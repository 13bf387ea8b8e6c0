"""A list to choose from whose choice ends in an ellipsis where it does not fit; Qt cuts it off in mid-letter."""

from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from common.ui.text import cut_off

_PADDING_PX = 2
"""What Qt leaves free on both sides of the words."""


class ElidedBox(QComboBox):
    """The whole is in its list."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Let what fits be drawn."""
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        option.currentText = cut_off(self.fontMetrics(), option.currentText, room.width() - 2 * _PADDING_PX)
