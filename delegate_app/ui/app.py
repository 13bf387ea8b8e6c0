"""The delegate's window as a program."""

import asyncio
import logging
from collections.abc import Callable

from common.aio.clock import SystemClock
from common.aio.collector import keep_from_now
from common.ui.app import Application, is_ending
from common.ui.app import run as run_application
from common.ui.look import Look
from delegate_app.core.build import desktop_delegate
from delegate_app.core.checks.state import CheckState
from delegate_app.core.state import DelegateState
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.presenter import Presenter

OnReport = Callable[[CheckState], int]
_log = logging.getLogger(__name__)
GOODBYE_S = 2.0
CLOSE_S = 5.0


def run(link: str | None, look: Look | None = None) -> int:
    """Open the window, join by `link` if one was clicked, and return the exit status when the window was closed."""

    async def main(application: Application) -> int:
        await _main(application, link)
        return 0

    return run_application("Hemicycle Delegate", look or Look(), main)


def run_check(link: str | None, look: Look, on_report: OnReport) -> int:
    """Open the window on the checks; once it was closed, return what `on_report` makes of the last report."""

    async def main(application: Application) -> int:
        return on_report(await _main(application, link, is_check=True))

    return run_application("Hemicycle Delegate", look, main)


async def _main(application: Application, link: str | None, is_check: bool = False) -> CheckState:
    delegate = desktop_delegate()
    reported = CheckState()

    def note(state: DelegateState) -> None:
        nonlocal reported
        reported = state.checks if state.checks.report is not None else reported

    delegate.subscribe(note)
    window = MainWindow()
    presenter = Presenter(delegate, window, application.themes, SystemClock())
    window.show()
    keep_from_now()
    if is_ending():
        window.close()
    try:
        await delegate.start()
        if is_check:
            window.check_start.field.setText(link or "")
            window.offer_check()
        elif link is not None:
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
    return reported
