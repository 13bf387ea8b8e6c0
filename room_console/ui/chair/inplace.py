"""What is shown in the place of the list: it asks when it is shown, and Escape closes it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class InPlaceOfList(QWidget):
    """Base of the pages that are read there."""

    closed = Signal()

    def ask(self) -> None:
        """Ask for what is to be shown."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Ask anew."""
        super().showEvent(event)
        self.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
