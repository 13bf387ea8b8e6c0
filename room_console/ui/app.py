"""The console's window as a program: with a core on this machine, or on a link to one that runs elsewhere."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from pathlib import Path

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.errors import UserError
from common.ui.app import Application
from common.ui.app import run as run_application
from common.ui.look import Look
from room_console.ui.attachment import Attachment
from room_console.ui.coreprocess import CoreProcess
from room_console.ui.mainwindow import MainWindow
from room_console.ui.presenter import Presenter

_log = logging.getLogger(__name__)
NAME = "Hemicycle Room Console"
CLOSE_S = 5.0
TEND_LOG_S = 60.0
EXIT_USAGE = 2


def run_window(core_arguments: Sequence[str], state: Path, look: Look) -> int:
    """Open the window on the core whose state directory this is, starting one if none runs; return the exit status.

    `core_arguments` are those of the command `core`.
    """

    async def main(application: Application) -> int:
        core = CoreProcess(core_arguments, state, SystemClock())
        attachment = Attachment(core, None, secrets.token_urlsafe(32), SystemClock())
        tending = TaskOwner("core log")
        spawn(_tend_log(core), name="core log", owner=tending)
        try:
            return await _main(application, attachment)
        finally:
            await tending.cancel_all()

    return run_application(NAME, look, main)


def run_attached(link: str, look: Look) -> int:
    """Open the window on a core that runs, by an operator's join link; return the exit status."""
    try:
        parsed = parse_join_link(link)
    except UserError as error:
        _log.error("x %s", error)
        return EXIT_USAGE

    async def main(application: Application) -> int:
        return await _main(application, Attachment(None, parsed, secrets.token_urlsafe(32), SystemClock()))

    return run_application(NAME, look, main)


async def _tend_log(core: CoreProcess) -> None:
    while True:
        await asyncio.sleep(TEND_LOG_S)
        try:
            await core.trim_log()
        except OSError as error:
            _log.warning("x the core's log can't be kept short: %s", error)


async def _main(application: Application, attachment: Attachment) -> int:
    window = MainWindow()
    presenter = Presenter(attachment, window, application.themes, SystemClock())
    owner = TaskOwner("console window")
    window.show()
    spawn(attachment.run(), name="attachment", owner=owner)
    try:
        await window.closed.wait()
    finally:
        async with asyncio.timeout(CLOSE_S):
            await presenter.close()
            await attachment.close()
            await owner.cancel_all()
    return 0
