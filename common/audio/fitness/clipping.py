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
from common.audio.level import to_db

CEILING_SHARE: Final = 0.001
"""Of the speech's samples lie over its ceiling."""
TOP_SHARE: Final = 0.01
TOP_DB: Final = 1.5
"""A voice's strongest hundredth is spread over 2.4 dB and more; over less, something cuts it."""
UPPER_SHARE, BULK_SHARE = 0.05, 0.1
UPPER_DB, BULK_DB = 2.9, 3.4
"""So little over its strongest twentieth or tenth no voice has its peaks: a codec has blurred the wall."""
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
    ceiling = _size_with(over, CEILING_SHARE)
    is_cut = any(
        to_db(ceiling / _size_with(over, share)) < least_db
        for share, least_db in ((TOP_SHARE, TOP_DB), (UPPER_SHARE, UPPER_DB), (BULK_SHARE, BULK_DB))
    )
    near = _share_over(over, ceiling * 10.0 ** (-NEAR_DB / 20.0)) if is_cut else 0.0
    return 100.0 * max(near, _share_over(over, FULL_SIZE))


def _size_with(over: Curve, share: float) -> float:
    """Return the size over which lies such a share of the samples."""
    return size_of(int(np.searchsorted(-over, -share, side="right")) - 1)


def _share_over(over: Curve, size: float) -> float:
    return float(over[min(int(np.searchsorted(_BINS, size)), SIZES - 1)])
