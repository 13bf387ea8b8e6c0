"""An uplink's way into the hall: sound to a tap for its slot, picture to the stage."""

import math
import time
from collections.abc import Callable

import av

from common.model.ids import LegId
from room_console.core.hall.taps import UplinkTap
from room_console.core.media.engine import PictureWriter

PICTURE_WAIT_S = 1.0


class StageSwitch:
    """What the stage shows: one uplink's picture, or the hall's camera where none has come from it for a second.

    Thread: `show` on the core's loop, the writers on any.
    """

    def __init__(self, mono_s: Callable[[], float] = time.monotonic) -> None:
        self._out: PictureWriter | None = None
        self._mono_s = mono_s
        self._shown: LegId | None = None
        self._seen_mono_s = -math.inf

    def open(self, out: PictureWriter) -> None:
        """Begin to write to the stage's feed."""
        self._out = out

    def show(self, leg: LegId | None) -> None:
        """Show that uplink's picture, or the hall's."""
        if leg != self._shown:
            self._shown, self._seen_mono_s = leg, -math.inf

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture of the hall's camera."""
        if self._shown is None or self._mono_s() - self._seen_mono_s > PICTURE_WAIT_S:
            self._write(picture)

    def write_uplink(self, leg: LegId, picture: av.VideoFrame) -> None:
        """Take a picture of an uplink."""
        if self._shown == leg:
            self._seen_mono_s = self._mono_s()
            self._write(picture)

    def _write(self, picture: av.VideoFrame) -> None:
        if self._out is not None:
            self._out.write_picture(picture)


class UplinkPort:
    """One uplink's end in the hall: heard only where a slot reads it."""

    def __init__(self, leg: LegId, stage: StageSwitch) -> None:
        self.leg = leg
        self.is_heard = False
        """What the engine said last. Thread: the core's loop."""
        self.sound = UplinkTap()
        self._stage = stage

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a decoded picture; from any thread."""
        self._stage.write_uplink(self.leg, picture)
