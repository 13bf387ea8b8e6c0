"""A shared screen is handed on as it comes, unless it was made to do harm, and no more of it once it has ended."""

from typing import Any

from common.rtc.picturebuffer import WholePicture
from common.rtc.picturepackets import MAX_UNITS
from room_console.core.media.embedded.screenfeed import SCREEN_NUMBER, ScreenFeed
from room_console.core.media.embedded.wire import EndPictures, Picture, ToProcess

PAGE = WholePicture(0, True, b"\x00\x00\x01\x67page")


class Sharer:
    """An uplink, as far as the feed knows it."""

    def __init__(self) -> None:
        self.hand_on: Any = None
        self.keys = 0

    def want_key(self) -> None:
        """Count the wishes for a key frame."""
        self.keys += 1


def test_after_the_end_nothing_is_handed_on_and_what_waits_is_dropped() -> None:
    told: list[ToProcess] = []
    feed = ScreenFeed(SCREEN_NUMBER, told.append)
    mallory, anna = Sharer(), Sharer()
    feed.show(mallory)  # type: ignore[arg-type]
    taken = mallory.hand_on
    taken(PAGE)
    feed.show(None)
    assert mallory.hand_on is None
    assert [type(message) for message in told] == [Picture, EndPictures]
    feed.show(anna)  # type: ignore[arg-type]
    feed.lose(mallory)  # type: ignore[arg-type]
    assert anna.hand_on is not None
    assert (mallory.keys, anna.keys) == (1, 1)


def test_a_picture_of_thousands_of_tiny_units_is_not_handed_on() -> None:
    told: list[ToProcess] = []
    sharer, feed = Sharer(), ScreenFeed(SCREEN_NUMBER, told.append)
    feed.show(sharer)  # type: ignore[arg-type]
    sharer.hand_on(PAGE._replace(data=b"\x00\x00\x01\x67" * (MAX_UNITS + 1)))
    assert told == []
