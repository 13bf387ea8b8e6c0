"""What is read from a recording is what was put into it."""

import numpy as np
import pytest

from common.audio.testsignal import chirp
from common.audio.testsignal.voice import voice_loop
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.analysis import Delayed, chirp_delays, cut_out, gap_ms, median, p95, recovery_s
from tests.bench.sound.signals import chirps, tone
from tests.bench.sound.types import Sound

MS = SAMPLE_RATE_HZ // 1000


def later(sound: Sound, delay_ms: float) -> Sound:
    """Return the sound as an ear hears it after a delay."""
    return np.concatenate((np.zeros(round(delay_ms * MS), np.float32), sound))


def test_each_chirp_has_its_own_delay() -> None:
    said = chirps(4.0)
    half = len(said.sound) // 2
    heard = np.concatenate((later(said.sound[:half], 40.0)[:half], later(said.sound[half:], 90.0)[:half]))
    delays = [delay.delay_ms for delay in chirp_delays(said.places, heard)]
    assert delays[0] == pytest.approx(40.0, abs=0.2)
    assert delays[-1] == pytest.approx(90.0, abs=0.2)


def test_a_chirp_that_was_not_heard_has_none() -> None:
    said = chirps(3.0)
    heard = later(said.sound, 30.0)
    heard[said.places[1] : said.places[1] + len(chirp()) + 40 * MS] = 0.0
    found = chirp_delays(said.places, heard)
    assert [delay.said_s for delay in found] == pytest.approx([0.0, 1.2, 1.8, 2.4])


def test_silence_has_no_delay() -> None:
    assert chirp_delays((0,), np.zeros(SAMPLE_RATE_HZ, np.float32)) == []
    assert median([]) is None
    assert p95([]) is None


def test_the_way_back_ends_when_it_is_clean_for_good() -> None:
    delays = [Delayed(n, 100.0) for n in range(5)] + [Delayed(5.0, 50.0), Delayed(6.0, 90.0)]
    delays += [Delayed(n, 52.0) for n in range(7, 12)]
    assert recovery_s(delays, ended_s=4.0, clean_ms=50.0, within_ms=10.0) == pytest.approx(3.0)
    assert recovery_s(delays[:7], ended_s=4.0, clean_ms=50.0, within_ms=10.0) is None
    assert recovery_s(delays, ended_s=8.0, clean_ms=50.0, within_ms=10.0) == 0.0


def test_speech_is_found_again_and_laid_over_itself() -> None:
    voice = voice_loop(2)[: 2 * SAMPLE_RATE_HZ]
    place = SAMPLE_RATE_HZ
    heard = later(np.concatenate((np.zeros(place, np.float32), voice, np.zeros(2 * SAMPLE_RATE_HZ, np.float32))), 77.0)
    cut = cut_out(voice, place, heard, usual_ms=20.0)
    assert cut.delays_ms == pytest.approx([77.0] * 4, abs=0.1)
    assert len(cut.said) == len(cut.heard)
    np.testing.assert_allclose(cut.said, cut.heard, atol=1e-6)


def test_speech_that_is_not_there_is_cut_out_at_the_usual_delay() -> None:
    voice = voice_loop(2)[:SAMPLE_RATE_HZ]
    cut = cut_out(voice, 0, np.zeros(2 * SAMPLE_RATE_HZ, np.float32), usual_ms=20.0)
    assert cut.delays_ms == ()
    assert len(cut.said) == len(cut.heard)


def test_speech_at_the_very_end_is_filled_up_with_silence() -> None:
    voice = voice_loop(2)[:SAMPLE_RATE_HZ]
    cut = cut_out(voice, 100, np.concatenate((np.zeros(100, np.float32), voice)), usual_ms=0.0)
    assert len(cut.said) == len(cut.heard)


@pytest.mark.parametrize("lost_ms", [0, 20, 320])
def test_a_gap_in_a_tone_is_measured(lost_ms: int) -> None:
    sound = tone(1.5)
    sound[20_000 : 20_000 + lost_ms * MS] = 0.0
    assert gap_ms(sound) == pytest.approx(lost_ms, abs=10.0)


def test_percentiles_are_rounded_to_a_tenth() -> None:
    assert median([1.0, 2.0, 4.04]) == 2.0
    assert p95([float(n) for n in range(101)]) == 95.0
