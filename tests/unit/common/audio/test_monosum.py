"""Two ports of a microphone, wired rightly or not."""

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.audio.monosum import FADE_SAMPLES, WATCH_SAMPLES, MonoSum
from common.audio.testsignal import Voice, tone
from common.model.units import SAMPLE_RATE_HZ

CALL = 128
SETTLED = FADE_SAMPLES + 2 * WATCH_SAMPLES


def said(seconds: float = 4.0) -> Block:
    """Return what somebody says (n,)."""
    voice = Voice(1)
    return np.concatenate([voice.read() for _ in range(round(seconds * 100))])[:, 0]


def summed(first: Block, second: Block) -> Block:
    """Return what is made of both, call by call."""
    both = np.stack((first, second), axis=1).astype(np.float32)
    mono = MonoSum()
    return np.concatenate([mono.mix(both[at : at + CALL]) for at in range(0, len(both), CALL)])[:, 0]


def test_two_ports_that_hear_the_same_give_their_mean_to_the_last_bit() -> None:
    voice = said()
    np.testing.assert_array_equal(summed(voice, voice), voice)
    far = np.roll(voice, 20) * np.float32(0.5)
    assert summed(voice, far) == pytest.approx((voice + far) / 2, abs=1e-6)


@pytest.mark.parametrize("second", [-1.0, -0.8, 0.0, 0.01], ids=["balanced", "nearly", "empty", "crosstalk"])
def test_a_voice_that_the_mean_would_lose_comes_from_one_port(second: float) -> None:
    voice = said()
    for ports in ((voice, voice * second), (voice * second, voice)):
        alone = summed(*(port.astype(np.float32) for port in ports))
        assert rms_dbfs(alone[SETTLED:]) == pytest.approx(rms_dbfs(voice[SETTLED:]), abs=0.1)


def test_the_change_is_no_click_and_is_taken_back_when_the_wire_is_mended() -> None:
    hum = tone(437.0, 4.0).astype(np.float32)
    heard = summed(np.concatenate((hum, hum)), np.concatenate((-hum, hum)))
    changing = [part[: SETTLED - CALL] for part in (heard, heard[len(hum) + CALL :])]
    assert np.abs(changing[0]).max() > 0.9 * np.abs(hum).max()
    for part in changing:
        assert np.abs(np.diff(part, 2)).max() < 2 * np.abs(np.diff(hum, 2)).max()
    np.testing.assert_array_equal(heard[-SAMPLE_RATE_HZ:], hum[-SAMPLE_RATE_HZ:])


def test_noise_decides_nothing() -> None:
    hiss = np.random.default_rng(1).normal(0.0, 2e-4, SAMPLE_RATE_HZ).astype(np.float32)
    assert not summed(hiss, -hiss).any()
    assert summed(hiss, 0 * hiss) == pytest.approx(hiss / 2)
