"""What waits to be played in the hall: as little as the media loop's punctuality allows, found out while it runs.

Where an answer comes late its samples are missing, silence is played for them, and from then on so much more waits:
the delay grows to what the loop needs. It shrinks again, without a gap, when for a minute more waited than was needed.
"""

from typing import Any

import numpy as np

from common.audio.format import Block
from common.audio.ring import SampleRing
from common.devices.portaudio.shared import Count
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

AIM_SAMPLES = BLOCK_SAMPLES
"""Waits at the least when the next block arrives: the loop may be 10 ms later than it was at its first block."""
MOST_SAMPLES = 4 * BLOCK_SAMPLES
"""More than this waiting, after the loop was very late, is cut back to the aim at once."""
WATCH_SAMPLES = 60 * SAMPLE_RATE_HZ


class HallQueue:
    """The consumer's side of the ring of outputs. Thread: the callback's."""

    def __init__(self, ring: SampleRing, counts: Any) -> None:
        self._ring = ring
        self._counts = counts
        self._least = MOST_SAMPLES
        self._watched = 0

    def play(self, outdata: Block) -> None:
        """Fill (n, outputs), with silence where there is nothing."""
        samples = len(outdata)
        excess = self._excess(samples)
        if self._ring.read_into(outdata) < samples and self._ring.was_written:
            self._counts[Count.SHORT] += 1
        if excess > 0:
            self._leap(outdata, excess)
        waiting = self._ring.fill_samples
        self._least = min(self._least, waiting)
        self._watched += samples

    def _excess(self, samples: int) -> int:
        """Return how much to leave out now."""
        waiting = self._ring.fill_samples - samples
        if waiting > MOST_SAMPLES:
            self._begin_watch()
            return waiting - AIM_SAMPLES
        if self._watched < WATCH_SAMPLES:
            return 0
        spare = self._least - AIM_SAMPLES
        self._begin_watch()
        return min(spare, waiting)

    def _begin_watch(self) -> None:
        self._least = MOST_SAMPLES
        self._watched = 0

    def _leap(self, outdata: Block, excess: int) -> None:
        """Leave samples out under a cross-fade over what was just read."""
        samples = len(outdata)
        away = np.empty_like(outdata)
        self._ring.peek_into(away, excess - samples)
        self._ring.skip(excess)
        outdata += (away - outdata) * np.linspace(0.0, 1.0, samples, endpoint=False, dtype=np.float32)[:, None]
        self._counts[Count.CUT_SAMPLES] += excess
