"""Each damage shows in its own check, and a clean voice in none; what is no sound does no harm."""

import numpy as np
import pytest

from common.audio.fitness import FitnessMeter, analyse
from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Fitness, Verdict, fitness_of
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from tests.helpers.speechlike import Voice, speechlike

SECONDS = 12.0


def result(name: CheckName, sound: Voice, played: Voice | None = None) -> CheckResult:
    return next(r for r in analyse(sound, played) if r.name is name)


def value(name: CheckName, sound: Voice, played: Voice | None = None) -> float:
    found = result(name, sound, played).value
    assert found is not None
    return found


@pytest.fixture(scope="module")
def voice() -> Voice:
    return speechlike(SECONDS)


def cut_over(sound: Voice, hz: float) -> Voice:
    spectrum = np.fft.rfft(sound)
    spectrum[np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ) > hz] = 0.0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def test_a_clean_voice_is_fit_and_every_check_of_the_sound_is_there_in_order(voice: Voice) -> None:
    results = analyse(voice)
    assert [r.name for r in results] == [n for n in CheckName if n in AREAS[Area.SOUND]]
    assert {r.name: r.finding for r in results if r.verdict in (Verdict.WARN, Verdict.FAIL)} == {}
    assert fitness_of(results) is Fitness.FIT


@pytest.mark.parametrize(
    ("hz", "verdict"), [(3_400.0, Verdict.FAIL), (7_000.0, Verdict.WARN), (15_000.0, Verdict.PASS)]
)
def test_the_upper_edge_is_read_and_judged(voice: Voice, hz: float, verdict: Verdict) -> None:
    found = result(CheckName.BAND, cut_over(voice, hz))
    assert found.value == pytest.approx(hz, abs=600.0)
    assert found.verdict is verdict


def test_noise_over_a_narrow_voice_does_not_make_it_wide(voice: Voice) -> None:
    noise = np.random.default_rng(3).standard_normal(len(voice)) * 0.0005
    assert value(CheckName.BAND, (cut_over(voice, 3_400.0) + noise).astype(np.float32)) < 5_000.0


def test_level_noise_and_their_distance_move_as_the_sound_does(voice: Voice) -> None:
    louder = voice * np.float32(2.0)
    for name in (CheckName.LEVEL, CheckName.NOISE):
        assert value(name, louder) - value(name, voice) == pytest.approx(6.02, abs=0.05)
    assert value(CheckName.SNR, louder) == pytest.approx(value(CheckName.SNR, voice), abs=0.05)


def test_ten_decibels_more_noise_are_ten_less_of_distance() -> None:
    quiet, noisy = (value(CheckName.SNR, speechlike(SECONDS, noise_rms=rms)) for rms in (0.001, 0.00316))
    assert quiet - noisy == pytest.approx(10.0, abs=0.7)


@pytest.mark.parametrize("gain", [1.0, 0.1])
def test_clipping_is_found_at_whatever_level_it_is_played_later(voice: Voice, gain: float) -> None:
    ceiling = 0.25 * float(np.abs(voice).max())
    clipped = np.clip(voice, -ceiling, ceiling) * np.float32(gain)
    assert result(CheckName.CLIPPING, clipped).verdict is Verdict.FAIL
    assert value(CheckName.CLIPPING, voice * np.float32(gain)) == 0.0


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_hum_is_found_by_its_tones(voice: Voice, mains_hz: float) -> None:
    at = np.arange(len(voice)) / SAMPLE_RATE_HZ
    hum = sum(np.sin(2 * np.pi * n * mains_hz * at + n) / n for n in range(1, 8)) * 0.002
    found = result(CheckName.HUM, (voice + hum).astype(np.float32))
    assert (found.verdict, found.finding) == (Verdict.WARN, Finding.TOO_HIGH)
    assert result(CheckName.HUM, voice).verdict is Verdict.PASS


@pytest.mark.parametrize("t60_s", [0.8, 1.5])
def test_the_reverberation_time_is_read_within_a_fifth(voice: Voice, t60_s: float) -> None:
    random = np.random.default_rng(5)
    samples = round(t60_s * SAMPLE_RATE_HZ)
    tail = random.standard_normal(samples) * 10.0 ** (-3.0 * np.arange(samples) / samples)
    size = len(voice) + samples
    wet = np.fft.irfft(np.fft.rfft(voice, size) * np.fft.rfft(tail, size), size)[: len(voice)] / np.sqrt(
        np.sum(tail**2)
    )
    assert value(CheckName.REVERBERATION, wet.astype(np.float32)) == pytest.approx(t60_s, rel=0.2)


def pauses_of(voice: Voice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each sample whether nothing was said in the 200 ms before."""
    loud = np.abs(voice) > 0.01
    after = np.maximum.accumulate(np.where(loud, np.arange(len(voice)), -SAMPLE_RATE_HZ))
    return np.asarray(np.arange(len(voice)) - after > SAMPLE_RATE_HZ // 5)


def test_pauses_that_are_shut_off_are_a_gate(voice: Voice) -> None:
    gated = np.where(pauses_of(voice), voice * np.float32(0.001), voice)
    assert result(CheckName.GATE, gated).finding is Finding.TOO_HIGH
    assert value(CheckName.GATE, voice) == 0.0


def test_noise_that_rises_in_the_pauses_is_automatic_gain(voice: Voice) -> None:
    pauses = pauses_of(voice)
    since = np.arange(len(voice)) - np.maximum.accumulate(np.where(pauses, 0, np.arange(len(voice))))
    rising = (voice * 10.0 ** (since / SAMPLE_RATE_HZ)).astype(np.float32)
    assert result(CheckName.GAIN_CONTROL, rising).verdict is Verdict.WARN


@pytest.mark.parametrize("loss_db", [10.0, 30.0])
def test_the_loudspeaker_is_found_in_the_microphone(voice: Voice, loss_db: float) -> None:
    played = speechlike(SECONDS, seed=9)
    echo = np.concatenate((np.zeros(4_800, np.float32), played[:-4_800])) * np.float32(10.0 ** (-loss_db / 20.0))
    assert value(CheckName.ECHO, voice + echo, played) == pytest.approx(loss_db, abs=5.0)
    assert result(CheckName.ECHO, voice, played).verdict is Verdict.PASS
    assert result(CheckName.ECHO, voice).verdict is Verdict.SKIPPED


def test_without_speech_nothing_is_judged() -> None:
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE_HZ * 5).astype(np.float32) * np.float32(0.05)
    for sound, finding in ((noise, Finding.NO_SPEECH), (np.zeros_like(noise), Finding.SILENT)):
        results = analyse(sound)
        assert {(r.verdict, r.finding, r.value) for r in results} == {(Verdict.SKIPPED, finding, None)}
        assert fitness_of(results) is Fitness.UNKNOWN


def test_the_meter_counts_what_it_hears_judges_as_the_whole_and_forgets(voice: Voice) -> None:
    meter = FitnessMeter()
    for start in range(0, len(voice), BLOCK_SAMPLES):
        meter.add(voice[start : start + BLOCK_SAMPLES, None])
    assert meter.speech_s > 4.0
    assert meter.silence_s > 1.0
    assert meter.results() == analyse(voice)
    meter.reset()
    assert (meter.speech_s, meter.silence_s) == (0.0, 0.0)
    assert fitness_of(meter.results()) is Fitness.UNKNOWN


def test_what_is_older_than_half_a_minute_is_forgotten(voice: Voice) -> None:
    ceiling = 0.25 * float(np.abs(voice).max())
    clean = speechlike(31.0, seed=4)
    assert analyse(np.concatenate((np.clip(voice, -ceiling, ceiling), clean)))[4].value == 0.0
