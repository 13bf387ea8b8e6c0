from pathlib import Path

import numpy as np
import pytest

from common.audio.format import Block
from common.audio.resample import StreamResampler, resample
from common.audio.testsignal import tone
from common.audio.wav import WavWriter, read_wav, write_wav
from common.model.errors import MediaError


def sine(frequency_hz: float, rate_hz: int, seconds: float = 0.5) -> Block:
    at = np.arange(round(rate_hz * seconds)) / rate_hz
    return np.sin(2 * np.pi * frequency_hz * at).astype(np.float32)[:, None] * np.float32(0.5)


@pytest.mark.parametrize(("is_float", "error"), [(True, 0.0), (False, 1 / 32768)])
def test_what_is_written_can_be_read(tmp_path: Path, is_float: bool, error: float) -> None:
    sound = np.stack([tone(440, 0.3), tone(880, 0.3, -6.0)], axis=1)
    write_wav(tmp_path / "a.wav", sound, is_float)
    np.testing.assert_allclose(read_wav(tmp_path / "a.wav"), sound, atol=error)


def test_a_file_that_was_never_finished_can_be_read(tmp_path: Path) -> None:
    writer = WavWriter(tmp_path / "cut.wav")
    writer.write(tone(440, 1.0)[:, None])
    data = (tmp_path / "cut.wav").read_bytes()
    writer.close()
    (tmp_path / "cut.wav").write_bytes(data)
    assert 0 < len(read_wav(tmp_path / "cut.wav")) <= 48_000


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0", b"ID3" * 100])
def test_what_is_no_wav_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "no.wav").write_bytes(data)
    with pytest.raises(MediaError, match=r"no\.wav"):
        read_wav(tmp_path / "no.wav")


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100, 96_000])
def test_another_rate_keeps_pitch_and_time(rate_hz: int) -> None:
    converted = resample(sine(1000, rate_hz), rate_hz)
    expected = sine(1000, 48_000)
    assert len(converted) == len(expected)
    np.testing.assert_allclose(converted[2000:-2000], expected[2000:-2000], atol=1e-3)


def test_what_lies_above_the_new_rate_does_not_fold_back() -> None:
    folded = resample(sine(30_000, 96_000), 96_000)
    assert np.abs(folded[2000:-2000]).max() < 1e-4


@pytest.mark.parametrize(("from_hz", "to_hz"), [(44_100, 48_000), (48_000, 44_100), (16_000, 48_000), (96_000, 48_000)])
def test_a_stream_in_pieces_is_converted_as_a_whole(from_hz: int, to_hz: int) -> None:
    resampler = StreamResampler(from_hz, 1, to_hz)
    sound = sine(1000, from_hz)
    pieces = [resampler.convert(sound[at : at + 441]) for at in range(0, len(sound), 441)]
    converted = np.concatenate(pieces)[2000:-2000, 0]
    assert abs(sum(map(len, pieces)) - len(sound) * to_hz / from_hz) < 200
    spectrum = np.abs(np.fft.rfft(converted * np.hanning(len(converted))))
    assert np.fft.rfftfreq(len(converted), 1 / to_hz)[spectrum.argmax()] == pytest.approx(1000, abs=5)
    assert np.abs(np.diff(converted)).max() < 0.5 * 2 * np.pi * 1000 / to_hz * 1.05
