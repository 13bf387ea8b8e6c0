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
    """Does one work at a time, from each of its `yield` to the next; `done` is called at its end. Thread: main.

    Before each turn in which it works is one in which it rests: there what has changed is laid out and painted, and the
    two do not add up.
    """

    def __init__(self, parent: QObject, done: Callable[[], None] = lambda: None) -> None:
        super().__init__(parent)
        self._done = done
        self._work: Iterator[None] = iter(())
        self._is_rested = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)

    @property
    def is_busy(self) -> bool:
        """Tell whether a work is not at its end."""
        return self._timer.isActive()

    def begin(self, work: Iterator[None]) -> None:
        """Begin a work soon, in place of one that is not at its end."""
        self._work, self._is_rested = work, False
        self._timer.start()

    def begin_now(self, work: Iterator[None]) -> None:
        """Begin a work before this returns, in place of one that is not at its end."""
        self.begin(work)
        self._go_on()

    def stop(self) -> None:
        """Leave a work that is not at its end."""
        self._timer.stop()

    def _turn(self) -> None:
        if self._is_rested:
            self._go_on()
        else:
            self._is_rested = True

    def _go_on(self) -> None:
        self._is_rested = False
        if next(self._work, self) is self:
            self._timer.stop()
            self._done()
