"""Bring a hall device back, or let it go: both may take long, so each is done in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable

from common.devices.audio import HallDevice
from common.devices.paced import MonoClock
from common.model.errors import ConferenceError

RETRY_S = 2.0
STOP_TIMEOUT_S = 3.0
LINGER_S = 0.1
"""So long a device that is let go plays what waits in its queue."""
_log = logging.getLogger(__name__)


class Revival:
    """Reopens one device every 2 s. While `is_trying`, nobody else touches the device.

    Thread: the media loop's, for every method.
    """

    def __init__(self, device: HallDevice, clock: MonoClock) -> None:
        self._device = device
        self._clock = clock
        self._next_try_mono_s = 0.0
        self._thread: threading.Thread | None = None
        self.fault = ""

    @property
    def is_trying(self) -> bool:
        """Tell whether an attempt is under way."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, fault: str) -> None:
        """Plan the first attempt, in 2 s."""
        self.fault = fault
        self._next_try_mono_s = self._clock() + RETRY_S

    def try_when_due(self) -> None:
        """Start an attempt if its time has come."""
        if not self.is_trying and self._clock() >= self._next_try_mono_s:
            self._next_try_mono_s = self._clock() + RETRY_S
            self._thread = started("hall-reopen", self._attempt)

    def retire(self) -> None:
        """Close the device for good, after an attempt under way, and once its queue is played."""
        self._thread = let_go(self._device, self._thread)

    def finish(self) -> None:
        """Wait for an attempt or a closing under way, 3 s at most."""
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def _attempt(self) -> None:
        try:
            self._device.stop()
            self._device.start()
            self.fault = ""
        except ConferenceError as error:
            self.fault = error.detail
        except Exception:
            self.fault = "the attempt to reopen failed"
            _log.exception("x hall device %s", self._device.name)


def let_go(device: HallDevice, attempt: threading.Thread | None = None) -> threading.Thread:
    """Close a device for good in a thread, after an attempt to open it, and once its queue is played."""

    def close() -> None:
        if attempt is not None:
            attempt.join()
        time.sleep(LINGER_S)
        try:
            device.stop()
        except Exception:
            _log.exception("x hall device %s did not close", device.name)

    return started("hall-close", close)


def started(name: str, work: Callable[[], None]) -> threading.Thread:
    """Start work that may take long in a thread of its own, which no end of the program waits for."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread
