"""Echo: what of the loudspeaker comes back through the microphone, found by correlation with what was played.

The delay comes from the cross-spectrum smoothed by both spectra (SCOT: Carter, Nuttall, Cable 1973); the path's gain
from the least-squares response around it, less what chance gives.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Curve, Floats
from common.audio.fitness.frames import LOW_HZ

PIECE_SAMPLES: Final = 2 * LOW_HZ
MOST_DELAY_SAMPLES: Final = LOW_HZ * 6 // 10
"""600 ms: the longest way from `add_played` to the microphone and back to `add`."""
SOUNDING_POWER: Final = 1e-6
"""-60 dBFS: what is quieter is no test."""
SURE: Final = 6.5
"""By how much the highest correlation stands over chance (one standard deviation of the others)."""
BEFORE_SAMPLES, AFTER_SAMPLES = LOW_HZ // 500, LOW_HZ * 60 // 1000
"""Of the response, about the direct sound of the loudspeaker."""
LEAST_DB: Final = 60.0


def echo_loss_db(low: Floats, played: Floats) -> float | None:
    """Return how far the echo lies under what is played, dB, LEAST_DB at the most; None where too little was played."""
    size = 2 * PIECE_SAMPLES
    cross, far, near = (np.zeros(size // 2 + 1, dtype=np.complex128), np.zeros(size // 2 + 1), np.zeros(size // 2 + 1))
    for start in range(0, len(played) - PIECE_SAMPLES + 1, PIECE_SAMPLES // 2):
        reference = played[start : start + PIECE_SAMPLES].astype(np.float64)
        if float(np.mean(reference**2)) > SOUNDING_POWER:
            spectrum = np.fft.rfft(reference, size)
            heard = np.fft.rfft(low[start : start + PIECE_SAMPLES].astype(np.float64), size)
            cross += heard * spectrum.conj()
            far += np.abs(spectrum) ** 2
            near += np.abs(heard) ** 2
    if not far.any():
        return None
    return _loss_db(cross, far, near)


def _loss_db(cross: NDArray[np.complex128], far: Curve, near: Curve) -> float:
    far = far + 1e-3 * float(far.mean())
    sharp = np.abs(np.fft.irfft(cross / np.sqrt(far * (near + 1e-3 * float(near.mean()) + 1e-30))))[:MOST_DELAY_SAMPLES]
    at = int(sharp.argmax())
    if sharp[at] < SURE * float(np.median(sharp)) / 0.6745:
        return LEAST_DB
    response = np.fft.irfft(cross / far)[:MOST_DELAY_SAMPLES]
    chance = float(np.median(np.abs(response))) / 0.6745
    part = response[max(0, at - BEFORE_SAMPLES) : at + AFTER_SAMPLES]
    gain = max(float(np.sum(part**2)) - len(part) * chance**2, float(response[at] ** 2), 1e-12)
    return min(LEAST_DB, max(0.0, -10.0 * math.log10(gain)))
