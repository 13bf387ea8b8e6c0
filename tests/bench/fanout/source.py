"""What is sent to the servers: packets at their pace, from a thread of its own, and how late that thread itself was."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from common.aio.realtime import FIRST_PRIORITY

START_S = 0.1


class Source:
    """A schedule of `tick_s` on which `send(number, due_mono_s)` is called, in the source's thread."""

    def __init__(self, send: Callable[[int, float], None], tick_s: float) -> None:
        self.late_ms: list[float] = []
        """How late each tick's packets were handed over."""
        self.start_mono_s = 0.0
        self.error: Exception | None = None
        self._send, self._tick_s = send, tick_s
        self._is_ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="source", daemon=True)

    @property
    def sent(self) -> int:
        """How many ticks there were."""
        return len(self.late_ms)

    def late_at(self, due_mono_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how late in ms that was handed over which was due at these instants."""
        numbers = np.rint((due_mono_s - self.start_mono_s) / self._tick_s).astype(np.int64)
        late: NDArray[np.float64] = np.asarray(self.late_ms)[numbers.clip(0, len(self.late_ms) - 1)]
        return late

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End. Raises: what `send` raised."""
        self._is_ending.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        go_before_the_crowd()
        self.start_mono_s, number = time.monotonic() + START_S, 0
        while True:
            due_s = self.start_mono_s + number * self._tick_s
            if self._is_ending.wait(max(0.0, due_s - time.monotonic())):
                return
            self.late_ms.append(1e3 * (time.monotonic() - due_s))
            try:
                self._send(number, due_s)
            except Exception as error:  # the thread's main: told by `stop`
                self.error = error
                return
            number += 1


def go_before_the_crowd() -> None:
    """Let the thread that calls it take the processor from the listeners' whenever it is due, where the system may."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(FIRST_PRIORITY + 1))


@contextmanager
def playing(send: Callable[[int, float], None], tick_s: float) -> Iterator[Source]:
    """Run a source during the block."""
    source = Source(send, tick_s)
    source.start()
    try:
        yield source
    finally:
        source.stop()
