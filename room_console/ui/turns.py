"""A state on a window, part by part."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject

from common.ui.slices import Slices
from room_console.ui.state import ConsoleState

Show = Callable[[ConsoleState, int], Iterator[None] | None]
"""Takes a state and the console's clock, ms since the epoch; long work may stop at each of its `yield`."""


class Turns(QObject):
    """Shows a state on each part in their order: at once, or with the window's events between. Thread: main."""

    def __init__(self, parent: QObject, parts: Sequence[Show]) -> None:
        super().__init__(parent)
        self._parts = parts
        self._newest: tuple[ConsoleState, int] = ConsoleState(), 0
        self._is_newer = False
        self._slices = Slices(self, self._end)

    @property
    def is_busy(self) -> bool:
        """Tell whether a part has not had its turn."""
        return self._slices.is_busy

    def at_once(self, state: ConsoleState, now_ms: int) -> None:
        """Show it on every part before this returns, in place of one that has not been shown on all of them."""
        self._slices.stop()
        self._newest = state, now_ms
        for _ in self._work():
            pass

    def begin(self, state: ConsoleState, now_ms: int) -> None:
        """Show it from the next turn on; parts whose turn has not come show this one, the others in a second round."""
        self._newest = state, now_ms
        self._is_newer = self.is_busy
        if not self._is_newer:
            self._slices.begin(self._work())

    def _work(self) -> Iterator[None]:
        for show in self._parts:
            yield from show(*self._newest) or ()
            yield

    def _end(self) -> None:
        if self._is_newer:
            self.begin(*self._newest)
