"""The delegate's window as a program."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from common.aio.clock import SystemClock
from common.aio.collector import keep_from_now
from common.ui.app import Application, is_ending
from common.ui.app import run as run_application
from common.ui.look import Look
from delegate_app.core.build import desktop_delegate
from delegate_app.core.checks.state import CheckState
from delegate_app.core.settings import settings_path
from delegate_app.core.state import DelegateState
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.oneinstance import SIGN, OneInstance, hand_over
from delegate_app.ui.presenter import Presenter

OnReport = Callable[[CheckState], int]
_log = logging.getLogger(__name__)
GOODBYE_S = 2.0
CLOSE_S = 5.0


def run(link: str | None, look: Look | None = None, *, is_apart: bool = False) -> int:
    """Open the window, join by `link` if one was clicked, and return the exit status when the window was closed.

    A window that is open already is given the link instead, unless `is_apart`.
    """

    async def main(application: Application) -> int:
        sign = settings_path().with_name(SIGN)
        if is_apart:
            await _main(application, link)
        elif not hand_over(sign, link or ""):
            await _main(application, link, sign=sign)
        return 0

    return run_application("Hemicycle Delegate", look or Look(), main)


def run_check(link: str | None, look: Look, on_report: OnReport) -> int:
    """Open the window on the checks; once it was closed, return what `on_report` makes of the last report."""

    async def main(application: Application) -> int:
        return on_report(await _main(application, link, is_check=True))

    return run_application("Hemicycle Delegate", look, main)


async def _main(
    application: Application, link: str | None, is_check: bool = False, sign: Path | None = None
) -> CheckState:
    delegate = desktop_delegate()
    reported = CheckState()

    def note(state: DelegateState) -> None:
        nonlocal reported
        reported = state.checks if state.checks.report is not None else reported

    delegate.subscribe(note)
    window = MainWindow()
    presenter = Presenter(delegate, window, application.themes, SystemClock())
    window.show()
    instance = OneInstance(sign) if sign is not None else None
    if instance is not None:
        instance.link_given.connect(presenter.links.take)
    keep_from_now()
    if is_ending():
        window.close()
    try:
        await delegate.start()
        if is_check:
            window.check_start.field.setText(link or "")
            window.offer_check()
        elif link is not None:
            presenter.links.join(link)
        await window.closed.wait()
    finally:
        if instance is not None:
            instance.close()
        await presenter.close()
        try:
            async with asyncio.timeout(GOODBYE_S):
                await delegate.leave()
        except TimeoutError:
            _log.warning("x the goodbye took more than %.0f s", GOODBYE_S)
        async with asyncio.timeout(CLOSE_S):
            await delegate.close()
    return reported
