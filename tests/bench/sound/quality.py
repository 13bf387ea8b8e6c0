"""How speech sounds after the way, on the scales of listening tests: PESQ wide band (ITU-T P.862.2) and ViSQOL.

Both are optional packages of the bench (`pip install pesq visqol-python`); what is absent is said, not guessed.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from common.audio.resample import resample
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.types import Sound

SCORE_HZ = 16_000
WORST_PESQ = 1.0
"""Given where nothing like speech was heard, which PESQ itself refuses to judge."""

Score = Callable[[Sound, Sound], float]


def missing_scores() -> dict[str, str]:
    """Say which scores cannot be had here, and why."""
    scorers = {"pesq": _pesq, "visqol": _visqol}
    return {name: f"pip install {package} (optional)" for name, package in PACKAGES.items() if scorers[name]() is None}


PACKAGES = {"pesq": "pesq", "visqol": "visqol-python"}


def pesq_score(said: Sound, heard: Sound) -> float | None:
    """Return PESQ wide band, 1.0 to 4.64; None without the package. Sounds (samples,) at 48 kHz."""
    score = _pesq()
    return None if score is None else score(_narrowed(said), _narrowed(heard))


def visqol_score(said: Sound, heard: Sound) -> float | None:
    """Return ViSQOL's speech score, 1 to 5; None without the package. Sounds (samples,) at 48 kHz."""
    score = _visqol()
    return None if score is None else score(_narrowed(said), _narrowed(heard))


def _narrowed(sound: Sound) -> Sound:
    narrow: Sound = resample(sound[:, None], SAMPLE_RATE_HZ, SCORE_HZ)[:, 0]
    return narrow


@cache
def _pesq() -> Score | None:
    try:
        from pesq import NoUtterancesError, pesq
    except ImportError:
        return None

    def score(said: Sound, heard: Sound) -> float:
        try:
            return float(pesq(SCORE_HZ, said, heard, "wb"))
        except (NoUtterancesError, ValueError):
            return WORST_PESQ

    return score


@cache
def _visqol() -> Score | None:
    try:
        from visqol import VisqolApi
    except ImportError:
        return None
    api: Any = VisqolApi()
    api.create(mode="speech", use_lattice_model=False)

    def score(said: Sound, heard: Sound) -> float:
        wide = (np.asarray(sound, dtype=np.float64) for sound in (said, heard))
        return float(api.measure_from_arrays(*wide, SCORE_HZ).moslqo)

    return score
