"""What a screen or a window shows, captured through PyAV by X11, GDI or AVFoundation; files and a test page.

Keys: `x11:screen:X,Y,WxH`, `x11:window:ID`, `gdi:desktop`, `gdi:title=TITLE`, `avfoundation:N`, `file:PATH`, `test:`.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import av

from common.devices import windowlist, xcb
from common.devices.camera import Camera, Pictures, decoded_from, open_container
from common.devices.testpage import PAGE_SIZE, pages
from common.model.errors import ErrorCode, MediaError

CAPTURE_HZ: Final = 12
TEST_SCREEN: Final = "test:"


@dataclass(frozen=True, slots=True)
class ScreenChoice:
    """A screen or a window that can be shown. `title` is the window's; of a screen its number, from 1."""

    key: str
    kind: Literal["screen", "window"]
    title: str


def list_screens(platform: str = sys.platform) -> list[ScreenChoice]:
    """List what can be shown, the screens first. Raises: MediaError(`device`) where the system lets nobody look."""
    if platform == "win32":
        windows = [ScreenChoice(f"gdi:title={title}", "window", title) for title in windowlist.titles()]
        return [ScreenChoice("gdi:desktop", "screen", "1"), *windows]
    if platform == "darwin":
        return _avfoundation_screens()
    _refuse_wayland()
    display = xcb.look()
    screens = [
        ScreenChoice(f"x11:screen:{x},{y},{width}x{height}", "screen", str(number))
        for number, (x, y, width, height) in enumerate(display.screens, 1)
    ]
    return screens + [ScreenChoice(f"x11:window:{window}", "window", title) for window, title in display.windows]


class ScreenCapture(Camera):
    """A screen as a camera is: read in one thread, given by another, the newest picture only."""

    def __init__(self, key: str) -> None:
        super().__init__(key, rate_hz=CAPTURE_HZ)

    def _opened(self) -> Pictures:
        kind, _, rest = self.name.partition(":")
        makers: dict[str, Callable[[str], Pictures]] = {
            "x11": self._x11,
            "gdi": lambda rest: self._grabbed(rest, "gdigrab", {}),
            "avfoundation": lambda rest: self._grabbed(f"{rest}:none", "avfoundation", {"capture_cursor": "1"}),
            "file": lambda rest: self._played(open_container(rest, None, {}), rest),
            "test": lambda rest: pages(PAGE_SIZE, CAPTURE_HZ, self._is_stopping),
        }
        if (make := makers.get(kind)) is None:
            raise MediaError(ErrorCode.DEVICE, f"{self.name}: no kind of screen")
        try:
            return make(rest)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise MediaError(ErrorCode.DEVICE, f"{self.name}: {error}") from error

    def _x11(self, rest: str) -> Pictures:
        _refuse_wayland()
        kind, _, place = rest.partition(":")
        display = os.environ.get("DISPLAY", "")
        if kind == "window":
            return self._grabbed(display, "x11grab", {"window_id": str(int(place))})
        x, y, size = place.split(",")
        return self._grabbed(f"{display}+{int(x)},{int(y)}", "x11grab", {"video_size": size})

    def _grabbed(self, source: str, kind: str, wishes: dict[str, str]) -> Pictures:
        return decoded_from(open_container(source, kind, {"framerate": str(CAPTURE_HZ), "draw_mouse": "1", **wishes}))


def first_picture(key: str) -> av.VideoFrame:
    """Capture one picture, for a preview. Raises: MediaError(`device`). Thread: a worker's; takes 0.2 s."""
    capture = ScreenCapture(key)
    try:
        return capture.first()
    except (av.FFmpegError, OSError, StopIteration) as error:
        raise MediaError(ErrorCode.DEVICE, f"{key}: {error}") from error


def _avfoundation_screens() -> list[ScreenChoice]:
    try:
        devices = av.enumerate_input_devices("avfoundation")
    except (av.FFmpegError, ValueError) as error:
        raise MediaError(ErrorCode.DEVICE, f"screens can't be listed: {error}") from error
    found = [d for d in devices if d.description.startswith("Capture screen")]
    if not found:
        raise MediaError(ErrorCode.DEVICE, "macOS lets this program record no screen")
    return [ScreenChoice(f"avfoundation:{d.name}", "screen", str(number)) for number, d in enumerate(found, 1)]


def _refuse_wayland() -> None:
    if os.environ.get("XDG_SESSION_TYPE") == "wayland" or not os.environ.get("DISPLAY"):
        raise MediaError(ErrorCode.DEVICE, "no X11 display: Wayland lets no program look at the screen")
