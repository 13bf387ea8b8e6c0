import av
import numpy as np
import pytest
from numpy.typing import NDArray

from common.audio.level import peak_dbfs, rms_dbfs
from common.audio.testsignal import VOICES, Voice, identify_voice, tone
from common.audio.testsignal.voice import voice_loop

WINDOW = 72_000
STEP = 12_000
RANDOM = np.random.default_rng(3)


def windows(sound: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [sound[at : at + WINDOW] for at in range(0, len(sound) - WINDOW, STEP)]


def hit_rate(number: int, sound: NDArray[np.float32]) -> float:
    return float(np.mean([identify_voice(w)[0] == number for w in windows(sound)]))


def through_opus(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = 48_000, "mono", "s16", 32_000
    decoder = av.AudioCodecContext.create("opus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    pieces = []
    for start in range(0, len(sound) - 959, 960):
        pcm = (sound[None, start : start + 960] * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, start
        for packet in encoder.encode(frame):
            pieces += [f.to_ndarray()[0] for f in decoder.decode(packet)]
    return np.concatenate(pieces).astype(np.float32)


@pytest.mark.parametrize("number", range(VOICES))
def test_a_voice_is_told_through_opus_with_noise_and_another_voice_under_it(number: int) -> None:
    voice = voice_loop(number)
    noise = RANDOM.standard_normal(len(voice)).astype(np.float32) * np.float32(10 ** ((-23 - 30) / 20))
    other = np.roll(voice_loop((number + 3) % VOICES), 999) * np.float32(0.1)
    assert hit_rate(number, through_opus(voice + noise + other)) >= 0.99


@pytest.mark.parametrize("number", range(VOICES))
def test_a_voice_has_the_level_of_speech(number: int) -> None:
    assert rms_dbfs(voice_loop(number)) == pytest.approx(-23.0, abs=1.0)
    assert peak_dbfs(voice_loop(number)) < -6.0


def test_silence_noise_and_a_foreign_pitch_are_nobody() -> None:
    for sound in (np.zeros(WINDOW), RANDOM.standard_normal(WINDOW) * 0.1, tone(1000, 1.5), tone(80, 1.5)):
        assert identify_voice(sound) == (None, 0.0)


def test_a_voice_goes_on_for_ever_and_is_the_same_each_time() -> None:
    first, second = Voice(3), Voice(3)
    long = first.take(1_000_000)
    np.testing.assert_array_equal(long[480_000:960_000], long[:480_000])
    np.testing.assert_array_equal(np.concatenate([second.read(), second.read()]), long[:960])
