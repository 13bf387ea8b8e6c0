"""How a frame's spectrum is cut into bands, and how the ear and ITU-R BS.1770 weigh it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ

Floats = NDArray[np.float32]
Curve = NDArray[np.float64]

FRAME_SAMPLES: Final = 1024
"""21 ms, one each 10 ms: bins of 46.9 Hz."""
BIN_HZ: Final = SAMPLE_RATE_HZ / FRAME_SAMPLES
BINS: Final = FRAME_SAMPLES // 2 + 1
LINES_HZ: Final[Curve] = np.arange(BINS, dtype=np.float64) * BIN_HZ


def _starts() -> NDArray[np.intp]:
    """Return each band's first bin: bands of 94 Hz up to 1 kHz, of 188 Hz up to 4 kHz, of 375 Hz above."""
    return np.concatenate((np.arange(0, 22, 2), np.arange(22, 86, 4), np.arange(86, BINS - 8, 8))).astype(np.intp)


STARTS: Final = _starts()
BANDS: Final = len(STARTS)
EDGES_HZ: Final[Curve] = np.append(STARTS, BINS - 1) * BIN_HZ
"""(BANDS + 1,)."""
MIDDLES_HZ: Final[Curve] = (EDGES_HZ[:-1] + EDGES_HZ[1:]) / 2.0


def a_weights(hz: Curve) -> Curve:
    """Return the power gain of the A-weighting (IEC 61672-1, annex E)."""
    square = hz**2
    gain = (12194.0**2 * square**2) / (
        (square + 20.6**2) * np.sqrt((square + 107.7**2) * (square + 737.9**2)) * (square + 12194.0**2)
    )
    weights: Curve = (gain * 10.0**0.1) ** 2
    return weights


def k_weights(hz: Curve) -> Curve:
    """Return the power gain of the K-weighting at 48 kHz, its -0.691 dB included (ITU-R BS.1770-5, annex 1)."""
    shelf = _power_gain(
        hz, (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
    )
    high_pass = _power_gain(hz, (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
    weights: Curve = shelf * high_pass * 10.0**-0.0691
    return weights


def _power_gain(hz: Curve, above: tuple[float, ...], below: tuple[float, ...]) -> Curve:
    turn = np.exp(-2j * np.pi * hz / SAMPLE_RATE_HZ)
    powers = turn[:, None] ** np.arange(3)[None, :]
    gain: Curve = np.abs((powers @ np.array(above)) / (powers @ np.array(below))) ** 2
    return gain
