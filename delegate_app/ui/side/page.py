"""One tab of the side area."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from delegate_app.core.state import DelegateState


class SidePage(QWidget):
    """Base of the tabs; the side area makes each once, without arguments, and keeps it as long as the window.

    A tab that is seen is told each new state, and four times a second the time; one that is not is told nothing but
    `glance`. Layout: fill the widget, no margin; it is 288 px wide at least. A new tab is entered in `side/pages.py`.
    """

    name: ClassVar[str]
    """By which it is remembered: one word."""
    icon: ClassVar[str]
    """Of `common/ui/icons.py`."""
    key: ClassVar[str]
    """The key sequence that opens it, one a tab: `Alt+1` and so on."""

    badge_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.badge = 0

    @property
    def title(self) -> str:
        """The tab's name, translated."""
        raise NotImplementedError

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show a state; `now_ms` is the console's clock."""

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Show what changes by the clock alone."""

    def glance(self, state: DelegateState) -> None:
        """Look whether the badge changes; told each state, seen or not, so it must be quick."""

    def opened(self) -> None:
        """Put the focus where one works: the tab was opened by its key or its button, the state has been shown."""

    def set_badge(self, number: int) -> None:
        """Show how much is new beside the tab's icon; 0 shows nothing."""
        if number != self.badge:
            self.badge = number
            self.badge_changed.emit()
