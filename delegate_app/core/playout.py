"""What is heard: the listening mix, limited, at the delegate's own volume, paced by the headphone's clock."""

from collections.abc import Callable

import numpy as np

from common.audio.format import Block, BlockReader
from common.audio.gain import RampedGain
from common.audio.limiter import Limiter
from common.audio.meter import Level, Meter
from common.devices.audio import AudioOutput
from common.model.units import BLOCK_SAMPLES

MAX_BLOCKS_AT_ONCE = 10
"""A tick that comes late makes up for 100 ms at most."""
_SILENCE: Block = np.zeros((BLOCK_SAMPLES, 1), np.float32)


class Playout:
    """Feeds the headphone. Thread: the media loop's; `level` may be read from any.

    The limiter stands before the volume: who listens softly is protected from what is loud beside that.
    """

    def __init__(self, source: BlockReader) -> None:
        self.output: AudioOutput | None = None
        self.gaps = 0
        """Blocks of silence played since the first sound, because none had come."""
        self.on_played: Callable[[Block], None] = lambda block: None
        """Told, on the media loop, of every block that is given to the headphone."""
        self.own_voice: BlockReader | None = None
        """Played in place of the meeting while it gives blocks; set on the media loop."""
        self._source = source
        self._limiter = Limiter()
        self._volume = RampedGain()
        self._meter = Meter()
        self._has_begun = False

    @property
    def level(self) -> Level:
        """How loud it is, of the last 50 ms."""
        return self._meter.level

    @property
    def latency_ms(self) -> float:
        """How long what is played now takes to be heard."""
        return self.output.latency_ms if self.output is not None else 0.0

    def set_volume(self, volume: float) -> None:
        """Set the delegate's own volume, 0 to 1."""
        self._volume.target = min(1.0, max(0.0, volume))

    def pump(self) -> None:
        """Give the headphone the blocks that it wants."""
        output = self.output
        if output is None:
            return
        for _ in range(MAX_BLOCKS_AT_ONCE):
            if not output.wants_block():
                return
            block = self._next()
            output.write(block)
            self.on_played(block)

    def _next(self) -> Block:
        block, own = self._source.read(), self.own_voice.read() if self.own_voice is not None else None
        if own is not None:
            block = own
        elif block is None:
            self.gaps += self._has_begun
            block = _SILENCE
        else:
            self._has_begun = True
        heard = self._volume.apply(self._limiter.process(block))
        self._meter.add(heard)
        return heard
