"""Between a link that was clicked and the delegate: who is in a meeting already is asked first."""

from collections.abc import Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt

from common.control.joinlink import JoinLink, parse_join_link
from common.model.errors import ErrorCode, UserError
from delegate_app.core.state import DelegateState, Phase
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.wishes import Wishes


class Comer(Protocol):
    """What is needed of the delegate."""

    @property
    def state(self) -> DelegateState: ...
    def join(self, link_text: str) -> Coroutine[Any, Any, None]: ...
    async def leave(self) -> None: ...


class LinkPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, delegate: Comer, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._delegate, self._window, self._wishes = delegate, window, wishes
        self._last = self._other = ""
        self._phase_before = Phase.OFFLINE
        window.join.join_wanted.connect(self.join)
        window.link_notice.acted.connect(lambda: wishes.run(self._change_meeting(), "change the meeting"))

    def show(self, state: DelegateState) -> None:
        """Ask no more once there is no meeting to leave; after too many wrong codes go back to where one is asked for.

        The console ends the link then.
        """
        before, self._phase_before = self._phase_before, state.phase
        if state.phase not in (Phase.JOINED, Phase.RECONNECTING):
            self._window.link_notice.clear()
        is_locked = before is Phase.CODE and state.phase is Phase.OFFLINE and state.error is ErrorCode.CODE_LOCKED
        if is_locked and self._last:
            self.join(self._last)

    def join(self, link_text: str) -> None:
        """Come in by a link that was clicked or pasted; it stands in the field while it is tried."""
        self._last = link_text
        self._window.join.field.setText(link_text)
        self._wishes.run(self._delegate.join(link_text), "join")

    def take(self, link_text: str) -> None:
        """Come to the front, and into the meeting of a link; from another meeting only when that is wanted."""
        window, state = self._window, self._delegate.state
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        if not link_text:
            return
        link, view = _parsed(link_text), state.view
        is_same = link is not None and view is not None and link.meeting == view.details.meeting
        if state.phase is Phase.JOINED and is_same:
            window.link_notice.say(self.tr("You are in the meeting of this link."), "accent", may_dismiss=True)
        elif state.phase not in (Phase.JOINED, Phase.RECONNECTING) or is_same:
            self.join(link_text)
        elif link is None:
            window.link_notice.say_error(ErrorCode.LINK_INVALID, may_dismiss=True)
        else:
            self._other = link_text
            text = self.tr("This link is of another meeting. To go there you leave this one, and its list of speakers.")
            window.link_notice.say(text, "warn", self.tr("Leave and go there"), may_dismiss=True)

    async def _change_meeting(self) -> None:
        self._window.link_notice.clear()
        await self._delegate.leave()
        self.join(self._other)


def _parsed(link_text: str) -> JoinLink | None:
    try:
        return parse_join_link(link_text)
    except UserError:
        return None
