"""Screens and windows of a real X11 display (Xvfb), listed and captured."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from common.devices.screen import ScreenCapture, first_picture, list_screens
from common.model.errors import MediaError

pytestmark = pytest.mark.flaky(reruns=2)

SIZE = (800, 600)
START_S = 10.0


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a display of one grey screen."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reader, writer = os.pipe()
    options = ("-displayfd", str(writer), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-noreset", "-nolisten", "tcp")
    server = subprocess.Popen(["Xvfb", *options], pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        name = f":{told.readline().strip()}"
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    try:
        yield name
    finally:
        server.terminate()
        server.wait(START_S)


def test_the_screen_is_listed_previewed_and_captured(display: str) -> None:
    (screen,) = list_screens("linux")
    assert (screen.kind, screen.key) == ("screen", f"x11:screen:0,0,{SIZE[0]}x{SIZE[1]}")
    preview = first_picture(screen.key)
    assert (preview.width, preview.height) == SIZE
    seen: list[av.VideoFrame] = []
    capture = ScreenCapture(screen.key)
    capture.start(seen.append)
    until_s = time.monotonic() + START_S
    while len(seen) < 3 and time.monotonic() < until_s:
        time.sleep(0.02)
    capture.stop()
    assert len(seen) >= 3
    assert (seen[0].width, seen[0].height) == SIZE


def test_a_window_that_is_not_there_is_refused(display: str) -> None:
    with pytest.raises(MediaError):
        first_picture("x11:window:4242")


@pytest.mark.parametrize("key", ["x11:screen:0,0,100x100", "odd:1", "file:/nowhere"])
def test_what_cannot_be_opened_is_refused(key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(MediaError):
        first_picture(key)


@pytest.mark.parametrize(("session", "shown"), [("wayland", ":0"), ("x11", "")])
def test_without_x11_nothing_is_listed_and_it_says_so(
    session: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", session)
    monkeypatch.setenv("DISPLAY", shown)
    with pytest.raises(MediaError, match="X11"):
        list_screens("linux")
