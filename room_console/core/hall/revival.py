"""Bring a hall device back: opening may take long, so it is tried in a thread of its own."""

import logging
import threading

from common.devices.audio import HallDevice
from common.devices.paced import MonoClock
from common.model.errors import ConferenceError

RETRY_S = 2.0
STOP_TIMEOUT_S = 3.0
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
            self._thread = threading.Thread(target=self._attempt, name="hall-reopen", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Wait for an attempt under way, 3 s at most."""
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
