"""The number of a port, where none is a dash."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox

from common.ui import theme
from common.ui.text import restyle
from room_console.ui.widgets.spinmargins import BUTTONS_PX

MOST_PORTS = 128
_WIDEST = str(MOST_PORTS)


class PortSpin(QSpinBox):
    """0 is not patched. The wheel changes it only when it has the focus: nobody repatches by scrolling past."""

    def __init__(self, name: str) -> None:
        super().__init__(minimum=0, maximum=MOST_PORTS)
        self.setSpecialValueText("–")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(_WIDEST) + BUTTONS_PX + 2 * theme.SPACE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("tone", "")

    @property
    def port(self) -> int | None:
        """The port; None where it is not patched."""
        return self.value() or None

    def show_port(self, port: int | None) -> None:
        """Show a port."""
        self.setValue(port or 0)

    def mark(self, is_wrong: bool) -> None:
        """Mark a port that can't be used."""
        restyle(self, tone="fail" if is_wrong else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only with the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
