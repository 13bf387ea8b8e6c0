"""The hall's picture: from what it comes, and that it comes back."""

import threading
from collections.abc import Callable

import av
import pytest

from common.devices.camera import Camera
from common.model.errors import ErrorCode, MediaError
from room_console.core.hall import camera as hall_camera
from room_console.core.hall.camera import HallCamera, open_hall_camera
from tests.helpers.logfail import LogWatch
from tests.helpers.soundservers import wait_for


class PullableCamera(Camera):
    """The generated picture, as a camera with a plug."""

    def __init__(self) -> None:
        super().__init__("test:", 64, 48, 100)
        self.is_plugged = True

    def start(self, on_picture: Callable[[av.VideoFrame], None], on_ended: Callable[[], None] | None = None) -> None:
        if not self.is_plugged:
            raise MediaError(ErrorCode.DEVICE, "no such camera")
        super().start(on_picture, on_ended)

    def pull_out(self) -> None:
        self.is_plugged = False
        self.stop()


@pytest.mark.parametrize("name", ["", "none"])
def test_a_hall_may_have_no_camera(name: str) -> None:
    assert open_hall_camera(name, 64, 48, 25) is None


def test_the_virtual_halls_picture_moves() -> None:
    camera = open_hall_camera("virtual", 64, 48, 50)
    assert camera is not None
    pictures: list[av.VideoFrame] = []
    camera.start(pictures.append)
    assert wait_for(lambda: len(pictures) >= 3, 5.0)
    was_running = camera.is_running
    camera.stop()
    assert was_running
    assert not camera.is_running
    assert (pictures[0].width, pictures[0].height) == (64, 48)
    assert bytes(pictures[0].planes[0]) != bytes(pictures[2].planes[0])


def test_a_camera_pulled_out_is_said_and_used_again_when_it_returns(
    monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("is lost")
    monkeypatch.setattr(hall_camera, "RETRY_S", 0.05)
    monkeypatch.setattr(hall_camera, "WATCH_S", 0.02)
    source, came = PullableCamera(), threading.Event()
    camera = HallCamera(source)
    camera.start(lambda _: came.set())
    assert came.wait(5.0)
    source.pull_out()
    assert wait_for(lambda: camera.fault == "no such camera", 5.0)
    came.clear()
    source.is_plugged = True
    assert came.wait(5.0)
    assert wait_for(lambda: camera.fault == "", 5.0)
    camera.stop()
