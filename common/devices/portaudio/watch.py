"""See devices come and go while streams run: PortAudio lists only when it starts, so a process of its own does that."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from common.devices.audio import AudioDevice
from common.devices.portaudio.library import rescan
from common.devices.portaudio.listing import list_devices
from common.model.errors import ConferenceError

INTERVAL_S = 2.0
STOP_TIMEOUT_S = 3.0


class DeviceWatch:
    """Calls `on_devices` with the whole list at the start and at each change, from a thread of its own."""

    def __init__(self, on_devices: Callable[[list[AudioDevice]], None], interval_s: float = INTERVAL_S) -> None:
        self._on_devices = on_devices
        context = multiprocessing.get_context("spawn")
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(
            target=report_changes, args=(self._theirs, interval_s), name="device-watch", daemon=True
        )
        self._thread = threading.Thread(target=self._receive, name="device-watch", daemon=True)

    def start(self) -> None:
        """Start the process; call once."""
        self._process.start()
        self._theirs.close()
        self._thread.start()

    def stop(self) -> None:
        """End the process, within 3 s."""
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(STOP_TIMEOUT_S)
        self._thread.join(STOP_TIMEOUT_S)
        self._ours.close()

    def _receive(self) -> None:
        while True:
            try:
                devices = self._ours.recv()
            except (EOFError, OSError):
                return
            self._on_devices(devices)


def report_changes(link: "Connection[list[AudioDevice], None]", interval_s: float) -> None:
    """Send the list of devices whenever it has changed, until the other end is gone. Runs in its own process."""
    told: list[AudioDevice] | None = None
    while True:
        try:
            rescan()
            devices = list_devices()
        except ConferenceError:
            devices = []
        try:
            if devices != told:
                link.send(devices)
                told = devices
            if link.poll(interval_s):
                return
        except (EOFError, OSError):
            return
