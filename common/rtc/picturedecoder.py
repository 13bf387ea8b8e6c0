"""Whole pictures decoded in a thread of their own: a few may wait, decoded ones are kept only while they are newest."""

import threading
from collections import deque
from typing import NamedTuple

import av
from av.codec.context import Flags, ThreadType
from av.video.codeccontext import VideoCodecContext

from common.aio.realtime import yield_to_sound
from common.rtc.picturebuffer import WholePicture
from common.rtc.sections import Codec

MAX_WAITING = 12
MAX_DECODED = 16
MAX_PIXELS = 3840 * 2160
JOIN_TIMEOUT_S = 2.0
_NAMES: dict[Codec, str] = {"H264": "h264", "VP8": "vp8"}


class DecodedPicture(NamedTuple):
    """A picture and its RTP timestamp."""

    timestamp: int
    frame: av.VideoFrame


class PictureDecoder:
    """Decodes one source. Thread: one for the methods, one of its own for the work."""

    def __init__(self, codec: Codec, name: str) -> None:
        self.decoded = 0
        self.dropped = 0
        self._codec = codec
        self._condition = threading.Condition()
        self._waiting: deque[WholePicture] = deque()
        self._done: deque[DecodedPicture] = deque(maxlen=MAX_DECODED)
        self._is_broken = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._main, name=f"decode-{name}", daemon=True)
        self._thread.start()

    def put(self, picture: WholePicture) -> bool:
        """Take the next picture; False if too many wait: they are dropped, and a key frame is needed."""
        with self._condition:
            if picture.is_key:
                self.dropped += len(self._waiting)
                self._waiting.clear()
            elif len(self._waiting) >= MAX_WAITING:
                self.dropped += len(self._waiting) + 1
                self._waiting.clear()
                return False
            self._waiting.append(picture)
            self._condition.notify()
            return True

    def take(self) -> list[DecodedPicture]:
        """Return what was decoded since the last time."""
        taken = []
        while self._done:
            taken.append(self._done.popleft())
        return taken

    def take_broken(self) -> bool:
        """Tell, once, that a picture could not be decoded: a key frame is needed."""
        with self._condition:
            is_broken, self._is_broken = self._is_broken, False
            return is_broken

    def close(self) -> None:
        """End the thread: it finishes the picture that it is at."""
        with self._condition:
            self._is_stopping = True
            self._waiting.clear()
            self._condition.notify()
        self._thread.join(JOIN_TIMEOUT_S)

    def _main(self) -> None:
        yield_to_sound()
        context, needs_key = _open(self._codec), True
        while (picture := self._next()) is not None:
            if needs_key and not picture.is_key:
                self.dropped += 1
                continue
            needs_key = False
            packet = av.Packet(picture.data)
            packet.pts = picture.timestamp
            try:
                frames = context.decode(packet)
            except av.FFmpegError:
                self._break()
                context, needs_key = _open(self._codec), True
                continue
            for frame in frames:
                self._done.append(DecodedPicture(picture.timestamp if frame.pts is None else frame.pts, frame))
            self.decoded += len(frames)

    def _next(self) -> WholePicture | None:
        with self._condition:
            self._condition.wait_for(lambda: self._waiting or self._is_stopping)
            return None if self._is_stopping else self._waiting.popleft()

    def _break(self) -> None:
        """Say that a key frame is needed, unless one waits already."""
        with self._condition:
            self._is_broken = not any(picture.is_key for picture in self._waiting)


def _open(codec: Codec) -> VideoCodecContext:
    context = av.CodecContext.create(_NAMES[codec], "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_count = 1
    context.thread_type = ThreadType.NONE
    context.flags |= Flags.low_delay
    context.options = {"max_pixels": str(MAX_PIXELS)}
    return context
