"""The window for the hall's screens."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from room_console.ui.keys import Key
from room_console.ui.stage.caption import Caption
from room_console.ui.stage.view import StageView


def screens() -> list[QScreen]:
    """Return the screens there are; the one that the technician works at is first."""
    return list(QGuiApplication.screens())


class StageWindow(QWidget):
    """F11 fills the screen and gives it back, Escape gives it back; hidden when closed."""

    hidden_by_user = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Stage"))
        self.view = StageView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.resize(960, 540)
        QShortcut(QKeySequence(Key.FULL_SCREEN), self).activated.connect(self.switch_full_screen)
        QShortcut(QKeySequence("Escape"), self).activated.connect(self.showNormal)
        QShortcut(QKeySequence(Key.STAGE), self).activated.connect(self.close)

    def show_on(self, screen: QScreen | None) -> None:
        """Fill a screen of the hall; without one, be a window beside the console's."""
        if screen is None:
            self.showNormal()
            return
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def switch_full_screen(self) -> None:
        """Fill the screen that the window is on, or give it back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def show_caption(self, caption: Caption) -> None:
        """Show who speaks."""
        self.view.show_caption(caption)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide, and say so."""
        event.accept()
        self.hidden_by_user.emit()
