import threading
from pathlib import Path

import av
import numpy as np
import pytest

from common.devices.camera import Camera, list_cameras
from common.devices.testpicture import TestPicture
from common.model.errors import MediaError


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


def test_a_file_is_played_again_and_again(tmp_path: Path) -> None:
    drawn = TestPicture(64, 48)
    with av.open(str(tmp_path / "a.mkv"), "w") as container:
        stream = container.add_stream("mpeg4", rate=50)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(5):
            container.mux(stream.encode(drawn.draw(number / 50, "1:23")))
        container.mux(stream.encode(None))
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
