"""What rooms, microphones and well-meant machines do to a voice: all in and out are (samples,) at 48 kHz."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from common.audio.level import from_db
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.readiness.corpus_codecs import filtered
from tests.bench.readiness.corpus_voices import SPEECH_DBFS, a_rms
from tests.bench.sound.types import Sound

STEP: Final = 48
"""A millisecond: how often a machine looks at the level."""
Random = np.random.Generator


def clipped(sound: Sound, depth_db: float) -> Sound:
    """Cut off all that is less than `depth_db` under the voice's peaks (99.95 % of its samples lie under those)."""
    ceiling = float(np.percentile(np.abs(sound), 99.95)) * from_db(-depth_db)
    return np.clip(sound, -ceiling, ceiling)


def with_noise(sound: Sound, noise: Sound, snr_db: float) -> Sound:
    """Add noise so far under the speech, both A-weighted."""
    mixed: Sound = sound + noise * np.float32(speech_a_rms(sound) * from_db(-snr_db) / a_rms(noise))
    return mixed


def speech_a_rms(sound: Sound) -> float:
    """Return the A-weighted root mean square of the speech without its pauses."""
    frames = sound[: len(sound) // 4800 * 4800].reshape(-1, 4800)
    energy = (frames**2).mean(axis=1)
    spoken = frames[energy > energy.max() * 10.0**-2.5]
    return a_rms(spoken.ravel())


def pink(samples: int, random: Random) -> Sound:
    """Return noise of equal power in each octave, over 20 Hz."""
    white = np.fft.rfft(random.standard_normal(samples))
    hz = np.maximum(np.fft.rfftfreq(samples, 1 / SAMPLE_RATE_HZ), 20.0)
    noise: Sound = np.fft.irfft(white / np.sqrt(hz), samples).astype(np.float32)
    return noise


def hummed(sound: Sound, mains_hz: float, under_speech_db: float) -> Sound:
    """Add the mains' tone and its multiples, the odd ones stronger, so far under the speech as a whole."""
    at = np.arange(len(sound)) / SAMPLE_RATE_HZ
    tone = sum(
        (1.0 if n % 2 else 0.5) / n * np.sin(2 * np.pi * n * mains_hz * at + n) for n in (1, 2, 3, 4, 5, 6, 7, 9, 11)
    )
    gain = from_db(SPEECH_DBFS - under_speech_db) / float(np.sqrt(np.mean(tone**2)))
    return (sound + tone * gain).astype(np.float32)


def in_room(sound: Sound, t60_s: float, direct_db: float, random: Random) -> Sound:
    """Speak in a room: a direct sound, and `direct_db` under or over it a tail of noise that decays by 60 dB in T60."""
    samples = round(min(t60_s * 1.2, 2.5) * SAMPLE_RATE_HZ)
    tail: NDArray[np.float64] = random.standard_normal(samples) * 10.0 ** (
        -3.0 * np.arange(samples) / (t60_s * SAMPLE_RATE_HZ)
    )
    tail[: SAMPLE_RATE_HZ // 200] = 0.0
    response: NDArray[np.float64] = tail * from_db(-direct_db) / np.sqrt(np.sum(tail**2))
    response[0] = 1.0
    return _convolved(sound, response / np.sqrt(np.sum(response**2)))


def _convolved(sound: Sound, response: NDArray[Any]) -> Sound:
    size = len(sound) + len(response) - 1
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(sound)], np.float32)


def gated(sound: Sound, threshold_db: float, shut_db: float) -> Sound:
    """Shut off what lies, over 150 Hz, so far under the speech: opens in 2 ms, holds for 120 ms, shuts in 20 ms."""
    threshold = from_db(SPEECH_DBFS - threshold_db)
    gain, held, gains = 1.0, 0, []
    for level in _levels(filtered(sound, 150.0, 15_000.0)):
        held = 120 if level > threshold else held - 1
        gain = min(1.0, gain + 0.5) if held > 0 else max(from_db(-shut_db), gain * from_db(-shut_db / 20.0))
        gains.append(gain)
    return _scaled(sound, gains)


def gain_controlled(sound: Sound, most_db: float) -> Sound:
    """Bring all to one level: down at once, up by 12 dB/s, in pauses too, by `most_db` at the most."""
    aim = from_db(SPEECH_DBFS)
    gain_db, gains, envelope = 0.0, [], 0.0
    for level in _levels(sound):
        envelope = max(level, envelope * 0.99)
        wanted = min(most_db, 20.0 * np.log10(aim / max(envelope, 1e-6)))
        gain_db = max(wanted, gain_db - 0.5) if wanted < gain_db else min(wanted, gain_db + 0.012)
        gains.append(from_db(gain_db))
    return _scaled(sound, gains)


def compressed(sound: Sound, ratio: float, under_speech_db: float) -> Sound:
    """Compress all that is over a threshold so far under the speech: attack 1 ms, release 60 ms; as loud as before."""
    threshold = from_db(SPEECH_DBFS - under_speech_db)
    envelope, gains = threshold, []
    for level in _levels(sound):
        envelope = max(level, envelope * np.exp(-1 / 60.0))
        gains.append(min(1.0, (threshold / max(envelope, 1e-9)) ** (1.0 - 1.0 / ratio)))
    pressed = _scaled(sound, gains)
    return (pressed * np.float32(speech_a_rms(sound) / speech_a_rms(pressed))).astype(np.float32)


def echoed(sound: Sound, played: Sound, loss_db: float, random: Random) -> Sound:
    """Add what the loudspeaker plays, `loss_db` lower, 90 ms late and with a small room's decay."""
    response = np.zeros(SAMPLE_RATE_HZ // 3)
    decay = 10.0 ** (-3.0 * np.arange(9600) / (0.25 * SAMPLE_RATE_HZ))
    response[4320:13920] = random.standard_normal(9600) * decay * 0.3
    response[4320] += 3.0
    return sound + _convolved(played, (response / np.sqrt(np.sum(response**2))).astype(np.float32)) * np.float32(
        from_db(-loss_db)
    )


def _levels(sound: Sound) -> list[float]:
    frames = sound[: len(sound) // STEP * STEP].reshape(-1, STEP)
    levels: list[float] = np.sqrt(np.mean(frames**2, axis=1) + 1e-14).tolist()
    return levels


def _scaled(sound: Sound, gains: list[float]) -> Sound:
    at = np.arange(len(sound)) / STEP
    scaled: Sound = (sound * np.interp(at, np.arange(len(gains)), gains)).astype(np.float32)
    return scaled
