from pathlib import Path

import av
import numpy as np
import pytest

from common.audio.align import delay_samples
from common.audio.testsignal import chirp, identify_voice, tone
from common.audio.wav import read_wav, write_wav
from common.devices.fake import FileInput, FileOutput, SilentInput, ToneInput, VoiceInput
from common.devices.files import load_sound
from common.model.errors import MediaError
from tests.helpers.hallkit import HandClock


def test_a_voice_comes_at_the_clocks_pace() -> None:
    clock = HandClock()
    microphone = VoiceInput(4, clock)
    assert microphone.read() is None
    microphone.start()
    assert microphone.read() is None
    heard = []
    for _ in range(200):
        clock.now_s += 0.01
        heard += [b for b in (microphone.read(), microphone.read()) if b is not None]
    assert len(heard) == 200
    assert identify_voice(np.concatenate(heard))[0] == 4
    microphone.stop()
    assert not microphone.is_alive


def test_what_is_not_fetched_in_100_ms_is_lost_and_counted() -> None:
    clock = HandClock()
    microphone = ToneInput(clock=clock)
    microphone.start()
    clock.now_s += 1.0
    assert sum(microphone.read() is not None for _ in range(100)) == 10
    assert microphone.xruns == 90


def test_a_file_is_played_again_and_again_or_once(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", tone(440, 0.02)[:, None], is_float=True)
    for is_endless, last_is_silent in ((True, False), (False, True)):
        clock = HandClock()
        microphone = FileInput(tmp_path / "a.wav", clock, is_endless)
        microphone.start()
        clock.now_s += 0.03
        blocks = [b for _ in range(3) if (b := microphone.read()) is not None]
        assert bool(blocks[2].any()) is not last_is_silent


def test_a_file_holds_what_was_played_at_its_time(tmp_path: Path) -> None:
    clock = HandClock()
    headphone = FileOutput(tmp_path / "out.wav", clock)
    headphone.start()
    assert headphone.wants_block()
    clock.now_s += 0.05
    headphone.write(chirp()[:480, None])
    for start in range(480, len(chirp()), 480):
        clock.now_s += 0.01
        headphone.write(chirp()[start : start + 480, None])
    clock.now_s += 0.1
    headphone.wants_block()
    headphone.stop()
    sound = read_wav(tmp_path / "out.wav")[:, 0]
    assert headphone.started_mono_s is None
    assert delay_samples(chirp(), sound).samples == pytest.approx(2400, abs=1)


def test_an_output_wants_no_more_than_20_ms_ahead(tmp_path: Path) -> None:
    clock = HandClock()
    headphone = FileOutput(tmp_path / "out.wav", clock)
    headphone.start()
    written = 0
    while headphone.wants_block():
        headphone.write(np.zeros((480, 1), dtype=np.float32))
        written += 1
    assert written == 2
    clock.now_s += 0.01
    assert headphone.wants_block()
    headphone.stop()


def test_a_folder_that_is_not_there_is_a_device_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"out\.wav"):
        FileOutput(tmp_path / "none" / "out.wav").start()


def test_any_media_file_is_read_as_one_port_at_48_khz(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.ogg"), "w") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        pcm = (tone(440, 1.0)[None, :] * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = 48_000
        container.mux(list(stream.encode(frame)) + list(stream.encode(None)))
    sound = load_sound(tmp_path / "a.ogg")
    assert sound.shape[1] == 1
    assert len(sound) == pytest.approx(48_000, abs=1000)


def test_what_has_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ogg").write_bytes(b"nothing")
    with pytest.raises(MediaError):
        load_sound(tmp_path / "a.ogg")
    with pytest.raises(MediaError):
        load_sound(tmp_path / "missing.wav")


def test_a_quiet_box_is_silent() -> None:
    clock = HandClock()
    microphone = SilentInput(clock)
    microphone.start()
    clock.now_s += 0.01
    block = microphone.read()
    assert block is not None
    assert not block.any()
