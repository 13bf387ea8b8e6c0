"""Shows and hides the stage, on the screen that was chosen, with its leg."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QScreen
from PySide6.QtWidgets import QMenu

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner
from common.protocol.codec import ConsoleMessage
from common.ui.slots import async_slot
from room_console.ui.attachment import Attachment
from room_console.ui.panels.topbar import TopBar
from room_console.ui.stage.caption import caption_of
from room_console.ui.stage.leg import StageLeg
from room_console.ui.stage.window import StageWindow, screens
from room_console.ui.state import ConsoleState


class StageDirector(QObject):
    """Joins the button, the window and the leg. Thread: main."""

    def __init__(self, attachment: Attachment, top: TopBar, clock: Clock) -> None:
        super().__init__(top)
        self.tasks = TaskOwner("stage")
        self.window = StageWindow()
        self.leg = StageLeg(attachment.request, self._host, clock)
        self._attachment = attachment
        self._top = top
        self._chosen: str | None = None
        self._menu = QMenu(top)
        self._menu.aboutToShow.connect(self._list_screens)
        self._menu.triggered.connect(lambda action: self._choose(action.data()))
        top.screens.clicked.connect(lambda: self._menu.popup(top.screens.mapToGlobal(top.screens.rect().bottomLeft())))
        self.window.view.show_from(self.leg.pictures, self.leg.screens)
        self.window.hidden_by_user.connect(lambda: top.stage.setChecked(False))
        top.stage.toggled.connect(self._switch)
        attachment.on_legs_left = self.leg.keep_only

    def show(self, state: ConsoleState, now_ms: int) -> None:
        """Keep the caption true."""
        if self.window.isVisible():
            self.window.show_caption(caption_of(state, now_ms))

    def take(self, message: ConsoleMessage) -> None:
        """Follow what the core says of the leg."""
        self.leg.take(message)

    async def close(self) -> None:
        """Take the stage down."""
        await self.leg.hide()
        await self.tasks.cancel_all()
        self.window.close()
        self.window.deleteLater()

    def _switch(self, is_shown: bool) -> None:
        if is_shown:
            self.window.show_on(self._screen())
            self.leg.show()
        else:
            self.window.hide()
            self._hide()

    @async_slot
    async def _hide(self) -> None:
        await self.leg.hide()

    def _screen(self) -> QScreen | None:
        there = screens()
        chosen = next((s for s in there if s.name() == self._chosen), None)
        return chosen or (there[1] if len(there) > 1 else None)

    def _list_screens(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for screen in screens():
            size = screen.size()
            action = QAction(f"{screen.name()}  {size.width()} × {size.height()}", self._menu, checkable=True)
            action.setChecked(screen is self._screen())
            action.setData(screen.name())
            group.addAction(action)
            self._menu.addAction(action)

    def _choose(self, name: str) -> None:
        self._chosen = name
        if self._top.stage.isChecked():
            self.window.show_on(self._screen())

    def _host(self) -> str:
        link = self._attachment.link
        return link.host if link is not None else "127.0.0.1"
