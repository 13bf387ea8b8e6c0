import numpy as np
import pytest

from common.audio.align import delay_samples, find_all
from common.audio.testsignal import Voice, chirp
from common.audio.testsignal.voice import voice_loop


@pytest.mark.parametrize("place", [0, 1, 777, 30_000])
def test_a_chirp_is_found_to_the_sample_in_noise(place: int) -> None:
    recording = np.random.default_rng(0).standard_normal(60_000).astype(np.float32) * 0.02
    recording[place : place + len(chirp())] += chirp() * 0.5
    found = delay_samples(chirp(), recording)
    assert found.samples == pytest.approx(place, abs=1.0)
    assert found.confidence > 0.8


def test_chirps_in_place_of_a_voice_are_all_found_in_a_long_recording() -> None:
    recording = Voice(2).take(48_000 * 50)[:, 0]
    places = [48_000 * n + 17 * n for n in range(1, 48, 3)]
    for place in places:
        recording[place : place + len(chirp())] = chirp()
    found = find_all(chirp(), recording)
    assert [round(d.samples) for d in found] == places


def test_a_voice_has_no_chirp_in_it() -> None:
    for number in range(7):
        assert find_all(chirp(), voice_loop(number)) == []


def test_a_recording_too_short_has_no_delay() -> None:
    assert delay_samples(chirp(), np.zeros(100, dtype=np.float32)) == (0.0, 0.0)
