"""An uplink's way into the hall: sound to a ring for its slot, picture to the stage."""

import math
import time
from collections.abc import Callable

import av

from common.audio.format import Block
from common.audio.ring import BlockRing
from common.model.ids import LegId
from room_console.core.media.engine import PictureWriter

RING_BLOCKS = 40
RING_AIM_BLOCKS = 8
"""80 ms between the decoder's bursts of two blocks and the hall's tick, as at the other end (`delegate_app`)."""


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
    """The sink of one uplink: heard only where a slot reads it."""

    def __init__(self, leg: LegId, stage: StageSwitch) -> None:
        self.leg = leg
        self.is_heard = False
        """What the engine said last. Thread: the core's loop."""
        self.ring = BlockRing(capacity_blocks=RING_BLOCKS, aim_blocks=RING_AIM_BLOCKS)
        self._stage = stage

    def write(self, block: Block) -> None:
        """Take decoded sound; on the media loop."""
        self.ring.write(block)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a decoded picture; from any thread."""
        self._stage.write_uplink(self.leg, picture)
