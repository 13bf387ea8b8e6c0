"""The newest picture, handed from a thread that makes them to one that shows them."""

import threading
from typing import Final

import av
from av.video.reformatter import VideoReformatter

PIXELS: Final = "bgra"
"""What a window shows without copying it."""


class PictureMailbox:
    """Holds one picture: the newest; an older one that nobody took is lost, as it should be.

    Thread: one puts, any may take.

    `pixel_format` is what it is converted to, by the thread that puts it, in about 0.5 ms for 720p. With None no
    picture is kept: for a program without a window.
    """

    def __init__(self, pixel_format: str | None = PIXELS) -> None:
        self._pixel_format = pixel_format
        self._lock = threading.Lock()
        self._reformatter = VideoReformatter()
        """Not the picture's own, which other threads may be using (PyAV 18.1, `av/video/frame.py`)."""
        self._picture: av.VideoFrame | None = None
        self.count = 0
        """Pictures put so far."""

    def put(self, picture: av.VideoFrame) -> None:
        """Keep this picture in place of the one before."""
        self.count += 1
        if self._pixel_format is None:
            return
        converted = self._reformatter.reformat(picture, format=self._pixel_format, threads=1)
        with self._lock:
            self._picture = converted

    def take(self) -> av.VideoFrame | None:
        """Return the newest picture once; None until there is a newer one."""
        with self._lock:
            picture, self._picture = self._picture, None
        return picture
