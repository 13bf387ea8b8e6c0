"""Between the setting up of an authenticator app and its page."""

from typing import Protocol

from PySide6.QtCore import QObject

from common.model.errors import ErrorCode
from delegate_app.core.enrolment import Offer
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.wishes import Wishes


class Enrolling(Protocol):
    """What the page needs of `delegate_app.core.enrolment.Enrolment`."""

    async def begin(self) -> Offer: ...
    async def confirm(self, code: str) -> None: ...


class AuthenticatorPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, verbs: Enrolling, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._verbs, self._window = verbs, window
        page = window.authenticator
        page.begin_wanted.connect(lambda: wishes.run(self._begin(), "begin an authenticator app"))
        page.code_entered.connect(lambda code: wishes.run(self._confirm(code), "confirm the authenticator app"))

    def refused(self, code: ErrorCode) -> bool:
        """Say on the page, if it is seen, why it was refused."""
        if not self._is_seen:
            return False
        self._window.authenticator.show_refusal(code)
        return True

    @property
    def _is_seen(self) -> bool:
        return self._window.page is self._window.authenticator

    async def _begin(self) -> None:
        """Show the secret, unless the page was left meanwhile."""
        offer = await self._verbs.begin()
        if self._is_seen:
            self._window.authenticator.show_offer(offer)

    async def _confirm(self, code: str) -> None:
        await self._verbs.confirm(code)
        if self._is_seen:
            self._window.authenticator.show_done()
