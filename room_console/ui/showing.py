"""When a window is painted anew: soon after a state has changed, and as its clocks go."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from common.aio.collector import keep_from_now
from room_console.ui.attachment import Attachment
from room_console.ui.state import ConsoleState

SHOW_MS = 50
"""States that come closer together than this are shown as one."""
CLOCK_MS = 250

Show = Callable[[ConsoleState, int], None]
"""Takes a state and the console's clock, ms since the epoch."""


class Showing(QObject):
    """Calls `show` for a new state and `show_time` for the clocks, until it is stopped. Thread: main."""

    def __init__(self, parent: QObject, attachment: Attachment, show: Show, show_time: Show) -> None:
        super().__init__(parent)
        self._attachment = attachment
        self._show = show
        self._is_kept = False
        self._soon = QTimer(self, interval=SHOW_MS, singleShot=True)
        self._soon.timeout.connect(self.now)
        self._clocks = QTimer(self, interval=CLOCK_MS)
        self._clocks.timeout.connect(lambda: show_time(attachment.state, attachment.console_now_ms()))
        self._clocks.start()
        attachment.on_state = self._changed

    def now(self) -> None:
        """Show what there is."""
        self._show(self._attachment.state, self._attachment.console_now_ms())
        if not self._is_kept and self._attachment.state.view is not None:
            self._is_kept = True
            keep_from_now()

    def stop(self) -> None:
        """Show nothing more."""
        self._soon.stop()
        self._clocks.stop()

    def _changed(self, state: ConsoleState) -> None:
        del state
        if not self._soon.isActive():
            self._soon.start()
