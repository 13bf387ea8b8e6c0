"""How much shall wait for a headphone: as little as the media loop's punctuality allows, found out while it plays.

The loop looks every 5 ms, so that much and what one callback takes has to wait, and a little more. Each time that too
little did, more shall; where for a while more was there than was needed, less shall.
"""

from typing import Any

from common.devices.portaudio.shared import Count
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ

WATCH_SAMPLES = 60 * SAMPLE_RATE_HZ
"""What a loop needed once in a minute it will need again: a gap is worse than 5 ms."""
TICK_SAMPLES = BLOCK_SAMPLES // 2
"""What is played between two looks."""
SPARE_SAMPLES = BLOCK_SAMPLES // 4
"""What shall be left when it was least."""
STEP_SAMPLES = BLOCK_SAMPLES // 2
MOST_EXTRA_SAMPLES = 6 * BLOCK_SAMPLES


class QueueWatch:
    """The consumer's side: tells how much was left at the least in each minute. Thread: the callback's."""

    def __init__(self, counts: Any) -> None:
        self._counts = counts
        self._least = WATCH_SAMPLES
        self._watched = 0

    def note(self, waiting: int, samples: int) -> None:
        """Take what waits after a callback of so many samples."""
        self._least = min(self._least, waiting)
        self._watched += samples
        if self._watched >= WATCH_SAMPLES:
            self._counts[Count.LEAST_SAMPLES] = self._least
            self._counts[Count.WATCHES] += 1
            self._least, self._watched = WATCH_SAMPLES, 0


class QueueAim:
    """The producer's side. Thread: the producer's."""

    def __init__(self) -> None:
        self._extra_samples = 0
        self._seen_short = 0
        self._seen_watches = 0

    def samples(self, largest_call: int, short: int, watches: int, least: int) -> int:
        """Return how much shall wait. `short` counts shortages, `watches` the watches over `least` that have ended."""
        if short != self._seen_short:
            self._extra_samples = min(self._extra_samples + STEP_SAMPLES, MOST_EXTRA_SAMPLES)
        elif watches != self._seen_watches and least >= SPARE_SAMPLES + STEP_SAMPLES:
            self._extra_samples = max(0, self._extra_samples - STEP_SAMPLES)
        self._seen_short, self._seen_watches = short, watches
        return largest_call + TICK_SAMPLES + SPARE_SAMPLES + self._extra_samples
