"""Leaving can be undone: for a few seconds it is said in its place, with a way to stay."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from common.ui.notice import Notice

GRACE_S = 5


class Leaving(QObject):
    """Counts down in a notice, then calls `on_over`."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice)
        self.on_over: Callable[[], None] | None = None
        self._notice = notice
        self._left_s = 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)
        notice.acted.connect(self.stay)

    @property
    def is_under_way(self) -> bool:
        """Tell whether the countdown runs."""
        return self._left_s > 0

    def begin(self) -> None:
        """Start to count; asked again while counting, leave at once."""
        if self.is_under_way:
            self._end()
            return
        self._left_s = GRACE_S
        self._timer.start()
        self._say()

    def stay(self) -> None:
        """Stay after all."""
        self._left_s = 0
        self._timer.stop()
        self._notice.clear()

    def tick(self) -> None:
        """Count one second."""
        self._left_s -= 1
        if self._left_s <= 0:
            self._end()
        else:
            self._say()

    def _say(self) -> None:
        text = self.tr("You are leaving the meeting in {seconds} s. Your request or the floor is given back.")
        self._notice.say(text.format(seconds=self._left_s), "warn", self.tr("Stay"))

    def _end(self) -> None:
        self.stay()
        if self.on_over is not None:
            self.on_over()
