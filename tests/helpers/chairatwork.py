"""Somebody who chairs from another machine: signs in, calls the next, stops them, all by keys.

`python -m tests.helpers.chairatwork HOST:PORT ACCOUNT PASSWORD NEW_PASSWORD` says on a line of its own what it sees.
"""

import secrets
import sys

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_console_link
from common.ui.app import Application
from common.ui.app import run as run_application
from common.ui.look import Look
from room_console.ui.attachment import Attachment
from room_console.ui.chair.presenter import ChairPresenter
from room_console.ui.chair.window import ChairWindow
from tests.helpers.control import until

WAIT_S = 30.0


def say(text: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def chair(application: Application, place: str, account: str, password: str, new: str) -> int:
    """Chair one speech; return the exit status."""
    attachment = Attachment(None, parse_console_link(place), secrets.token_urlsafe(32), SystemClock())
    window, owner = ChairWindow(), TaskOwner("chair")
    presenter = ChairPresenter(attachment, window, application.themes)
    spawn(attachment.run(), "attachment", owner)
    window.show()
    window.activateWindow()
    try:
        await _sign_in(window, account, password, new)
        await until(lambda: attachment.state.is_attached and window.following, WAIT_S)
        say(f"next: {window.next.name.text()}")
        QTest.keyClick(window, Qt.Key.Key_F2)
        await until(lambda: window.current and window.current.is_on_air, WAIT_S)
        say(f"on air: {window.speaking.name.text()}")
        QTest.keyClick(window, Qt.Key.Key_F3)
        await until(lambda: window.current is None, WAIT_S)
        say("stopped")
    finally:
        await presenter.close()
        await attachment.close()
        await owner.cancel_all()
    return 0


async def _sign_in(window: ChairWindow, account: str, password: str, new: str) -> None:
    page = window.sign_in
    await until(page.account.isVisible, WAIT_S)
    _write(page.account, account)
    _write(page.password, password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    await until(page.believe.isVisible, WAIT_S)
    say("fingerprint shown")
    QTest.keyClick(page.believe, Qt.Key.Key_Space)
    await until(page.enter.isEnabled, WAIT_S)
    _write(page.password, password)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    await until(page.new.isVisible, WAIT_S)
    _write(page.password, password)
    _write(page.new, new)
    _write(page.again, new)
    QTest.keyClick(page.again, Qt.Key.Key_Return)


def _write(field: QWidget, text: str) -> None:
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def main() -> int:
    """Chair in the offscreen window of this process."""
    place, account, password, new = sys.argv[1:]
    return run_application(
        "Chair at work", Look(), lambda application: chair(application, place, account, password, new)
    )


if __name__ == "__main__":
    sys.exit(main())
