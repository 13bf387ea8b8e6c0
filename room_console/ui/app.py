"""The console's window as a program: with a core on this machine, or on a link to one that runs elsewhere."""

import asyncio
import logging
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_console_link
from common.model.errors import UserError
from common.ui.app import Application
from common.ui.app import run as run_application
from common.ui.look import Look
from room_console.ui.attachment import Attachment
from room_console.ui.cataloguewindow import CatalogueWindow
from room_console.ui.chair.presenter import ChairPresenter
from room_console.ui.chair.window import ChairWindow
from room_console.ui.coreprocess import CoreProcess, detached
from room_console.ui.mainwindow import MainWindow
from room_console.ui.meetingskept import MeetingsKept
from room_console.ui.office.catalogue import CataloguePage
from room_console.ui.presenter import Presenter

_log = logging.getLogger(__name__)
NAME, CHAIR_NAME = "Hemicycle Room Console", "Hemicycle Chair"
CLOSE_S = 5.0
TEND_LOG_S = 60.0
EXIT_USAGE = 2


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Here:
    """A console on this machine. `core_arguments` and `window_arguments` are those of the commands, but `--state`."""

    meetings: MeetingsKept
    core_arguments: Sequence[str] = ()
    window_arguments: Sequence[str] = ()

    def open_elsewhere(self, directory: Path) -> None:
        """Open another meeting in a window of its own. Raises: OSError."""
        command = [sys.executable, "-m", "room_console", *self.window_arguments, "--state", str(directory)]
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **detached())


def run_window(here: Here, state: Path | None, look: Look) -> int:
    """Open the window on the core whose state directory this is, starting one if none runs; return the exit status.

    Without a directory the catalogue comes first.
    """

    async def main(application: Application) -> int:
        tasks = TaskOwner("console")
        try:
            directory = state or await _choose(here.meetings, tasks)
            return await _main_here(application, here, directory, tasks) if directory is not None else 0
        finally:
            await tasks.cancel_all()

    return run_application(NAME, look, main)


async def _choose(meetings: MeetingsKept, tasks: TaskOwner) -> Path | None:
    window = CatalogueWindow(meetings, tasks)
    try:
        return await window.choose()
    finally:
        window.hide()
        window.deleteLater()


async def _main_here(application: Application, here: Here, directory: Path, tasks: TaskOwner) -> int:
    core = CoreProcess([*here.core_arguments, "--state", str(directory)], directory, SystemClock())
    attachment = Attachment(core, None, secrets.token_urlsafe(32), SystemClock())
    spawn(_tend_log(core), name="core log", owner=tasks)
    window = MainWindow()
    for page in window.office.pages:
        if isinstance(page, CataloguePage):
            page.serve(here.meetings, tasks)
            page.open_wanted.connect(here.open_elsewhere)
    return await _main(attachment, window, Presenter(attachment, window, application.themes, SystemClock()))


def run_attached(link: str, look: Look, *, is_chair: bool = False) -> int:
    """Open the window on a core that runs, by a join link or by signing in at `HOST[:PORT]`; return the exit status.

    The technician's, or the chair's.
    """
    try:
        parsed = parse_console_link(link)
    except UserError as error:
        _log.error("x %s", error)
        return EXIT_USAGE

    async def main(application: Application) -> int:
        attachment = Attachment(None, parsed, secrets.token_urlsafe(32), SystemClock())
        if is_chair:
            chair = ChairWindow()
            return await _main(attachment, chair, ChairPresenter(attachment, chair, application.themes))
        window = MainWindow()
        return await _main(attachment, window, Presenter(attachment, window, application.themes, SystemClock()))

    return run_application(CHAIR_NAME if is_chair else NAME, look, main)


async def _tend_log(core: CoreProcess) -> None:
    while True:
        await asyncio.sleep(TEND_LOG_S)
        try:
            await core.trim_log()
        except OSError as error:
            _log.warning("x the core's log can't be kept short: %s", error)


async def _main(attachment: Attachment, window: MainWindow | ChairWindow, presenter: Presenter | ChairPresenter) -> int:
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
