import threading
from pathlib import Path

import av
import numpy as np
import pytest

from common.devices.camera import Camera, list_cameras
from common.devices.testpicture import TestPicture
from common.model.errors import MediaError
from tests.helpers.soundservers import wait_for


def pictures_of(camera: Camera, count: int) -> list[av.VideoFrame]:
    seen: list[av.VideoFrame] = []
    enough = threading.Event()

    def take(picture: av.VideoFrame) -> None:
        seen.append(picture)
        if len(seen) >= count:
            enough.set()

    camera.start(take)
    assert enough.wait(5.0)
    camera.stop()
    return seen


def test_the_test_camera_moves() -> None:
    camera = Camera("test:", 320, 180, 50)
    first, *_, last = pictures_of(camera, 5)
    assert (first.width, first.height) == (320, 180)
    assert not np.array_equal(first.to_ndarray(), last.to_ndarray())
    assert not camera.is_alive


def write_picture_file(path: Path) -> None:
    drawn = TestPicture(64, 48)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(5):
            container.mux(stream.encode(drawn.draw(number / 50, "1:23")))
        container.mux(stream.encode(None))


def test_a_file_is_played_again_and_again(tmp_path: Path) -> None:
    write_picture_file(tmp_path / "a.mkv")
    assert len(pictures_of(Camera(f"file:{tmp_path / 'a.mkv'}"), 12)) >= 12


@pytest.mark.parametrize("name", ["file:/none.mkv", "v4l2:/dev/none", "smoke:1"])
def test_a_camera_that_cannot_be_opened_says_so(name: str) -> None:
    with pytest.raises(MediaError, match=name.split(":", maxsplit=1)[0]):
        Camera(name).start(lambda _: None)


def test_only_nodes_that_give_pictures_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for node, index in (("video0", "0\n"), ("video1", "1\n"), ("video2", "0\n")):
        (tmp_path / node).mkdir()
        (tmp_path / node / "index").write_text(index, encoding="ascii")
    assert list_cameras(tmp_path) == ["v4l2:/dev/video0", "v4l2:/dev/video2"]
    assert list_cameras(tmp_path / "none") == []


def test_who_is_slow_gets_the_newest_picture_and_holds_nobody_up() -> None:
    camera = Camera("test:", 64, 48, 200)
    taken: list[av.VideoFrame] = []
    may_go_on, has_begun = threading.Event(), threading.Event()

    def dawdle(picture: av.VideoFrame) -> None:
        taken.append(picture)
        has_begun.set()
        may_go_on.wait(5.0)

    camera.start(dawdle)
    assert has_begun.wait(5.0)
    assert wait_for(lambda: camera.missed >= 10, 5.0)
    assert camera.is_alive
    assert len(taken) == 1
    may_go_on.set()
    assert wait_for(lambda: len(taken) >= 2, 5.0)
    camera.stop()
    assert not camera.is_alive


def test_a_file_that_is_taken_away_ends_the_camera_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    write_picture_file(path)
    camera, ended = Camera(f"file:{path}"), threading.Event()
    camera.start(lambda _: path.unlink(missing_ok=True), ended.set)
    assert ended.wait(5.0)
    assert not camera.is_alive or wait_for(lambda: not camera.is_alive, 1.0)
    assert "No such file" in camera.fault
    camera.stop()
