"""What a rehearsal reads from recordings that are made up here, so that the right answer is known."""

import numpy as np
import pytest

from common.audio.testsignal import Voice, chirp
from common.model.units import SAMPLE_RATE_HZ
from room_console.rehearsal.recordings import (
    Recording,
    Sound,
    delays_ms,
    level_error_db,
    longest_gap_ms,
    rejection_db,
    spread,
    voice_between,
)

START_MONO_S = 1000.0


def sound_of(seconds: float) -> Sound:
    """Return silence."""
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def with_chirps(at_s: list[float], seconds: float = 12.0, gain: float = 1.0, began_s: float = 0.0) -> Recording:
    """Return a recording with chirps at these instants after its start."""
    sound = sound_of(seconds)
    for at in at_s:
        first = round(at * SAMPLE_RATE_HZ)
        sound[first : first + len(chirp())] += gain * chirp()
    return Recording(sound, START_MONO_S + began_s)


def rejection(own: Recording, heard: Recording) -> float | None:
    """Measure over the whole of two recordings."""
    return rejection_db(own, heard, START_MONO_S, START_MONO_S + 60.0)


def test_delay_is_measured_across_recordings_that_began_at_different_instants() -> None:
    spoken = with_chirps([1.0, 4.0, 7.0])
    heard = with_chirps([0.6, 3.6, 6.6], began_s=0.5)
    assert delays_ms(spoken, heard) == pytest.approx([100.0] * 3, abs=0.1)


def test_a_chirp_that_nobody_spoke_counts_for_nothing() -> None:
    assert delays_ms(with_chirps([8.0]), with_chirps([1.0])) == []


def test_level_error_is_what_the_path_adds() -> None:
    heard = with_chirps([1.1, 4.1], gain=0.5)
    assert level_error_db(with_chirps([1.0, 4.0]), heard) == pytest.approx(-6.02, abs=0.1)
    assert level_error_db(with_chirps([1.0]), Recording(sound_of(5), START_MONO_S)) is None


@pytest.mark.parametrize(("leak_db", "expected_db"), [(-20.0, 20.0), (-50.0, 50.0)])
def test_rejection_finds_the_leak(leak_db: float, expected_db: float) -> None:
    at_s = [1.0, 4.0, 7.0]
    heard = with_chirps([a + 0.15 for a in at_s], gain=10 ** (leak_db / 20))
    assert rejection(with_chirps(at_s), heard) == pytest.approx(expected_db, abs=1.0)


def test_silence_rejects_all_there_is_and_no_chirp_says_nothing() -> None:
    silence = Recording(sound_of(12), START_MONO_S)
    assert (rejection(with_chirps([1.0, 4.0]), silence) or 0.0) > 100.0
    assert rejection(silence, silence) is None


def test_room_noise_hides_no_leak_of_sixty_decibels() -> None:
    at_s = [1.0, 3.5, 6.0, 8.5]
    noise = np.random.default_rng(1).normal(0.0, 10 ** (-62 / 20), 12 * SAMPLE_RATE_HZ).astype(np.float32)
    heard = Recording(with_chirps([a + 0.15 for a in at_s], gain=0.001).sound + noise, START_MONO_S)
    assert rejection(with_chirps(at_s), heard) == pytest.approx(60.0, abs=4.0)
    assert (rejection(with_chirps(at_s), Recording(noise, START_MONO_S)) or 0.0) > 66.0


def test_the_longest_silence_is_found() -> None:
    sound = np.full(SAMPLE_RATE_HZ, 0.1, np.float32)
    sound[1000:1480] = 0.0
    sound[9000:9960] = 0.0
    heard = Recording(sound, START_MONO_S)
    assert longest_gap_ms(heard, START_MONO_S, START_MONO_S + 1.0) == 20.0
    assert longest_gap_ms(heard, START_MONO_S, START_MONO_S + 0.1) == 10.0


def test_a_voice_is_named_where_enough_of_it_is_heard() -> None:
    heard = Recording(Voice(3).take(3 * SAMPLE_RATE_HZ)[:, 0], START_MONO_S)
    assert voice_between(heard, START_MONO_S, START_MONO_S + 2.5) == 3
    assert voice_between(heard, START_MONO_S, START_MONO_S + 1.0) is None


def test_a_spread_of_nothing_says_so() -> None:
    assert spread([]) == {"median": None, "p95": None, "count": 0}
    assert spread([1.0, 2.0, 3.0])["median"] == 2.0


def test_what_was_heard_before_the_floor_was_given_is_left_out() -> None:
    at_s = [1.0, 4.0, 7.0]
    heard = with_chirps([1.1])
    assert (rejection_db(with_chirps(at_s), heard, START_MONO_S, START_MONO_S + 11.0) or 0.0) < 12.0
    assert (rejection_db(with_chirps(at_s), heard, START_MONO_S + 3.0, START_MONO_S + 11.0) or 0.0) > 100.0
