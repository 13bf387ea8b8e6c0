"""See devices come and go while streams run: a process of its own lists them again and again."""

import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from common.devices.audio import AudioDevice
from common.devices.portaudio.apart import Apart
from common.devices.portaudio.library import library
from common.devices.portaudio.listing import devices_here
from common.model.errors import MediaError

INTERVAL_S = 1.0
SILENT_S = 10.0
"""A lister that says nothing for so long hangs in a driver, and is replaced."""
STOP_TIMEOUT_S = 3.0


class DeviceWatch:
    """Calls `on_devices` with the whole list at the start and at each change, from a thread of its own."""

    def __init__(self, on_devices: Callable[[list[AudioDevice]], None], interval_s: float = INTERVAL_S) -> None:
        self._on_devices = on_devices
        self._interval_s = interval_s
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._main, name="device-watch", daemon=True)

    def start(self) -> None:
        """Start to watch; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more, within 3 s."""
        self._is_stopping.set()
        self._thread.join(STOP_TIMEOUT_S)

    def _main(self) -> None:
        told: list[AudioDevice] | None = None
        while not self._is_stopping.is_set():
            lister = Apart("device-watch", report_devices, self._interval_s)
            while (devices := self._next(lister)) is not None:
                if devices != told:
                    told = devices
                    self._on_devices(devices)
            lister.stop()
            self._is_stopping.wait(self._interval_s)

    def _next(self, lister: Apart) -> list[AudioDevice] | None:
        """Return the next list; None when there will be none, or none is wanted."""
        waited_s = 0.0
        while not self._is_stopping.is_set() and waited_s < SILENT_S:
            if lister.has_news(self._interval_s / 4):
                devices: list[AudioDevice] | None = lister.receive(0.0)
                return devices
            waited_s += self._interval_s / 4
        return None


def report_devices(link: "Connection[list[AudioDevice], None]", interval_s: float) -> None:
    """Send the list of devices again and again, until the other end is gone. Runs in its own process."""
    while True:
        try:
            sounddevice = library()
            sounddevice._terminate()
            sounddevice._initialize()
            devices = devices_here()
        except MediaError:
            devices = []
        link.send(devices)
        if link.poll(interval_s):
            return
