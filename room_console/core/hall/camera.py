"""The hall's picture, from a camera, a file, or the virtual hall's own; a camera pulled out is tried again."""

import logging
import threading
from collections.abc import Callable

import av

from common.devices.camera import TEST_CAMERA, Camera
from common.model.errors import MediaError

RETRY_S = 2.0
WATCH_S = 0.2
STOP_TIMEOUT_S = 6.0
NO_CAMERA, VIRTUAL_CAMERA = ("", "none"), "virtual"
_log = logging.getLogger(__name__)


def open_hall_camera(name: str, width: int, height: int, rate_hz: int) -> "HallCamera | None":
    """Make the hall's camera: `virtual`, a name as of `common.devices.camera`, or `none`."""
    if name in NO_CAMERA:
        return None
    return HallCamera(Camera(TEST_CAMERA if name == VIRTUAL_CAMERA else name, width, height, rate_hz))


class HallCamera:
    """Keeps a camera running. Pictures come from the camera's thread."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.fault = ""

    @property
    def is_running(self) -> bool:
        """Tell whether pictures come."""
        return self._camera.is_alive

    def start(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        """Open it now, or every 2 s until it can be; call once."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._main, args=(on_picture,), name="hall-camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, within 6 s."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)
        self._camera.stop()

    def _main(self, on_picture: Callable[[av.VideoFrame], None]) -> None:
        while not self._stopping.is_set():
            try:
                self._camera.start(on_picture)
                self.fault = ""
                while self._camera.is_alive and not self._stopping.wait(WATCH_S):
                    pass
                self.fault = self._camera.fault
            except MediaError as error:
                self.fault = error.detail
            if not self._stopping.is_set():
                _log.warning("= hall camera %s is lost: %s", self._camera.name, self.fault)
                self._stopping.wait(RETRY_S)
