"""The delegate's window on a delegate made up, worked by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from common.aio.clock import ManualClock
from common.ui.colours import Scheme
from common.ui.theme import ThemeSwitch
from delegate_app.core.state import DelegateState
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.presenter import Presenter
from tests.gallery.madeup import NOW_MS
from tests.unit.delegate_app.ui.fakedelegate import FakeDelegate

LINK = "hemicycle://console.example.org:8443/conversation#" + "t" * 32 + "." + "ab" * 32
TURNS = 8
"""So many turns of the loop, and what a press asks has been carried out."""


class WindowDesk:
    """A window, a delegate, and what joins them; the window shows each state at once."""

    def __init__(self, application: QApplication, state: DelegateState) -> None:
        self.delegate = FakeDelegate(state)
        self.window = MainWindow()
        self.window.show_in_turns = self.window.show_state  # type: ignore[method-assign]
        self.themes = ThemeSwitch(application, Scheme.DARK)
        self.presenter = Presenter(self.delegate, self.window, self.themes, ManualClock(NOW_MS))

    def seen(self) -> QWidget | None:
        """Return the page that is seen."""
        return self.window.page

    async def settle(self) -> None:
        """Let what was asked be carried out."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def asked(self, press: Callable[[], object]) -> list[tuple[str, object]]:
        """Press and return what the delegate was asked."""
        self.delegate.asked.clear()
        press()
        await self.settle()
        return list(self.delegate.asked)


@asynccontextmanager
async def worked(desk: WindowDesk) -> AsyncIterator[None]:
    """Show the window; at the end leave nothing of it."""
    desk.window.show()
    yield
    await desk.presenter.close()
    desk.window.deleteLater()
    desk.themes.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
