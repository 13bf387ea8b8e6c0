"""The first window where no meeting was named: the catalogue, to choose one from."""

import asyncio
from pathlib import Path

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from common.aio.tasks import TaskOwner
from common.ui import theme
from room_console.ui.meetingskept import MeetingsKept
from room_console.ui.office.catalogue import CataloguePage
from room_console.ui.widgets.panel import Panel

SIZE, LEAST = (960, 600), (640, 420)


class CatalogueWindow(QMainWindow):
    """`chosen` is done with the directory of the meeting to be opened; with None where the window was closed."""

    def __init__(self, meetings: MeetingsKept, tasks: TaskOwner) -> None:
        super().__init__()
        self.chosen: asyncio.Future[Path | None] | None = None
        self.page = CataloguePage()
        self.page.serve(meetings, tasks)
        self.page.open_wanted.connect(self._choose)
        panel = Panel()
        panel.name_it(self.tr("Meetings"))
        panel.body.addWidget(self.page)
        central = QWidget()
        central.setProperty("kind", "window")
        column = QVBoxLayout(central)
        column.setContentsMargins(12, theme.SPACE_PX, 12, theme.SPACE_PX)
        column.addWidget(panel)
        self.setCentralWidget(central)
        self.setWindowTitle(self.tr("Hemicycle Room Console"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)

    async def choose(self) -> Path | None:
        """Show the window until a meeting is chosen, or it is closed."""
        self.chosen = asyncio.get_running_loop().create_future()
        self.show()
        self.page.refresh()
        self.page.table.setFocus()
        return await self.chosen

    def closeEvent(self, event: QCloseEvent) -> None:
        """Choose nothing."""
        event.accept()
        self._choose(None)

    def _choose(self, directory: Path | None) -> None:
        if self.chosen is not None and not self.chosen.done():
            self.chosen.set_result(directory)
