"""Echo: what of the loudspeaker comes back through the microphone, found by correlation with what was played."""

import math
from typing import Final

import numpy as np

from common.audio.fitness.bands import Floats
from common.audio.fitness.frames import LOW_HZ
from common.model.units import SILENCE_DBFS

PIECE_SAMPLES: Final = 2 * LOW_HZ
MOST_DELAY_SAMPLES: Final = LOW_HZ * 6 // 10
"""600 ms: the longest way from `add_played` to the microphone and back to `add`."""
SOUNDING_DBFS: Final = -60.0
SURE: Final = 8.0
"""By how much the highest correlation stands over their usual."""
LEAST_DB: Final = 60.0


def echo_loss_db(low: Floats, played: Floats) -> float | None:
    """Return how far the echo lies under what is played, dB, LEAST_DB at the most; None where too little was played."""
    pieces = len(played) // PIECE_SAMPLES
    product = np.zeros(2 * PIECE_SAMPLES, dtype=np.complex128)
    energy = 0.0
    for piece in range(pieces):
        part = slice(piece * PIECE_SAMPLES, (piece + 1) * PIECE_SAMPLES)
        reference = played[part].astype(np.float64)
        if 10.0 * np.log10(max(float(np.mean(reference**2)), 1e-12)) < SOUNDING_DBFS:
            continue
        far = np.fft.fft(reference, 2 * PIECE_SAMPLES)
        near = np.fft.fft(low[part].astype(np.float64), 2 * PIECE_SAMPLES)
        product += near * far.conj() / np.maximum(np.abs(far) ** 2, 1e-2 * float(np.mean(np.abs(far) ** 2)))
        energy += 1.0
    if not energy:
        return None
    path = np.real(np.fft.ifft(product / energy))[:MOST_DELAY_SAMPLES]
    usual = float(np.median(np.abs(path))) / 0.6745
    heard = path[np.abs(path) > 4.0 * usual]
    if not len(heard) or float(np.abs(path).max()) < SURE * usual:
        return LEAST_DB
    return min(LEAST_DB, max(0.0, -10.0 * math.log10(max(float(np.sum(heard**2)), 10.0 ** (SILENCE_DBFS / 10.0)))))
