"""Clipping: where it cuts, the distribution of the samples' sizes has a wall, at whatever level it stands now.

After Eaton and Naylor, Detection of clipping in coded speech signals (EUSIPCO 2013): the histogram of the sizes'
logarithm falls evenly for a voice, and ends in a heap for a clipped one; a codec makes the heap wider.
"""

from typing import Final

import numpy as np

from common.audio.fitness.bands import Curve
from common.audio.fitness.frames import BATCH, SIZES, size_of
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Parts
from common.audio.level import from_db, to_db

WALLS: Final = ((0.001, 0.01, 1.5), (0.001, 0.05, 2.9), (0.01, 0.1, 2.3))
"""Two shares of the speech's samples and dB: where the sizes over which they lie are less apart, something cuts. Voices
have over 1.9, 5.3 and 3.2. Through a codec stray samples go over the wall: only the greater shares still show it."""
NEAR_DB: Final = 3.5
"""Samples so near to a ceiling that cuts are taken for cut: through a codec, they come back scattered."""
FULL_SIZE: Final = 0.998
_BINS: Final[Curve] = np.array([size_of(number) for number in range(SIZES)])


def clipped_percent(heard: Heard, parts: Parts) -> float:
    """Return how much of the speech lies at a ceiling that cuts it, per cent."""
    whole = len(heard.sizes) * BATCH
    spoken = parts.speech[:whole].reshape(-1, BATCH).sum(axis=1) > BATCH // 2
    counts: Curve = heard.sizes[spoken].sum(axis=0, dtype=np.int64).astype(np.float64)
    total = float(counts.sum())
    if not total:
        return 0.0
    over: Curve = np.cumsum(counts[::-1])[::-1] / total
    cut = _share_over(over, FULL_SIZE)
    for upper_share, lower_share, least_db in WALLS:
        ceiling = _size_with(over, upper_share)
        if to_db(ceiling / _size_with(over, lower_share)) < least_db:
            cut = max(cut, _share_over(over, ceiling * from_db(-NEAR_DB)))
    return 100.0 * cut


def _size_with(over: Curve, share: float) -> float:
    """Return the size over which lies such a share of the samples."""
    return size_of(int(np.searchsorted(-over, -share, side="right")) - 1)


def _share_over(over: Curve, size: float) -> float:
    return float(over[min(int(np.searchsorted(_BINS, size)), SIZES - 1)])
