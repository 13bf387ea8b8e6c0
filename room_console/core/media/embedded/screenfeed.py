"""The feed of a shared screen: what its sharer encoded goes to all as it is."""

import time
from collections.abc import Callable
from typing import Final

from common.rtc.picturebuffer import WholePicture
from common.rtc.picturepackets import PICTURE_CLOCK_HZ, has_few_units, split_h264
from room_console.core.media.embedded.legs import Uplink
from room_console.core.media.embedded.wire import DeclareFeed, EndPictures, Picture, ToProcess

SCREEN_NUMBER: Final = 0
"""The others count from 1."""
SCREEN_BPS: Final = 600_000
"""What a line must carry for a screen to be followed."""
PACE_BPS: Final = 3_000_000
"""So fast it is sent on, for the sound to get past it on a line of 4 Mbit/s."""


class ScreenFeed:
    """Hands on what one uplink shares. Thread: the media loop's."""

    def __init__(self, number: int, send: Callable[[ToProcess], None]) -> None:
        self.number = number
        self._send = send
        self._source: Uplink | None = None

    def declare(self) -> DeclareFeed:
        """Say what there is."""
        return DeclareFeed(self.number, "video", (SCREEN_BPS,), PACE_BPS)

    def show(self, source: Uplink | None) -> None:
        """Hand on what this uplink shares, beginning with a key frame; or nothing."""
        if source is self._source:
            return
        if self._source is not None:
            self._source.hand_on = None
            self._send(EndPictures(self.number))
        self._source = source
        if source is not None:
            source.hand_on = self._take
            source.want_key()

    def lose(self, source: Uplink) -> None:
        """Forget an uplink that has ended."""
        if source is self._source:
            self.show(None)

    def want_key(self) -> None:
        """Ask the sharer for a key frame."""
        if self._source is not None:
            self._source.want_key()

    def _take(self, picture: WholePicture) -> None:
        """Send a picture on, unless it was made to do harm; it counts as captured when it is whole."""
        if not has_few_units(picture.data):
            return
        now_mono_s = time.monotonic()
        timestamp = round(now_mono_s * PICTURE_CLOCK_HZ) & 0xFFFF_FFFF
        payloads = tuple(split_h264(picture.data))
        self._send(Picture(self.number, 0, picture.is_key, timestamp, now_mono_s, payloads))
