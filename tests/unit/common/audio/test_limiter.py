"""The limiter: peaks, shocks and loudness are held; speech comes through bit for bit."""

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.level import from_db, rms_dbfs
from common.audio.limiter import (
    CEILING,
    LOOK_AHEAD_SAMPLES,
    LOUDNESS_DBFS,
    LOUDNESS_S,
    SHOCK_DBFS,
    SHOCK_S,
    THRESHOLD,
    Limiter,
    PowerBound,
)
from common.audio.testsignal import Voice, tone
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ


def limited(sound: Block, limiter: Limiter | None = None) -> Block:
    """Play (n, ports), n a whole number of blocks, through a limiter."""
    limiter = limiter or Limiter(sound.shape[1])
    return np.concatenate([limiter.process(block) for block in np.split(sound, len(sound) // BLOCK_SAMPLES)])


def blocks_of(samples: np.ndarray) -> Block:
    """Return (n, 1), cut to whole blocks."""
    whole = len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES
    return np.asarray(samples[:whole], np.float32).reshape(-1, 1)


def tone_of(frequency_hz: int, level_dbfs: float, seconds: float) -> Block:
    """Return a tone; its level is that of its peaks."""
    return blocks_of(tone(frequency_hz, seconds, level_dbfs))


@pytest.mark.parametrize("number", range(7))
def test_speech_is_delayed_and_else_untouched(number: int) -> None:
    voice = Voice(number)
    speech = np.concatenate([voice.read() for _ in range(500)])
    limiter = Limiter()
    played = limited(speech, limiter)
    assert np.array_equal(played[LOOK_AHEAD_SAMPLES:], speech[:-LOOK_AHEAD_SAMPLES])
    assert limiter.limited_blocks == 0


def test_loud_speech_keeps_its_peaks_up_to_the_threshold() -> None:
    voice = Voice(0)
    speech = np.concatenate([voice.read() for _ in range(100)])
    speech = (speech * (THRESHOLD * 0.999 / np.abs(speech).max())).astype(np.float32)
    played = limited(speech)
    whole = slice(0, 20 * BLOCK_SAMPLES)
    assert np.array_equal(played[LOOK_AHEAD_SAMPLES:][whole], speech[whole])


def test_the_delay_is_within_3_ms() -> None:
    assert LOOK_AHEAD_SAMPLES / SAMPLE_RATE_HZ <= 0.003


@pytest.mark.parametrize("ports", [1, 2])
def test_no_sample_ever_exceeds_the_ceiling(ports: int) -> None:
    rng = np.random.default_rng(7)
    noise = rng.standard_normal((200 * BLOCK_SAMPLES, ports)).astype(np.float32)
    noise *= np.repeat(rng.choice([0.0, 0.01, 0.3, 4.0], 200), BLOCK_SAMPLES)[:, None].astype(np.float32)
    assert np.abs(limited(noise)).max() <= np.float32(CEILING)


@pytest.mark.parametrize("place", [0, 1, LOOK_AHEAD_SAMPLES, BLOCK_SAMPLES - LOOK_AHEAD_SAMPLES, BLOCK_SAMPLES - 1])
def test_the_gain_is_down_before_the_peak(place: int) -> None:
    sound = tone_of(440, -12.0, 0.1)
    at = 3 * BLOCK_SAMPLES + place
    sound[at] = 4.0
    played = limited(sound)
    peak = float(played[at + LOOK_AHEAD_SAMPLES, 0])
    assert peak <= CEILING
    assert peak > CEILING * 0.97
    before = played[at : at + LOOK_AHEAD_SAMPLES, 0] / sound[at - LOOK_AHEAD_SAMPLES : at, 0]
    gains = before[np.abs(sound[at - LOOK_AHEAD_SAMPLES : at, 0]) > 0.05]
    assert np.all(np.diff(gains) < 1e-4)


def test_after_a_peak_it_opens_again_to_the_last_bit() -> None:
    sound = tone_of(440, -12.0, 1.0)
    sound[2 * BLOCK_SAMPLES] = 4.0
    played = limited(sound)
    quiet_again = 40 * BLOCK_SAMPLES
    assert np.array_equal(played[quiet_again + LOOK_AHEAD_SAMPLES :], sound[quiet_again:-LOOK_AHEAD_SAMPLES])


@pytest.mark.parametrize("frequency_hz", [50, 440, 3150, 9973])
def test_a_full_scale_tone_is_brought_down_in_two_steps(frequency_hz: int) -> None:
    played = limited(tone_of(frequency_hz, 0.0, 8.0))
    shock = round(SHOCK_S * SAMPLE_RATE_HZ)
    assert rms_dbfs(played[shock : 2 * shock]) <= SHOCK_DBFS + 0.1
    assert rms_dbfs(played[-SAMPLE_RATE_HZ:]) == pytest.approx(LOUDNESS_DBFS, abs=0.1)


def test_a_step_from_silence_is_no_click_above_the_ceiling_and_falls_fast() -> None:
    sound = np.zeros((100 * BLOCK_SAMPLES, 1), np.float32)
    sound[10 * BLOCK_SAMPLES :] = 1.0
    played = limited(sound)
    assert played.max() <= CEILING
    assert rms_dbfs(played[20 * BLOCK_SAMPLES : 30 * BLOCK_SAMPLES]) <= SHOCK_DBFS + 0.1


def test_bursts_between_speech_are_held_and_speech_comes_back() -> None:
    voice = Voice(0)
    speech = np.concatenate([voice.read() for _ in range(400)])
    sound = speech.copy()
    howl = tone_of(3000, 0.0, 0.5)
    sound[: len(howl)] = howl
    played = limited(sound)
    assert rms_dbfs(played[round(0.2 * SAMPLE_RATE_HZ) : len(howl)]) <= SHOCK_DBFS + 0.1
    assert np.array_equal(played[-SAMPLE_RATE_HZ:], speech[-SAMPLE_RATE_HZ - LOOK_AHEAD_SAMPLES : -LOOK_AHEAD_SAMPLES])


def test_the_mean_over_seconds_never_exceeds_its_bound() -> None:
    rng = np.random.default_rng(3)
    bound = PowerBound(LOUDNESS_DBFS, LOUDNESS_S)
    for power in rng.choice([0.0, 0.01, 0.2, 1.0], 3000):
        bound.note(min(float(power), bound.allowed()))
        assert bound.mean <= from_db(LOUDNESS_DBFS) ** 2 * (1 + 1e-9)


def test_ports_keep_their_balance() -> None:
    left = tone_of(440, 0.0, 0.5)
    played = limited(np.hstack((left, left * np.float32(0.25))))
    loud = np.abs(played[:, 0]) > 0.1
    assert np.allclose(played[loud, 1] / played[loud, 0], 0.25, atol=1e-4)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e30])
def test_what_is_no_sound_is_played_as_silence(wrong: float) -> None:
    sound = tone_of(440, -20.0, 0.1)
    sound[BLOCK_SAMPLES + 7] = wrong
    played = limited(sound)
    silent = slice(BLOCK_SAMPLES + LOOK_AHEAD_SAMPLES, 2 * BLOCK_SAMPLES + LOOK_AHEAD_SAMPLES)
    assert not played[silent].any()
    assert np.array_equal(played[silent.stop :], sound[2 * BLOCK_SAMPLES : -LOOK_AHEAD_SAMPLES])
