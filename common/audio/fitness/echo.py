"""Echo: what of the loudspeaker comes back through the microphone, found by correlation with what was played.

The delay comes from the cross-spectrum smoothed by both spectra (SCOT: Carter, Nuttall, Cable 1973); the path's gain
from the least-squares response around it, less what chance gives at other delays.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Curve, Floats
from common.audio.fitness.frames import LOW_HZ, LOW_SAMPLES
from common.audio.fitness.history import Heard
from common.audio.fitness.parts import Mask, Parts

Lines = NDArray[np.complex128]

PIECE_SAMPLES: Final = 2 * LOW_HZ
MOST_DELAY_SAMPLES: Final = LOW_HZ * 6 // 10
"""600 ms: the longest way from `add_played` to the microphone and back to `add`."""
SOUNDING_POWER: Final = 1e-6
"""-60 dBFS: what is quieter is no test."""
SURE: Final = 25.0
"""By how much the highest correlation stands over chance (one standard deviation of the others): two voices that speak
at once reach 18 without any echo."""
SURE_IN_PAUSES: Final = 20.0
"""The same where the near voice has been cut out: what is left is noise, if no echo."""
LEAST_SHARE: Final = 0.02
"""Of the played power, in the near voice's pauses: with less nothing can be said."""
BEFORE_SAMPLES: Final = LOW_HZ // 500
PART_SAMPLES: Final = LOW_HZ * 62 // 1000
"""Of the response, about the direct sound of the loudspeaker."""
CHANCE_TURNS: Final = (1, 2, 3, 4)
"""Where no echo can be, what is found is chance: so many delays of MOST_DELAY_SAMPLES later."""
LOWEST_HZ: Final = 200.0
"""A loudspeaker gives little below; rooms and microphones rumble there."""
LEAST_DB: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Spectra:
    """Cross-spectrum and power spectra, summed over pieces: of the played (far) and the microphone's (near) sound."""

    cross: Lines
    far: Curve
    near: Curve


def echo_loss_db(heard: Heard, parts: Parts) -> float | None:
    """Return how far the echo lies under what is played, dB, LEAST_DB at the most; None where too little was played."""
    if heard.played is None:
        return None
    whole = _spectra(heard.low, heard.played)
    if not whole.far.any():
        return None
    delay = _delay_samples(whole, SURE)
    if delay is not None:
        return _loss_db(whole, delay, 1.0)
    is_kept = np.repeat(~parts.speech, LOW_SAMPLES)
    apart = _spectra(heard.low * is_kept, heard.played)
    delay = _delay_samples(apart, SURE_IN_PAUSES)
    share = 0.0 if delay is None else _share_heard(heard.played, is_kept, delay)
    return LEAST_DB if delay is None or share < LEAST_SHARE else _loss_db(apart, delay, share)


def _share_heard(played: Floats, is_kept: Mask, delay: int) -> float:
    """Return how much of the played power comes back in what is kept."""
    power = played[: len(played) - delay].astype(np.float64) ** 2
    return float(power[is_kept[delay:]].sum() / max(float(power.sum()), 1e-12))


def _spectra(low: Floats, played: Floats) -> _Spectra:
    """Return the spectra of pieces that overlap by half."""
    size = 2 * PIECE_SAMPLES
    cross: Lines = np.zeros(size // 2 + 1, dtype=np.complex128)
    far, near = np.zeros(size // 2 + 1), np.zeros(size // 2 + 1)
    for start in range(0, len(played) - PIECE_SAMPLES + 1, PIECE_SAMPLES // 2):
        reference = played[start : start + PIECE_SAMPLES].astype(np.float64)
        if float(np.mean(reference**2)) > SOUNDING_POWER:
            spectrum = np.fft.rfft(reference, size)
            heard = np.fft.rfft(low[start : start + PIECE_SAMPLES].astype(np.float64), size)
            cross += heard * spectrum.conj()
            far += np.abs(spectrum) ** 2
            near += np.abs(heard) ** 2
    cross[: round(LOWEST_HZ * size / LOW_HZ)] = 0.0
    return _Spectra(cross, far + 1e-3 * float(far.mean()), near + 1e-3 * float(near.mean()) + 1e-30)


def _delay_samples(spectra: _Spectra, sure: float) -> int | None:
    """Return the echo's delay; None where there is none for sure."""
    sharp = np.abs(np.fft.irfft(spectra.cross / np.sqrt(spectra.far * spectra.near)))
    at = int(sharp[:MOST_DELAY_SAMPLES].argmax())
    return at if sharp[at] > sure * float(np.median(sharp)) / 0.6745 else None


def _loss_db(spectra: _Spectra, delay: int, share: float) -> float:
    """Return the loss of the path about a delay, where `share` of the played power was looked for."""
    response = np.fft.irfft(spectra.cross / spectra.far) / share
    lags = (delay, *(delay + MOST_DELAY_SAMPLES * turn for turn in CHANCE_TURNS))
    found, *chances = [_carried(np.roll(response, BEFORE_SAMPLES - lag)[:PART_SAMPLES], spectra.far) for lag in lags]
    gain = max(found - float(np.median(chances)), 1e-12)
    return min(LEAST_DB, max(0.0, -10.0 * math.log10(gain)))


def _carried(response: Curve, far: Curve) -> float:
    """Return the share of the played power that a path carries."""
    gains = np.abs(np.fft.rfft(response, 2 * (len(far) - 1))) ** 2
    return float(np.sum(gains * far) / np.sum(far))
