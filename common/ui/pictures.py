"""Pictures on their way into a window, which fetches them from a mailbox that keeps the newest."""

from typing import Protocol

import av
from PySide6.QtGui import QImage


class PictureSource(Protocol):
    """What a view fetches its pictures from."""

    def take(self) -> av.VideoFrame | None:
        """Return the latest picture, if it was not taken before, in `common.devices.mailbox.PIXELS`.

        Thread: the window's.
        """
        ...


def image_of(frame: av.VideoFrame) -> QImage:
    """Wrap a picture in `PIXELS` without copying it: the image is good for as long as `frame` is kept."""
    plane = frame.planes[0]
    return QImage(memoryview(plane), frame.width, frame.height, plane.line_size, QImage.Format.Format_RGB32)
