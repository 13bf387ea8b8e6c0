"""The delegate's window at work, for the tests of what joins it to the delegate."""

from collections.abc import AsyncIterator

import pytest_asyncio
from PySide6.QtWidgets import QApplication

from delegate_app.core.state import DelegateState
from tests.helpers.delegatewindow import WindowDesk, worked


@pytest_asyncio.fixture
async def desk(qapp: QApplication) -> AsyncIterator[WindowDesk]:
    """Give a window before anything has happened, whose buttons are not guarded by the clock."""
    made = WindowDesk(qapp, DelegateState())
    made.window.meeting.controls._mono_s = lambda: 1e9
    async with worked(made):
        yield made
