"""The delegate's camera: into the self-view, and into the uplink while there is one."""

import logging
import time
from collections.abc import Callable

import av

from common.aio.looprunner import LoopRunner
from common.devices.mailbox import PictureMailbox
from delegate_app.core.media import MediaSide
from delegate_app.core.seams import PictureSource

PICTURES_HZ = 25.0
"""At most so many are sent; a faster camera's others only reach the self-view."""
_SLACK = 0.9
_log = logging.getLogger(__name__)


class Webcam:
    """Passes the pictures of one open camera on. Thread: `picture` the camera's, the rest the client's loop."""

    def __init__(
        self,
        runner: LoopRunner,
        side: MediaSide,
        self_view: PictureMailbox,
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.source: PictureSource | None = None
        self.on_picture: Callable[[av.VideoFrame], None] | None = None
        """Shown each picture, on the camera's thread, while the picture is checked."""
        self._runner = runner
        self._side = side
        self._self_view = self_view
        self._mono_s = mono_s
        self._next_s = 0.0

    def picture(self, picture: av.VideoFrame) -> None:
        """Take a picture of the camera."""
        self._self_view.put(picture)
        if (look := self.on_picture) is not None:
            look(picture)
        now = self._mono_s()
        if now >= self._next_s:
            self._next_s = now + _SLACK / PICTURES_HZ
            self._runner.call(self._side.write_picture, picture)
