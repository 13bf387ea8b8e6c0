"""How long the window's thread is held at a time: an act, then each turn of the events that it leaves behind."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from tests.gallery.harness import is_at_work, settle

_STILL_MS = 0.1
"""A turn that takes less has done nothing."""
_STILL_TURNS = 3


def spans_ms(act: Callable[[], None]) -> tuple[float, float]:
    """Return how long `act` takes, and the longest turn after it, ms of the thread's own processor time."""
    settle()
    started_s = time.thread_time()
    act()
    took_ms = (time.thread_time() - started_s) * 1000
    longest_ms, still = 0.0, 0
    while still < _STILL_TURNS or is_at_work(QApplication.activeWindow()):
        started_s = time.thread_time()
        QApplication.processEvents()
        turn_ms = (time.thread_time() - started_s) * 1000
        longest_ms = max(longest_ms, turn_ms)
        still = still + 1 if turn_ms < _STILL_MS else 0
    return took_ms, longest_ms
