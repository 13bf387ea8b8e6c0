"""The echo canceller beside a simulated loudspeaker: how much of the echo it takes, and what it leaves of a voice."""

from pathlib import Path

import numpy as np
import pytest

from common.audio import echo
from common.audio.format import Block
from common.audio.level import rms_dbfs
from common.audio.testsignal import Voice
from common.model.errors import MediaError
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.model.voice import VoiceProcessing
from tests.helpers.room import blocks_at, heard_in_room, spoken, way_to_microphone

pytestmark = pytest.mark.skipif(not echo.is_available(), reason="livekit is not installed")
ECHO_ONLY = VoiceProcessing(removes_echo=True)
LEARNING_S = 8.0
"""Before this the canceller still gets to know the room."""
HEARD_S = 14.0


def speech_shaped_noise() -> Block:
    """Return a second of noise whose spectrum falls by 6 dB an octave from 500 Hz, as speech does."""
    white = np.fft.rfft(np.random.default_rng(2).standard_normal(SAMPLE_RATE_HZ))
    shaped: Block = np.fft.irfft(white / (1.0 + np.arange(len(white)) / 500.0)).astype(np.float32)[:, None]
    return shaped


def sounds(kind: str, folder: Path, seconds: float) -> Block:
    """Return what a loudspeaker plays."""
    if kind == "noise":
        return blocks_at(speech_shaped_noise(), seconds, -24.0)
    if kind == "voice":
        voice = Voice(1)
        return blocks_at(np.concatenate([voice.read() for _ in range(800)]), seconds, -24.0)
    found = spoken(folder, kind, seconds)
    if found is None:
        pytest.skip(f"{kind} is not installed")
    return found


def processed(far: Block, near: Block, delay_ms: float, processing: VoiceProcessing = ECHO_ONLY) -> Block:
    """Play one and hear the other through a processor."""
    processor = echo.VoiceProcessor(processing)
    out = []
    for at in range(0, len(far), BLOCK_SAMPLES):
        processor.played(far[at : at + BLOCK_SAMPLES])
        out.append(processor.heard(near[at : at + BLOCK_SAMPLES], delay_ms))
    return np.concatenate(out)


def settled_dbfs(sound: Block) -> float:
    """Return the level from the end of the learning on, dBFS."""
    return rms_dbfs(sound[round(LEARNING_S * SAMPLE_RATE_HZ) :])


@pytest.mark.parametrize("delay_ms", [20.0, 120.0])
@pytest.mark.parametrize(("kind", "least_db"), [("noise", 17.0), ("voice", 32.0), ("espeak-ng", 32.0), ("flite", 40.0)])
def test_the_echo_is_taken_away(kind: str, least_db: float, delay_ms: float, tmp_path: Path) -> None:
    """Expect more than 30 dB of speech; steady noise is taken for the room's own, and less of it goes."""
    far = sounds(kind, tmp_path, HEARD_S)
    near = heard_in_room(far, way_to_microphone(0.35, delay_ms))
    assert settled_dbfs(near) - settled_dbfs(processed(far, near, delay_ms)) > least_db


def test_most_of_the_echo_is_gone_within_4_s(tmp_path: Path) -> None:
    far = sounds("voice", tmp_path, 4.0)
    near = heard_in_room(far, way_to_microphone(0.35, 60.0))
    late = slice(2 * SAMPLE_RATE_HZ, None)
    assert rms_dbfs(near[late]) - rms_dbfs(processed(far, near, 60.0)[late]) > 20.0


def test_a_delay_told_wrongly_is_found_by_itself(tmp_path: Path) -> None:
    far = sounds("voice", tmp_path, HEARD_S)
    near = heard_in_room(far, way_to_microphone(0.35, 90.0))
    assert settled_dbfs(near) - settled_dbfs(processed(far, near, 20.0)) > 30.0


def test_a_voice_without_an_echo_keeps_its_level(tmp_path: Path) -> None:
    voice = sounds("voice", tmp_path, 12.0)
    assert abs(settled_dbfs(processed(np.zeros_like(voice), voice, 20.0)) - settled_dbfs(voice)) < 1.0


def test_a_voice_over_an_echo_is_still_heard(tmp_path: Path) -> None:
    far = sounds("voice", tmp_path, HEARD_S)
    voice = Voice(4)
    own = blocks_at(np.concatenate([voice.read() for _ in range(800)]), HEARD_S, -26.0)
    own[: round(LEARNING_S * SAMPLE_RATE_HZ)] = 0.0
    echoed = heard_in_room(far, way_to_microphone(0.1, 20.0))
    assert settled_dbfs(processed(far, own + echoed, 20.0)) > settled_dbfs(own) - 6.0


def test_without_echo_removal_the_loudspeaker_is_not_listened_to() -> None:
    processor = echo.VoiceProcessor(VoiceProcessing(reduces_noise=True))
    for _ in range(3):
        processor.played(np.full((BLOCK_SAMPLES, 1), 0.5, np.float32))
        assert processor.heard(np.zeros((BLOCK_SAMPLES, 1), np.float32), 0.0).shape == (BLOCK_SAMPLES, 1)


def test_noise_is_reduced_where_it_is_wished() -> None:
    noise = sounds("noise", Path(), 12.0)
    out = processed(np.zeros_like(noise), noise, 0.0, VoiceProcessing(reduces_noise=True))
    assert settled_dbfs(out) < settled_dbfs(noise) - 10.0


def test_a_soft_voice_is_raised_where_it_is_wished(tmp_path: Path) -> None:
    voice = sounds("voice", tmp_path, HEARD_S) * np.float32(0.1)
    out = processed(np.zeros_like(voice), voice, 0.0, VoiceProcessing(levels_gain=True))
    assert settled_dbfs(out) > settled_dbfs(voice) + 6.0


def test_what_is_beyond_full_scale_or_16_bits_is_clipped() -> None:
    processor = echo.VoiceProcessor(ECHO_ONLY)
    loud = np.full((BLOCK_SAMPLES, 1), 5.0, np.float32)
    processor.played(loud)
    assert np.abs(processor.heard(loud, 10_000.0)).max() <= 1.0


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "livekit.rtc.apm", None)
    with pytest.raises(MediaError, match="voice processing"):
        echo.VoiceProcessor(ECHO_ONLY)
