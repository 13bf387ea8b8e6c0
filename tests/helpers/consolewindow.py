"""The console's window in a test's own process, beside a real core that it starts."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.model.ids import ParticipantId
from common.protocol.operator import IssueLink, LinkIssued
from common.ui.theme import ThemeSwitch
from room_console.ui.attachment import Attachment
from room_console.ui.coreprocess import CoreProcess
from room_console.ui.mainwindow import MainWindow
from room_console.ui.presenter import Presenter

Opened = tuple[MainWindow, Attachment]
WAIT_S = 40.0
TURNS = 50
"""So many turns Qt's loop takes in the time at least; a window shows a state in about as many."""
ANNA = ParticipantId("anna")
CONFIG = """
[meeting]
id = "assembly"
title = "A meeting"
[server]
port = 0
[[participants]]
id = "anna"
name = "Anna Keller"
delegation = "Switzerland"
email = "anna@example.org"
"""


async def until(is_so: Callable[[], object]) -> None:
    """Wait, with Qt's events carried out, until something is so."""
    async with asyncio.timeout(WAIT_S):
        while not is_so():
            for _ in range(TURNS):
                QApplication.processEvents()
            await asyncio.sleep(0.02)


@asynccontextmanager
async def window_here(config: Path, state: Path, application: QApplication) -> AsyncIterator[Opened]:
    """Open the window in this process."""
    core = CoreProcess(["--config", str(config), "--state", str(state)], state, SystemClock())
    attachment = Attachment(core, None, secrets.token_urlsafe(32), SystemClock())
    window, owner = MainWindow(), TaskOwner("test window")
    presenter = Presenter(attachment, window, ThemeSwitch(application), SystemClock())
    spawn(attachment.run(), "attachment", owner)
    try:
        yield window, attachment
    finally:
        await presenter.close()
        await owner.cancel_all()
        window.deleteLater()
        await until(lambda: not core.is_running)


async def link_for_anna(attachment: Attachment) -> str:
    """Have the window's own attachment issue Anna a link that needs no code here."""
    answer = await attachment.request(IssueLink(participant=ANNA, is_local=True))
    assert isinstance(answer, LinkIssued)
    return answer.link
