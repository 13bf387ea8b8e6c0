"""Threads may scale one picture at once, and what they get is their own."""

import subprocess
import sys
from fractions import Fraction

import av
import pytest

from common.rtc.picturescaler import PictureScaler
from tests.helpers.media import grey_picture

AT_ONCE = """
import threading
from tests.helpers.picturerig import numbered_picture
from common.rtc.picturescaler import PictureScaler

pictures = [numbered_picture(n, 1280, 720).reformat(format="rgb24") for n in range(40)]
gate = threading.Barrier(3)

def scale(width, height):
    scaler = PictureScaler()
    for picture in pictures:
        gate.wait()
        assert scaler.scale(picture, width, height).width == width

threads = [threading.Thread(target=scale, args=size) for size in ((1280, 720), (640, 360), (320, 180))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("all scaled")
"""
"""In a process of its own: what goes wrong here ends it, or never ends."""


def test_three_threads_scale_one_picture_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "all scaled"), done.stderr


@pytest.mark.parametrize("size", [(320, 180), (160, 90)])
def test_what_is_stamped_is_never_the_source(size: tuple[int, int]) -> None:
    picture = grey_picture(100)
    picture.pts, picture.time_base = 7, Fraction(1, 1000)
    scaled = PictureScaler().scale(picture, *size)
    scaled.pts = 1000
    assert picture.pts == 7
    assert (scaled.width, scaled.height, scaled.format.name) == (*size, "yuv420p")
    assert scaled.to_ndarray(format="gray").mean() == pytest.approx(100, abs=3)


def test_a_copy_keeps_its_colours() -> None:
    picture = grey_picture(100).reformat(format="yuv420p")
    picture.colorspace, picture.color_range = 1, 2
    copy = PictureScaler().scale(picture, picture.width, picture.height)
    assert copy is not picture
    assert (copy.colorspace, copy.color_range) == (1, 2)
    assert isinstance(copy, av.VideoFrame)
