"""The delegate's window as a program."""

import asyncio
import logging

from common.aio.clock import SystemClock
from common.ui.app import Application
from common.ui.app import run as run_application
from common.ui.look import Look
from delegate_app.core.build import desktop_delegate
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.presenter import Presenter

_log = logging.getLogger(__name__)
GOODBYE_S = 2.0
CLOSE_S = 5.0


def run(link: str | None, look: Look | None = None) -> int:
    """Open the window, join by `link` if one was clicked, and return the exit status when the window was closed."""

    async def main(application: Application) -> int:
        return await _main(application, link)

    return run_application("Hemicycle Delegate", look or Look(), main)


async def _main(application: Application, link: str | None) -> int:
    delegate = desktop_delegate()
    window = MainWindow()
    presenter = Presenter(delegate, window, application.themes, SystemClock())
    window.show()
    try:
        await delegate.start()
        if link is not None:
            presenter.join(link)
        await window.closed.wait()
    finally:
        await presenter.close()
        try:
            async with asyncio.timeout(GOODBYE_S):
                await delegate.leave()
        except TimeoutError:
            _log.warning("x the goodbye took more than %.0f s", GOODBYE_S)
        async with asyncio.timeout(CLOSE_S):
            await delegate.close()
    return 0
