"""Long work on the window's thread, done a piece at a time with the events of the window between."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
ROWS = 192
"""So many rows are looked at without a break: 1 to 2 ms."""


def sliced(rows: Sequence[T], most: int = ROWS) -> Iterator[Sequence[T]]:
    """Cut rows into slices."""
    return (rows[start : start + most] for start in range(0, len(rows), most))


class Slices(QObject):
    """Does one work at a time, from each of its `yield` to the next; `done` is called at its end. Thread: main."""

    def __init__(self, parent: QObject, done: Callable[[], None] = lambda: None) -> None:
        super().__init__(parent)
        self._done = done
        self._work: Iterator[None] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Tell whether a work is not at its end."""
        return self._timer.isActive()

    def begin(self, work: Iterator[None]) -> None:
        """Begin a work in the next turn, in place of one that is not at its end."""
        self._work = work
        self._timer.start()

    def begin_now(self, work: Iterator[None]) -> None:
        """Begin a work before this returns, in place of one that is not at its end."""
        self.begin(work)
        self._go_on()

    def _go_on(self) -> None:
        if next(self._work, self) is self:
            self._timer.stop()
            self._done()
