"""Microphones and headphones that stand on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.level import to_db
from common.audio.testsignal import chirp
from common.audio.wav import read_wav, write_wav
from common.devices.audio import AudioInput
from common.devices.fake import PacedInput, ToneInput
from common.model.errors import ConferenceError
from common.model.units import BLOCK_SAMPLES, HEARD_DBFS, SAMPLE_RATE_HZ
from delegate_app.core.headless.kit import ChirpSource, HeadlessKit, RecordedInput, input_maker
from delegate_app.core.headless.options import HeadlessOptions


@pytest.mark.parametrize("text", ["silence", "voice:6", "tone:440", "chirp", "chirp:0.5"])
def test_what_is_no_file_is_made(text: str) -> None:
    assert isinstance(input_maker(text)(), PacedInput)


@pytest.mark.parametrize("text", ["voice:7", "voice:x", "tone:0", "tone:99999", "chirp:0.1", "device", "none.wav", ""])
def test_what_there_is_not_is_refused_before_anything_starts(text: str) -> None:
    with pytest.raises(ConferenceError, match="device"):
        HeadlessKit(HeadlessOptions(link="", audio_in=text))


def test_a_file_is_played(tmp_path: Path) -> None:
    write_wav(tmp_path / "in.wav", np.full((BLOCK_SAMPLES, 1), 0.25, np.float32))
    assert input_maker(str(tmp_path / "in.wav"))().name.endswith("in.wav")


def test_a_chirp_comes_every_period() -> None:
    source = ChirpSource(0.5)
    sound = np.concatenate([source.read() for _ in range(100)])[:, 0]
    half = SAMPLE_RATE_HZ // 2
    np.testing.assert_array_equal(sound[:half], sound[half:])
    np.testing.assert_allclose(sound[: len(chirp())], chirp(), atol=0.01)
    between = sound[len(chirp()) : half]
    assert HEARD_DBFS < to_db(float(np.abs(between).max())) < -40.0


class Seconds:
    """A clock that the test sets."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def blocks_of(device: AudioInput) -> Iterator[Block]:
    while (block := device.read()) is not None:
        yield block


def test_the_recorded_microphone_keeps_its_time_over_a_pause(tmp_path: Path) -> None:
    clock = Seconds()
    device = RecordedInput(ToneInput(clock=clock), tmp_path / "in.wav")
    device.start()
    clock.now_s = 0.05
    assert len(list(blocks_of(device))) == 5
    clock.now_s = 1.0
    assert len(list(blocks_of(device))) == 10
    assert device.xruns == 85
    device.stop()
    assert len(read_wav(tmp_path / "in.wav")) == SAMPLE_RATE_HZ
    assert json.loads((tmp_path / "in.wav.json").read_text()) == {"started_mono_s": 0.0, "sample_rate_hz": 48000}


def test_a_recording_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConferenceError, match="device"):
        RecordedInput(ToneInput(), tmp_path / "none" / "in.wav").start()


def test_the_headphone_leaves_the_instant_of_its_first_sample(tmp_path: Path) -> None:
    kit = HeadlessKit(HeadlessOptions(link="", audio_out=str(tmp_path / "out.wav")))
    (name,) = [d.name for d in kit.list_audio() if d.outputs]
    device = kit.open_output(name)
    device.start()
    device.stop()
    assert json.loads((tmp_path / "out.wav.json").read_text())["started_mono_s"] > 0


def test_without_headphone_and_camera_there_are_none() -> None:
    kit = HeadlessKit(HeadlessOptions(link=""))
    assert [d.outputs for d in kit.list_audio()] == [0]
    assert kit.list_cameras() == []
