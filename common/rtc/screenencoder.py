"""A screen to H.264, in a thread of its own: every letter before many pictures, and next to nothing while it stands.

Constant quality, whatever it takes: how often a picture is made is what gives way (docs/decisions/0750).
"""

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import Interpolation

from common.aio.realtime import yield_to_sound
from common.rtc.picture import EncodedPicture, fitting_size
from common.rtc.picturescaler import PIXELS, PictureScaler

PICTURES_HZ: Final = 12
MOST_PIXELS: Final = 1920 * 1200
KEY_INTERVAL_S: Final = 1.0
AGAIN_S: Final = (0.3, 1.0, 2.0)
"""A screen that stands is sent again after these, then at the last: so the loss of its last packet is noticed."""
JOIN_TIMEOUT_S: Final = 2.0
_OPTIONS: Final = {
    "preset": "superfast",
    "tune": "zerolatency",
    "profile": "baseline",
    "level": "40",
    "qp": "33",
    "forced-idr": "1",
    "x264-params": "me=umh:merange=320:aq-mode=0:scenecut=0:ipratio=1.05:keyint=infinite:repeat-headers=1",
}
"""A long search finds what was scrolled where it went; text needs no bits moved about in it."""


class ScreenEncoder:
    """Encodes the newest picture each time that `allow` is called. Thread: any; `on_encoded` in one of its own."""

    def __init__(
        self, name: str, on_encoded: Callable[[EncodedPicture], None], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._on_encoded = on_encoded
        self._now_s = now_s
        self._condition = threading.Condition()
        self._newest: tuple[av.VideoFrame, float] | None = None
        self._is_allowed = self._is_key_wanted = self._is_stopping = False
        self._coder = ScreenCoder()
        self._thread = threading.Thread(target=self._main, name=f"screen-{name}", daemon=True)
        self._thread.start()

    def put(self, picture: av.VideoFrame) -> None:
        """Offer a picture; one that was not begun yet is replaced."""
        with self._condition:
            self._newest = (picture, self._now_s())

    def allow(self) -> None:
        """Let one more picture be made: the one before is on its way."""
        with self._condition:
            self._is_allowed = True
            self._condition.notify()

    def want_key(self) -> None:
        """Ask for a key frame; one in each KEY_INTERVAL_S is made at most."""
        with self._condition:
            self._is_key_wanted = True

    def stop(self) -> None:
        """Let the thread end after the picture it is at."""
        with self._condition:
            self._is_stopping = True
            self._condition.notify()

    def join(self) -> None:
        """Wait for the stopped thread: one picture's time."""
        self._thread.join(JOIN_TIMEOUT_S)

    def _main(self) -> None:
        yield_to_sound()
        last_key_s = -KEY_INTERVAL_S
        while (taken := self._take()) is not None:
            picture, taken_s, is_key_wanted = taken
            is_key = is_key_wanted and self._now_s() - last_key_s >= KEY_INTERVAL_S
            encoded = self._coder.encode(picture, taken_s, self._now_s(), is_key=is_key)
            if encoded is None:
                continue
            if encoded.is_key:
                last_key_s = self._now_s()
                with self._condition:
                    self._is_key_wanted = False
            self._on_encoded(encoded)

    def _take(self) -> tuple[av.VideoFrame, float, bool] | None:
        with self._condition:
            self._condition.wait_for(lambda: (self._is_allowed and self._newest is not None) or self._is_stopping)
            if self._is_stopping or self._newest is None:
                return None
            self._is_allowed = False
            return *self._newest, self._is_key_wanted


class ScreenCoder:
    """x264 for screens; leaves out what shows nothing new. Thread: one at a time."""

    def __init__(self) -> None:
        self._scaler = PictureScaler(Interpolation.AREA)
        self._context: VideoCodecContext | None = None
        self._size = (0, 0)
        self._shown: av.VideoFrame | None = None
        self._standing = 0
        self._next_s = 0.0
        self._pts = 0

    def encode(
        self, picture: av.VideoFrame, taken_s: float, now_s: float, *, is_key: bool = False
    ) -> EncodedPicture | None:
        """Return the encoded picture; None where it shows nothing new, is not due, or PyAV refuses it."""
        is_new = self._shown is None or not _is_same(picture, self._shown)
        if not (is_new or is_key or now_s >= self._next_s):
            return None
        self._standing = 0 if is_new else min(self._standing + 1, len(AGAIN_S) - 1)
        self._next_s = now_s + AGAIN_S[self._standing]
        self._shown = picture
        try:
            data, is_key = self._coded(picture, is_key)
        except av.FFmpegError:
            self._context = None
            return None
        return EncodedPicture(data, is_key, taken_s) if data else None

    def _coded(self, picture: av.VideoFrame, is_key: bool) -> tuple[bytes, bool]:
        size = fitting_size(picture.width, picture.height, MOST_PIXELS)
        frame = self._scaler.scale(picture, *size)
        if self._context is None or size != self._size:
            self._context, self._size = _opened(size), size
        self._pts += 1
        frame.pts, frame.time_base = self._pts, Fraction(1, PICTURES_HZ)
        frame.pict_type = PictureType.I if is_key else PictureType.NONE
        packets = self._context.encode(frame)
        return b"".join(bytes(packet) for packet in packets), any(packet.is_keyframe for packet in packets)


def _opened(size: tuple[int, int]) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = PIXELS
    context.framerate = Fraction(PICTURES_HZ)
    context.time_base = Fraction(1, PICTURES_HZ)
    context.thread_count = 1
    context.options = dict(_OPTIONS)
    return context


def _is_same(picture: av.VideoFrame, other: av.VideoFrame) -> bool:
    """Tell whether two pictures show the same, byte by byte."""
    if picture is other:
        return True
    if (picture.width, picture.height, picture.format.name) != (other.width, other.height, other.format.name):
        return False
    return all(
        np.array_equal(np.frombuffer(memoryview(mine), np.uint8), np.frombuffer(memoryview(theirs), np.uint8))
        for mine, theirs in zip(picture.planes, other.planes, strict=True)
    )
