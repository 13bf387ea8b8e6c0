"""A stream played a little faster or slower stays what it was."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.audio.varispeed import HALF, Varispeed
from common.model.units import SAMPLE_RATE_HZ

SECONDS = 3


def tone(hz: float) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(SECONDS * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ)).astype(np.float32)


def played(sound: NDArray[np.float32], ppm: float, piece: int = 960) -> NDArray[np.float32]:
    varispeed = Varispeed()
    return np.concatenate([varispeed.convert(sound[at : at + piece], ppm) for at in range(0, len(sound), piece)])


def snr_db(sound: NDArray[np.float32], hz: float) -> float:
    """Compare with the steady tone that fits best."""
    turns = 2 * np.pi * hz * np.arange(len(sound)) / SAMPLE_RATE_HZ
    base = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    fit = base @ np.linalg.lstsq(base, sound.astype(np.float64), rcond=None)[0]
    return float(10 * np.log10(np.sum(fit**2) / np.sum((sound - fit) ** 2)))


@pytest.mark.parametrize("ppm", [-500.0, -100.0, 7.0, 100.0, 300.0])
@pytest.mark.parametrize("hz", [300.0, 1000.0, 4000.0, 8000.0])
def test_tones_come_out_pure_and_at_their_new_pitch(hz: float, ppm: float) -> None:
    sound = played(tone(hz), ppm)[2000:-2000]
    assert snr_db(sound, hz * (1 + ppm * 1e-6)) >= 80
    assert float(np.abs(sound).max()) == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize("ppm", [-1000.0, -460.0, 460.0, 1000.0])
@pytest.mark.parametrize(("hz", "least_db"), [(1000.0, 86), (12_000.0, 81)])
def test_what_slides_far_in_a_piece_is_nearly_as_pure(hz: float, least_db: float, ppm: float) -> None:
    assert snr_db(played(tone(hz), ppm)[2000:-2000], hz * (1 + ppm * 1e-6)) >= least_db


@pytest.mark.parametrize("ppm", [-1000.0, -30.0, 30.0, 1000.0])
@pytest.mark.parametrize("piece", [120, 441, 960, 2880])
def test_as_many_samples_come_out_as_the_rate_says(ppm: float, piece: int) -> None:
    sound = tone(440)
    varispeed = Varispeed()
    made = sum(len(varispeed.convert(sound[at : at + piece], ppm)) for at in range(0, len(sound), piece))
    assert made + varispeed.held_samples == pytest.approx(len(sound) / (1 + ppm * 1e-6) + HALF, abs=HALF + 1)


def test_the_rate_changes_without_a_seam() -> None:
    sound, varispeed = tone(440), Varispeed()
    rates = [0.0, 200.0, -200.0, 900.0, 0.0, -900.0, 50.0]
    pieces = [varispeed.convert(sound[at : at + 960], rates[at // 960 % 7]) for at in range(0, len(sound), 960)]
    steepest = np.abs(np.diff(np.concatenate(pieces)[100:], 2)).max()
    assert steepest < 1.01 * np.abs(np.diff(sound, 2)).max()


def test_at_rest_the_phase_settles_and_sound_passes_untouched() -> None:
    noise = np.random.default_rng(1).standard_normal(SECONDS * SAMPLE_RATE_HZ).astype(np.float32)
    varispeed = Varispeed()
    varispeed.convert(noise[:960], 300.0)
    made = np.concatenate([varispeed.convert(noise[at : at + 960], 0.0) for at in range(960, len(noise), 960)])
    tail = made[-4800:]
    delay = round(varispeed.held_samples)
    assert np.array_equal(tail, noise[len(noise) - delay - 4800 : len(noise) - delay])


def test_what_rings_beyond_full_scale_is_kept_to_it() -> None:
    square = np.sign(tone(440))
    assert float(np.abs(played(square, 100.0)).max()) == 1.0


def test_nothing_in_nothing_out() -> None:
    assert len(Varispeed().convert(np.zeros(0, np.float32), 100.0)) == 0


def test_nothing_is_due_of_nothing() -> None:
    varispeed = Varispeed()
    varispeed.convert(tone(440)[:960], 100.0)
    for ppm in (0.0, 100.0):
        assert len(varispeed.convert(np.zeros(0, np.float32), ppm)) == 0
    assert len(varispeed.convert(tone(440)[:960], 0.0)) > 900
