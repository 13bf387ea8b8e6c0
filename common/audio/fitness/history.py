"""What is remembered of a voice: the frames of the last half minute, in rings of a fixed size."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from common.audio.fitness.bands import BANDS, Floats
from common.audio.fitness.frames import BATCH, LOW_SAMPLES, SIZES, Frames, Sizes

KEPT_FRAMES: Final = 3_000
"""30 s."""
SLACK_FRAMES: Final = 200
"""Written on while another thread copies: 2 s, a thousand times what a copy takes."""
_K, _A = BANDS, BANDS + 1


@dataclass(frozen=True, slots=True)
class Heard:
    """What a verdict is made from; one row a frame of 10 ms, the oldest first."""

    bands: Floats
    """(frames, BANDS), mean square."""
    loudness: Floats
    """(frames,), mean square, K-weighted."""
    a_weighted: Floats
    sizes: Sizes
    """(frames // BATCH, SIZES), how many samples of a batch are of each size."""
    low: Floats
    """(frames * 80,), at 8 kHz."""
    played: Floats | None
    """The same of the loudspeaker; None where nothing was told of it."""

    @property
    def frames(self) -> int:
        """Count the frames."""
        return len(self.loudness)


class History:
    """Rings of frames. Thread: `add` one; `heard` any."""

    def __init__(self, kept_frames: int = KEPT_FRAMES) -> None:
        rows = -(-(kept_frames + SLACK_FRAMES) // BATCH) * BATCH
        self._kept = kept_frames
        self._rows: Floats = np.zeros((rows, BANDS + 2), dtype=np.float32)
        self._low: Floats = np.zeros((rows, LOW_SAMPLES), dtype=np.float32)
        self._sizes: Sizes = np.zeros((rows // BATCH, SIZES), dtype=np.uint16)
        self._played: Floats | None = None
        self._count = 0

    def add(self, frames: Frames, played: Floats | None) -> None:
        """Keep a batch, and (BATCH, LOW_SAMPLES) of what was played meanwhile."""
        at = self._count % len(self._rows)
        rows = self._rows[at : at + BATCH]
        rows[:, :BANDS] = frames.bands
        rows[:, _K:] = frames.weighted
        self._sizes[at // BATCH] = frames.sizes
        self._low[at : at + BATCH] = frames.low
        if played is not None and self._played is None:
            self._played = np.zeros_like(self._low)
        if self._played is not None:
            self._played[at : at + BATCH] = 0.0 if played is None else played
        self._count += BATCH

    def heard(self) -> Heard:
        """Copy what is kept."""
        count = self._count
        at = np.arange(max(0, count - self._kept), count) % len(self._rows)
        rows = self._rows[at]
        loudness, a_weighted = np.ascontiguousarray(rows[:, BANDS:].T)
        sizes = self._sizes[at[::BATCH] // BATCH]
        played = None if self._played is None else self._played[at].ravel()
        return Heard(rows[:, :BANDS], loudness, a_weighted, sizes, self._low[at].ravel(), played)

    def levels(self, most: int | None = None) -> Floats:
        """Copy the A-weighted power of each frame kept, or of the newest `most`."""
        count = self._count
        kept = self._kept if most is None else min(most, self._kept)
        at = np.arange(max(0, count - kept), count) % len(self._rows)
        levels: Floats = self._rows[at, _A]
        return levels
