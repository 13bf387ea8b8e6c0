"""Any floats whatever: nothing is raised, no figure is other than a number, and later sound is judged as ever."""

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from common.audio.fitness import FitnessMeter
from common.model.checks import Fitness, fitness_of
from common.model.units import BLOCK_SAMPLES
from tests.helpers.speechlike import speechlike

VOICE = speechlike(31.0)
TINY, HUGE = 1e-44, 3.4e38
SAMPLES = np.array([0.0, -0.0, 1.0, -1.0, math.nan, math.inf, -math.inf, TINY, HUGE, -HUGE, 0.5, 1e-6])
shapes = st.sampled_from([(BLOCK_SAMPLES, 1), (BLOCK_SAMPLES,), (0, 1), (BLOCK_SAMPLES, 0), (1, 1), (3_000, 2)])
blocks = st.tuples(st.integers(0, 2**32 - 1), shapes, st.sampled_from([np.float32, np.float64]), st.booleans())


@settings(max_examples=40, deadline=None)
@given(st.lists(blocks, max_size=12))
def test_no_block_harms_the_meter(chosen: list[tuple[int, tuple[int, ...], type, bool]]) -> None:
    meter = FitnessMeter()
    for seed, shape, kind, is_played in chosen:
        random = np.random.default_rng(seed)
        block: NDArray[np.floating[Any]] = random.choice(random.choice(SAMPLES, 3), shape).astype(kind)
        for _ in range(8):
            (meter.add_played if is_played else meter.add)(block)
    results = meter.results()
    assert all(r.value is None or math.isfinite(r.value) for r in results)
    assert math.isfinite(meter.speech_s + meter.silence_s)


def test_after_any_of_them_a_good_voice_is_fit() -> None:
    meter = FitnessMeter()
    for sample in (math.nan, math.inf, HUGE, TINY, 1.0):
        meter.add(np.full((BLOCK_SAMPLES, 1), sample, np.float32))
    for start in range(0, len(VOICE), BLOCK_SAMPLES):
        meter.add(VOICE[start : start + BLOCK_SAMPLES, None])
    assert fitness_of(meter.results()) is Fitness.FIT
