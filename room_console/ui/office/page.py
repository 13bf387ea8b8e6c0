"""One page of the office."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import QWidget

from common.aio.tasks import TaskOwner
from common.control.joinlink import JoinLink
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.ui.notice import Notice
from room_console.ui.state import ConsoleState
from room_console.ui.wishes import Refuse


class Ask(Protocol):
    """Asks the core: a refusal is said at `place`, an answer goes to `then`."""

    def __call__(
        self, message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None
    ) -> None:
        """Ask."""
        ...


def _deaf(message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None) -> None:
    """Ask nobody: the page stands alone."""


def _nowhere() -> JoinLink | None:
    """Lead nowhere: the page stands alone."""


class OfficePage(QWidget):
    """Base of the pages; the office makes each once, without arguments, and keeps it as long as the window.

    `show_state` is called with the newest state when the page is opened, and while it is open with each new one (20
    times a second at most); a page that is not seen is told nothing but `take`. Layout: fill the widget, no margin.
    """

    icon: ClassVar[str]
    """Of `common/ui/icons.py`."""
    key: ClassVar[str]
    """The key sequence that opens the page, from either place: `Alt+1` and so on, one a page."""

    marked = Signal()
    """The mark has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Ask = _deaf
        self.now_ms: Callable[[], int] = QDateTime.currentMSecsSinceEpoch
        """The console's clock, ms since the Unix epoch; set by the office."""
        self.link: Callable[[], JoinLink | None] = _nowhere
        """The way to the core, for files; set by the office."""
        self.tasks = TaskOwner("office page")
        """Ends with the window; set by the office."""
        self.mark = ""
        self.is_urgent = False

    @property
    def title(self) -> str:
        """The page's name, translated."""
        raise NotImplementedError

    def show_state(self, state: ConsoleState) -> None:
        """Show a state."""

    def glance(self, state: ConsoleState) -> None:
        """Look whether the mark changes; told each state, open or not, so it must be quick."""

    def take(self, message: ConsoleMessage) -> None:
        """Take a message that is answer to no request and is part of no state; every page gets each."""

    def opened(self) -> None:
        """Ask the core for what is shown: the page has become visible, and the state has been shown.

        Called again when the window attaches anew while the page is open.
        """

    def search(self) -> None:
        """Put the cursor where one searches, if that is anywhere."""

    def set_mark(self, mark: str, is_urgent: bool = False) -> None:
        """Show a short figure beside the page's name; an urgent one is told in the hall too."""
        if (mark, is_urgent) != (self.mark, self.is_urgent):
            self.mark, self.is_urgent = mark, is_urgent
            self.marked.emit()
