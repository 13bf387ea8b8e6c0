"""Cameras through PyAV: the system's devices, a file played again and again, or a generated moving picture.

Names: `v4l2:/dev/video0`, `dshow:TITLE`, `avfoundation:0`, `file:PATH`, `test:`.
"""

import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import av

from common.aio.realtime import yield_to_sound
from common.devices.testpicture import TestPicture
from common.model.errors import ErrorCode, MediaError

WIDTH, HEIGHT, RATE_HZ = 1280, 720, 25
STOP_TIMEOUT_S = 3.0
V4L2_FOLDER = Path("/sys/class/video4linux")
TEST_CAMERA = "test:"
_LIVE_FORMATS = {"linux": "v4l2", "win32": "dshow", "darwin": "avfoundation"}

Pictures = Generator[av.VideoFrame, None, None]
OnPicture = Callable[[av.VideoFrame], None]


def list_cameras(folder: Path = V4L2_FOLDER) -> list[str]:
    """List the cameras of this machine by name; none where the system can't be asked."""
    system: str = sys.platform
    if system == "linux":
        nodes = sorted(folder.glob("video*")) if folder.is_dir() else []
        return [f"v4l2:/dev/{node.name}" for node in nodes if _is_capture(node)]
    kind = _LIVE_FORMATS.get(system)
    if kind is None:
        return []
    try:
        devices = av.enumerate_input_devices(kind)
    except (av.FFmpegError, ValueError):
        return []
    return [f"{kind}:{d.description if kind == 'dshow' else d.name}" for d in devices if "video" in d.media_types]


def _is_capture(node: Path) -> bool:
    """Tell whether a node is a camera's first: the others carry its metadata."""
    try:
        return (node / "index").read_text(encoding="ascii").strip() == "0"
    except OSError:
        return node.exists()


class Latest:
    """A place for one picture: a newer one takes its place. Between two threads."""

    def __init__(self) -> None:
        self.missed = 0
        self._picture: av.VideoFrame | None = None
        self._is_over = False
        self._changed = threading.Condition()

    def put(self, picture: av.VideoFrame) -> None:
        """Leave a picture; never waits."""
        with self._changed:
            self.missed += self._picture is not None
            self._picture = picture
            self._changed.notify()

    def end(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._is_over = True
            self._changed.notify()

    def take(self) -> av.VideoFrame | None:
        """Wait for a picture and take it; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._picture is not None)
            picture, self._picture = self._picture, None
            return None if self._is_over else picture


class Camera:
    """One camera. It is read in one thread and calls back from another: who is slow gets the newest picture only."""

    def __init__(self, name: str, width: int = WIDTH, height: int = HEIGHT, rate_hz: int = RATE_HZ) -> None:
        self.name = name
        self._size = (width, height)
        self._rate_hz = rate_hz
        self._thread: threading.Thread | None = None
        self._giver: threading.Thread | None = None
        self._latest = Latest()
        self._is_stopping = threading.Event()
        self._fault = ""

    @property
    def is_alive(self) -> bool:
        """Tell whether pictures come: false after `stop` and after it was pulled out."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def fault(self) -> str:
        """Say why it ended by itself: English, for the log."""
        return self._fault

    @property
    def missed(self) -> int:
        """Return how many pictures came while who is called back was busy with an earlier one, since `start`."""
        return self._latest.missed

    def start(self, on_picture: OnPicture, on_ended: Callable[[], None] | None = None) -> None:
        """Open, and call back with each picture; `on_ended` when it ends by itself. Raises: MediaError(`device`)."""
        self.stop()
        pictures = self._opened()
        self._is_stopping.clear()
        self._fault = ""
        latest = self._latest = Latest()
        self._thread = threading.Thread(
            target=self._main, args=(pictures, latest, on_ended), name="camera", daemon=True
        )
        self._giver = threading.Thread(target=_give, args=(latest, on_picture), name="camera-pictures", daemon=True)
        self._thread.start()
        self._giver.start()

    def first(self) -> av.VideoFrame:
        """Open, take one picture, close. Raises: MediaError(`device`), StopIteration, av.FFmpegError, OSError."""
        pictures = self._opened()
        try:
            return next(pictures)
        finally:
            self._is_stopping.set()
            pictures.close()

    def stop(self) -> None:
        """End, within 3 s."""
        thread, self._thread = self._thread, None
        if thread is not None and self._giver is not None:
            self._is_stopping.set()
            self._latest.end()
            thread.join(STOP_TIMEOUT_S)
            if self._giver is not threading.current_thread():
                self._giver.join(STOP_TIMEOUT_S)

    def _main(self, pictures: Pictures, latest: Latest, on_ended: Callable[[], None] | None) -> None:
        yield_to_sound()
        try:
            for picture in pictures:
                if self._is_stopping.is_set():
                    return
                latest.put(picture)
            self._fault = "it ended"
        except (av.FFmpegError, OSError) as error:
            self._fault = str(error)
        latest.end()
        if on_ended is not None and not self._is_stopping.is_set():
            on_ended()

    def _opened(self) -> Pictures:
        kind, _, rest = self.name.partition(":")
        if self.name == TEST_CAMERA:
            return self._generated()
        try:
            if kind == "file":
                return self._played(open_container(rest, None, {}), rest)
            if kind in _LIVE_FORMATS.values():
                return self._live(kind, rest)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaError(ErrorCode.DEVICE, f"{self.name}: {error}") from error
        raise MediaError(ErrorCode.DEVICE, f"{self.name}: no kind of camera")

    def _live(self, kind: str, rest: str) -> Pictures:
        source = f"video={rest}" if kind == "dshow" else rest
        wish = {"video_size": f"{self._size[0]}x{self._size[1]}", "framerate": str(self._rate_hz)}
        try:
            container = open_container(source, kind, wish)
        except (av.FFmpegError, OSError):
            container = open_container(source, kind, {})
        return decoded_from(container)

    def _played(self, container: av.container.InputContainer, path: str) -> Pictures:
        """Give a file's pictures at its own pace, again and again."""
        while True:
            started_mono_s, first_s = time.monotonic(), None
            for picture in decoded_from(container):
                at_s = picture.time or 0.0
                first_s = at_s if first_s is None else first_s
                if self._is_stopping.wait(max(0.0, started_mono_s + at_s - first_s - time.monotonic())):
                    return
                yield picture
            container = open_container(path, None, {})

    def _generated(self) -> Pictures:
        drawn = TestPicture(*self._size)
        started_mono_s, number = time.monotonic(), 0
        while not self._is_stopping.is_set():
            yield drawn.draw(number / self._rate_hz, time.strftime("%H:%M:%S"))
            behind = int((time.monotonic() - started_mono_s) * self._rate_hz)
            number = max(number + 1, behind)
            self._is_stopping.wait(max(0.0, started_mono_s + number / self._rate_hz - time.monotonic()))


def _give(latest: Latest, on_picture: OnPicture) -> None:
    yield_to_sound()
    while (picture := latest.take()) is not None:
        on_picture(picture)


def open_container(source: str, kind: str | None, options: dict[str, str]) -> av.container.InputContainer:
    """Open a device or a file with a picture in it. Raises: av.FFmpegError, OSError, ValueError."""
    container = av.open(source, format=kind, options=options)
    if not container.streams.video:
        container.close()
        raise ValueError("no picture in it")
    return container


def decoded_from(container: av.container.InputContainer) -> Pictures:
    """Give its pictures, and close it at the end."""
    with container:
        yield from container.decode(video=0)
