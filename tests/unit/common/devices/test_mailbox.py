"""The newest picture and no other, in the format that is shown."""

import av
import numpy as np

from common.devices.mailbox import PIXELS, PictureMailbox


def a_picture(red: int, pixel_format: str = "yuv420p") -> av.VideoFrame:
    """Make a picture all of one colour."""
    pixels = np.zeros((36, 64, 3), dtype=np.uint8)
    pixels[:, :, 0] = red
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format=pixel_format)


def red_of(picture: av.VideoFrame) -> int:
    """Read the colour of a picture in PIXELS."""
    return int(picture.to_ndarray()[5, 5, 2])


def test_the_newest_is_given_once() -> None:
    mailbox = PictureMailbox()
    assert mailbox.take() is None
    mailbox.put(a_picture(10))
    mailbox.put(a_picture(200))
    picture = mailbox.take()
    assert picture is not None
    assert (picture.format.name, picture.width, picture.height) == (PIXELS, 64, 36)
    assert abs(red_of(picture) - 200) <= 4
    assert mailbox.take() is None
    assert mailbox.count == 2


def test_what_has_the_format_already_is_not_converted() -> None:
    mailbox, picture = PictureMailbox(), a_picture(90, PIXELS)
    mailbox.put(picture)
    taken = mailbox.take()
    assert taken is not None
    assert taken.planes[0].buffer_ptr == picture.planes[0].buffer_ptr


def test_without_a_window_pictures_are_only_counted() -> None:
    mailbox = PictureMailbox(None)
    mailbox.put(a_picture(10))
    assert (mailbox.take(), mailbox.count) == (None, 1)
