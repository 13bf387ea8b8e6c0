"""Whether an uplink is heard: a microphone's signal arrives, and packets keep coming."""

from collections.abc import Callable

import av
import numpy as np

from common.audio.format import Block
from common.model.ids import LegId
from common.model.units import BLOCK_S, HEARD_DBFS
from room_console.core.media.engine import EngineEvent, UplinkHeard, UplinkSink, UplinkStalled

HEARD_BLOCKS = round(0.06 / BLOCK_S)
STALL_S = 1.0
CHECK_S = 0.1
"""How often `check` is called."""
_HEARD_PEAK = 10 ** (HEARD_DBFS / 20)


class HearingSink:
    """Hands an uplink's sound on and tells when it begins and ceases to be heard. Thread: the media loop's."""

    def __init__(
        self, leg: LegId, sink: UplinkSink, tell: Callable[[EngineEvent], None], now_s: Callable[[], float]
    ) -> None:
        self._leg = leg
        self._sink = sink
        self._tell = tell
        self._now_s = now_s
        self._over = 0
        self._is_heard = False
        self._last_s = now_s()

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1)."""
        self._last_s = self._now_s()
        self._over = self._over + 1 if float(np.abs(block).max()) > _HEARD_PEAK else 0
        if not self._is_heard and self._over >= HEARD_BLOCKS:
            self._is_heard = True
            self._tell(UplinkHeard(self._leg))
        self._sink.write(block)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Hand a picture on."""
        self._sink.write_picture(picture)

    def check(self) -> None:
        """Tell, once, that a heard uplink has fallen silent; called several times a second."""
        if self._is_heard and self._now_s() - self._last_s >= STALL_S:
            self._is_heard = False
            self._over = 0
            self._tell(UplinkStalled(self._leg))
