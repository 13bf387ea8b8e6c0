"""A screen encoded: what stands costs next to nothing, every letter is there, key frames come when asked for."""

import time

import av
import numpy as np

from common.rtc.picture import EncodedPicture
from common.rtc.screenencoder import AGAIN_S, ScreenCoder, ScreenEncoder

SIZE = (320, 180)


def page(seed: int = 0) -> av.VideoFrame:
    """Draw what looks like text."""
    dots = np.random.default_rng(seed).integers(0, 2, (SIZE[1], SIZE[0]), np.uint8) * 255
    return av.VideoFrame.from_ndarray(dots, format="gray")


def decoded(pictures: list[EncodedPicture]) -> av.VideoFrame:
    """Decode them and return the last."""
    context = av.CodecContext.create("h264", "r")
    frames = [frame for picture in pictures for frame in context.decode(av.Packet(picture.data))]
    frames += context.decode(None)
    last: av.VideoFrame = frames[-1]
    return last


def test_what_stands_is_sent_again_seldom_and_small() -> None:
    coder, shown = ScreenCoder(), page()
    first = coder.encode(shown, 0.0, 0.0)
    assert first is not None
    assert first.is_key
    assert coder.encode(page(), 0.1, 0.1) is None, "another picture of the same"
    again = [coder.encode(page(), at_s, at_s) for at_s in (AGAIN_S[0] + 0.01, 0.5, 1.4, 2.0, 3.5)]
    assert [picture is not None for picture in again] == [True, False, True, False, True]
    assert all(len(picture.data) < len(first.data) / 50 for picture in again if picture is not None)


def test_a_change_is_sent_at_once_and_comes_out_as_it_went_in() -> None:
    coder = ScreenCoder()
    pictures = [coder.encode(page(seed), seed / 10, seed / 10) for seed in range(3)]
    assert all(picture is not None for picture in pictures)
    seen = decoded([picture for picture in pictures if picture is not None]).to_ndarray(format="gray")
    wrong = (seen > 127) != (page(2).to_ndarray(format="gray") > 127)
    assert wrong.mean() < 0.001


def test_a_key_frame_comes_though_nothing_has_changed() -> None:
    coder = ScreenCoder()
    assert coder.encode(page(), 0.0, 0.0) is not None
    key = coder.encode(page(), 0.1, 0.1, is_key=True)
    assert key is not None
    assert key.is_key


def test_another_size_begins_anew() -> None:
    coder = ScreenCoder()
    assert coder.encode(page(), 0.0, 0.0) is not None
    larger = coder.encode(av.VideoFrame(640, 360, "gray"), 0.1, 0.1)
    assert larger is not None
    assert larger.is_key


def test_a_picture_is_made_only_when_it_is_allowed() -> None:
    made: list[EncodedPicture] = []
    encoder = ScreenEncoder("test", made.append)
    try:
        encoder.put(page())
        encoder.put(page(1))
        assert not made
        encoder.allow()
        until_s = time.monotonic() + 5
        while not made and time.monotonic() < until_s:
            time.sleep(0.005)
        assert len(made) == 1
    finally:
        encoder.stop()
        encoder.join()
