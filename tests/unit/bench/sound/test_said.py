"""What the mouths say: speech of several voices, at the level of speech, and where it begins."""

import numpy as np
import pytest

from common.audio.level import rms_dbfs
from common.audio.testsignal import chirp
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound import speech as speech_module
from tests.bench.sound.signals import PAUSE_S, chirps, utterances
from tests.bench.sound.speech import speech


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """A machine without recorded voices or synthesisers."""
    monkeypatch.setattr(speech_module, "RECORDED", tmp_path)
    monkeypatch.setattr(speech_module, "SYNTHETIC_VOICES", {"espeak-ng": (), "flite": ()})


def test_a_bare_machine_says_so_and_still_has_several_voices() -> None:
    said = speech(3, 2.0)
    assert "no speech" in said.source
    assert len({clip.voice for clip in said.clips}) == 3
    assert all(len(clip.sound) == 2 * SAMPLE_RATE_HZ for clip in said.clips)


def test_clips_have_the_level_of_speech_and_do_not_clip() -> None:
    for clip in speech(3, 3.0).clips:
        assert -32.0 < rms_dbfs(clip.sound) < -24.0
        assert float(np.abs(clip.sound).max()) <= 0.9


def test_utterances_stand_where_they_are_said_to() -> None:
    clips = speech(2, 1.0).clips
    said = utterances(clips, lead_s=0.5)
    assert said.places[0][0] == int((0.5 + PAUSE_S) * SAMPLE_RATE_HZ)
    for place, clip in said.places:
        np.testing.assert_array_equal(said.sound[place : place + len(clip.sound)], clip.sound)


def test_chirps_stand_where_they_are_said_to() -> None:
    said = chirps(2.0)
    assert len(said.places) == 3
    for place in said.places:
        np.testing.assert_array_equal(said.sound[place : place + len(chirp())], chirp())
