"""Time shrinks and grows by whole periods, so that a voice stays whole."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.audio.stretch import LEAST_LAG, LEAST_SAMPLES, MOST_LAG, lengthen, shorten
from common.audio.testsignal import Voice
from common.model.units import SAMPLE_RATE_HZ


def tone(hz: float, samples: int = LEAST_SAMPLES, peak: float = 0.5) -> NDArray[np.float32]:
    return (peak * np.sin(2 * np.pi * hz * np.arange(samples) / SAMPLE_RATE_HZ)).astype(np.float32)


@pytest.mark.parametrize("hz", [80.0, 123.4, 200.0, 317.0, 400.0, 1000.0])
def test_a_tone_stays_a_tone(hz: float) -> None:
    sound = tone(hz)
    for fitted in (shorten(sound, MOST_LAG), lengthen(sound, MOST_LAG)):
        changed = abs(len(fitted) - len(sound))
        assert LEAST_LAG <= changed <= MOST_LAG
        assert changed * hz / SAMPLE_RATE_HZ == pytest.approx(round(changed * hz / SAMPLE_RATE_HZ), abs=0.02)
        assert np.abs(np.diff(fitted, 2)).max() < 1.05 * np.abs(np.diff(sound, 2)).max() + 1e-6


def test_both_ends_join_what_comes_before_and_after() -> None:
    sound = Voice(2).take(SAMPLE_RATE_HZ)[24_000 : 24_000 + LEAST_SAMPLES, 0]
    for fitted in (shorten(sound, MOST_LAG, -1.0), lengthen(sound, MOST_LAG, -1.0)):
        assert np.array_equal(fitted[:1], sound[:1])
        assert np.array_equal(fitted[-20:], sound[-20:])


def test_a_wish_is_not_exceeded() -> None:
    sound = tone(200.0)
    assert len(sound) - len(shorten(sound, 300)) <= 300
    assert len(lengthen(sound, 300)) - len(sound) <= 300


@pytest.mark.parametrize("wish", [0, LEAST_LAG - 1])
def test_too_small_a_wish_changes_nothing(wish: int) -> None:
    sound = tone(200.0)
    assert shorten(sound, wish) is sound
    assert lengthen(sound, wish) is sound


def test_in_quiet_the_wish_is_met_exactly() -> None:
    hiss = np.random.default_rng(1).standard_normal(LEAST_SAMPLES).astype(np.float32) * 1e-4
    assert len(shorten(hiss, 481)) == LEAST_SAMPLES - 481
    assert len(lengthen(hiss, 481)) == LEAST_SAMPLES + 481


def test_where_nothing_repeats_time_is_left_alone() -> None:
    noise = np.random.default_rng(1).standard_normal(LEAST_SAMPLES).astype(np.float32) * 0.1
    assert shorten(noise, MOST_LAG) is noise
    assert lengthen(noise, MOST_LAG) is noise


def test_too_short_a_piece_is_left_alone() -> None:
    piece = tone(200.0, 240)
    assert shorten(piece, 200) is piece
    assert lengthen(piece, 200) is piece
