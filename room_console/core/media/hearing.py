"""Whether an uplink is heard: a microphone's signal is read from it, and packets keep coming."""

from collections.abc import Callable

import numpy as np

from common.audio.format import Block, BlockReader
from common.model.ids import LegId
from common.model.units import BLOCK_S, HEARD_DBFS
from room_console.core.media.engine import EngineEvent, UplinkHeard, UplinkStalled

HEARD_BLOCKS = round(0.06 / BLOCK_S)
STALL_S = 1.0
CHECK_S = 0.1
"""How often `check` is called."""
_HEARD_PEAK = 10 ** (HEARD_DBFS / 20)


class HearingReader:
    """Gives an uplink's sound and tells when it begins and ceases to be heard. Thread: the media loop's.

    `packets` counts what has arrived: what is made up for lost packets keeps nobody on air. `mended` counts that, and
    what came out of the poor copy.
    """

    def __init__(
        self,
        leg: LegId,
        sound: BlockReader,
        packets: Callable[[], int],
        tell: Callable[[EngineEvent], None],
        now_s: Callable[[], float],
        mended: Callable[[], int] = lambda: 0,
    ) -> None:
        self._leg = leg
        self._sound: BlockReader | None = sound
        self._packets = packets
        self.mended = mended
        self._tell = tell
        self._now_s = now_s
        self._over = 0
        self._is_heard = False
        self._is_arriving = False
        self._seen = 0
        self._last_s = now_s()

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1), or None where there is none."""
        block = self._sound.read() if self._sound is not None else None
        if self._is_heard:
            return block
        self._note_arrivals()
        is_over = block is not None and self._is_arriving and float(np.abs(block).max()) > _HEARD_PEAK
        self._over = self._over + 1 if is_over else 0
        if self._over >= HEARD_BLOCKS:
            self._is_heard = True
            self._tell(UplinkHeard(self._leg))
        return block

    def check(self) -> None:
        """Tell, once, that a heard uplink brings nothing any more; called several times a second."""
        self._note_arrivals()
        if self._is_heard and self._now_s() - self._last_s >= STALL_S:
            self._is_heard = self._is_arriving = False
            self._over = 0
            self._tell(UplinkStalled(self._leg))

    def end(self) -> None:
        """Give nothing from now on: the leg has ended."""
        self._sound = None

    def _note_arrivals(self) -> None:
        packets = self._packets()
        if packets != self._seen:
            self._seen, self._last_s, self._is_arriving = packets, self._now_s(), True
