"""Pictures to H.264, once, in a thread of their own: baseline, no delay, a key frame when someone needs one."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from common.aio.realtime import yield_to_sound
from common.rtc.picturerate import STEPS, PictureRate, PictureStep
from common.rtc.picturescaler import PIXELS, PictureScaler

KEY_INTERVAL_S = 1.0
LONGEST_GROUP_S = 10
KEY_SHARE = 3
"""A key frame may take a third of what a second has: on a narrow line the sound must get past it."""
JOIN_TIMEOUT_S = 2.0
_MILLISECONDS = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One H.264 access unit (Annex B)."""

    data: bytes
    is_key: bool
    taken_mono_s: float


class PictureEncoder:
    """Encodes the newest picture, if there is time for it. Thread: any; `on_encoded` is called in one of its own."""

    def __init__(
        self,
        name: str,
        on_encoded: Callable[[EncodedPicture], None],
        now_s: Callable[[], float] = time.monotonic,
        steps: Sequence[PictureStep] = STEPS,
        key_interval_s: float = KEY_INTERVAL_S,
    ) -> None:
        self._key_interval_s = key_interval_s
        self._on_encoded = on_encoded
        self._now_s = now_s
        self._condition = threading.Condition()
        self._newest: tuple[av.VideoFrame, float] | None = None
        self._is_stopping = False
        self._is_key_wanted = False
        self._rate = PictureRate(now_s(), steps)
        self._scaler = H264Scaler()
        self._thread = threading.Thread(target=self._main, name=f"picture-{name}", daemon=True)
        self._thread.start()

    def put(self, picture: av.VideoFrame) -> None:
        """Offer a picture; one that was not begun yet is replaced."""
        with self._condition:
            self._newest = (picture, self._now_s())
            self._condition.notify()

    def want_key(self) -> None:
        """Ask for a key frame; one in each `key_interval_s` is made at most."""
        with self._condition:
            self._is_key_wanted = True

    def allow(self, most_bps: float) -> None:
        """Take what the line has for pictures."""
        with self._condition:
            self._rate.allow(most_bps)

    @property
    def is_running(self) -> bool:
        """Tell whether its thread has not ended."""
        return self._thread.is_alive()

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
        next_s = last_key_s = 0.0
        while (taken := self._take()) is not None:
            picture, taken_s, step = taken
            if taken_s < next_s:
                continue
            next_s = max(next_s, taken_s - 1 / step.pictures_per_s) + 0.9 / step.pictures_per_s
            is_key = self._may_make_key(taken_s - last_key_s)
            start_s = self._now_s()
            encoded = self._scaler.encode(picture, taken_s, step, is_key)
            if encoded is None:
                continue
            if encoded.is_key:
                last_key_s = taken_s
            now_s = self._now_s()
            with self._condition:
                self._rate.note_encoded(now_s - start_s, now_s)
            self._on_encoded(encoded)

    def _take(self) -> tuple[av.VideoFrame, float, PictureStep] | None:
        with self._condition:
            self._condition.wait_for(lambda: self._newest is not None or self._is_stopping)
            if self._is_stopping or self._newest is None:
                return None
            (picture, taken_s), self._newest = self._newest, None
            return picture, taken_s, self._rate.step

    def _may_make_key(self, since_last_s: float) -> bool:
        with self._condition:
            if not self._is_key_wanted or since_last_s < self._key_interval_s:
                return False
            self._is_key_wanted = False
            return True


class H264Scaler:
    """x264 with its picture brought to size; made anew when size or step change. Thread: one at a time."""

    def __init__(self) -> None:
        self._scaler = PictureScaler()
        self._context: VideoCodecContext | None = None
        self._step: PictureStep | None = None
        self._size = (0, 0)
        self._start_s = 0.0
        self._last_pts = -1

    def encode(self, picture: av.VideoFrame, taken_s: float, step: PictureStep, is_key: bool) -> EncodedPicture | None:
        """Return the encoded picture; None where PyAV refuses it."""
        size = fitting_size(picture.width, picture.height, step.most_pixels)
        try:
            frame = self._scaler.scale(picture, *size)
            if self._context is None or size != self._size or step != self._step:
                self._open(size, step, taken_s)
            assert self._context is not None
            frame.pts = self._last_pts = max(self._last_pts + 1, round((taken_s - self._start_s) * 1000))
            frame.time_base = _MILLISECONDS
            frame.pict_type = PictureType.I if is_key else PictureType.NONE
            packets = self._context.encode(frame)
        except av.FFmpegError:
            self._context = None
            return None
        if not packets:
            return None
        is_key = any(packet.is_keyframe for packet in packets)
        return EncodedPicture(b"".join(bytes(packet) for packet in packets), is_key, taken_s)

    def _open(self, size: tuple[int, int], step: PictureStep, now_s: float) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height = size
        context.pix_fmt = PIXELS
        context.bit_rate = step.bit_rate_bps
        context.framerate = Fraction(step.pictures_per_s)
        context.time_base = _MILLISECONDS
        context.gop_size = LONGEST_GROUP_S * step.pictures_per_s
        context.thread_count = 1
        rate_kbps = step.bit_rate_bps // 1000
        context.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "level": "31",
            "forced-idr": "1",
            "x264-params": f"vbv-maxrate={rate_kbps}:vbv-bufsize={rate_kbps // KEY_SHARE}:repeat-headers=1",
        }
        self._context, self._size, self._step = context, size, step
        self._start_s, self._last_pts = now_s, -1


def fitting_size(width: int, height: int, most_pixels: int) -> tuple[int, int]:
    """Shrink a size, in its proportions, to even numbers of at most so many pixels; never enlarge it."""
    scale = min(1.0, (most_pixels / (width * height)) ** 0.5)
    return max(2, int(width * scale) // 2 * 2), max(2, int(height * scale) // 2 * 2)
