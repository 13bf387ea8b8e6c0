"""The room round what stands in a spin box: a style sheet's padding makes the box larger, and its text begins at the
border all the same.
"""

from typing import Final

from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

from common.ui import theme

BUTTONS_PX: Final = 24
WIDEST: Final = "88:88"


def set_margins(spin: QAbstractSpinBox) -> None:
    """Let the text begin where that of a line does; where there is little room some figures are enough."""
    inner = spin.findChild(QLineEdit)
    if isinstance(inner, QLineEdit):
        inner.setTextMargins(theme.SPACE_PX, 0, theme.SPACE_PX // 2, 0)
    text_px = spin.fontMetrics().horizontalAdvance(WIDEST)
    spin.setMinimumWidth(text_px + theme.SPACE_PX * 3 // 2 + BUTTONS_PX)
