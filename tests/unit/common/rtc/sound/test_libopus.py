"""The library is found beside PyAV, does what PyAV's does, and its absence is survived."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from common.audio.testsignal import Voice
from common.model.errors import MediaError
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.sound import decoding, libopus
from common.rtc.sound.decoding import AvDecoder, make_decoder
from common.rtc.sound.libopus import LibopusDecoder, LibopusEncoder, load_libopus
from tests.helpers.logfail import LogWatch
from tests.helpers.media import band_db, rms_dbfs
from tests.helpers.soundline import voice_packets


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expects_logs: LogWatch) -> Iterator[None]:
    """Leave nothing to be found, which is said once."""
    expects_logs("libopus can't be loaded")
    monkeypatch.setattr(libopus, "_candidates", lambda: [str(tmp_path / "libopus.so.0")])
    load_libopus.cache_clear()
    yield
    load_libopus.cache_clear()


def test_the_file_that_pyav_has_loaded_is_the_one_used() -> None:
    library = load_libopus()
    assert library is not None
    assert Path(library._name).parent.parent == Path(av.__file__).parent.parent


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("av.libs", "libopus-114e2b1a.so.0.11.1"),
        ("av.libs", "libopus-0-fb3d4a.dll"),
        ("av.libs", "opus-fb3d4a.dll"),
        ("av/.dylibs", "libopus.0.dylib"),
    ],
)
def test_every_system_s_wheel_is_looked_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str, name: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    for other in (name, "libopusfile.so.0", "libavcodec.so.62", "readme"):
        (tmp_path / folder / other).touch()
    monkeypatch.setattr(av, "__file__", str(tmp_path / "av" / "__init__.py"))
    assert next(iter(libopus._candidates())) == str(tmp_path / folder / name)


def test_a_file_that_is_no_library_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = load_libopus()
    assert found is not None
    (tmp_path / "libopus-1.so").write_bytes(b"nothing of the kind")
    monkeypatch.setattr(libopus, "_candidates", lambda: [str(tmp_path / "libopus-1.so"), "libc.so.6", found._name])
    load_libopus.cache_clear()
    assert isinstance(load_libopus(), ctypes.CDLL)
    load_libopus.cache_clear()


def test_without_the_library_pyav_decodes_and_a_period_is_repeated(without_library: None) -> None:
    decoder = make_decoder()
    assert isinstance(decoder, AvDecoder)
    packets = voice_packets()
    sound = np.concatenate([decoder.decode(packet) for packet in packets[:100]])
    assert rms_dbfs(sound) == pytest.approx(-23, abs=3)
    loud = max(range(20, 100), key=lambda at: float(np.abs(sound[at * 960 : (at + 1) * 960]).max()))
    decoder = make_decoder()
    for packet in packets[: loud + 1]:
        last = decoder.decode(packet)
    carried = decoder.conceal(960)
    assert rms_dbfs(carried) == pytest.approx(rms_dbfs(last), abs=3)
    whole = np.concatenate((last, carried, decoder.decode(packets[loud + 2])))
    assert np.abs(np.diff(whole[900:], 3)).max() < 1.5


@pytest.mark.parametrize("decoder", [make_decoder, AvDecoder])
def test_a_malformed_packet_is_an_error_of_ours(decoder: type[AvDecoder]) -> None:
    made = decoder()
    with pytest.raises(MediaError):
        made.decode(b"\x7b\xbf" + bytes(40))
    assert len(made.decode(voice_packets()[0])) == 960


def test_what_noise_is_decoded_to_is_kept_to_full_scale() -> None:
    random, decoder = np.random.default_rng(1), make_decoder()
    loudest = [float(np.abs(decoder.decode(b"\x78" + random.bytes(200))).max()) for _ in range(20)]
    assert max(loudest) == 1.0


def test_both_decoders_give_the_same() -> None:
    ours, pyav = make_decoder(), AvDecoder()
    for packet in voice_packets()[:50]:
        assert np.abs(ours.decode(packet) - pyav.decode(packet)).max() < 2 / 32768


@pytest.mark.parametrize("percent", [0, 10])
@pytest.mark.parametrize("packet_ms", [10, 20])
def test_both_encoders_give_the_same(monkeypatch: pytest.MonkeyPatch, percent: int, packet_ms: int) -> None:
    settings = OpusSettings(expected_loss_percent=percent, packet_ms=10 if packet_ms == 10 else 20)
    ours = OpusEncoder(settings)
    monkeypatch.setattr(libopus, "load_libopus", lambda: None)
    pyav = OpusEncoder(settings)
    voice = Voice(2)
    for _ in range(100):
        block = voice.read()
        assert ours.encode(block) == pyav.encode(block)


def test_a_stranger_s_stereo_becomes_mono() -> None:
    context = av.CodecContext.create("libopus", "w")
    assert isinstance(context, av.AudioCodecContext)
    context.sample_rate, context.layout, context.format = 48_000, "stereo", "flt"
    context.options = {"frame_duration": "60"}
    voice = Voice(2).take(2880 * 20)[:, 0]
    decoder, pieces = make_decoder(), []
    for at in range(0, len(voice), 2880):
        both = np.repeat(voice[at : at + 2880], 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(both), format="flt", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, at
        pieces += [decoder.decode(bytes(packet)) for packet in context.encode(frame)]
    assert {len(piece) for piece in pieces} == {2880}
    assert rms_dbfs(np.concatenate(pieces)) == pytest.approx(rms_dbfs(voice), abs=1)


def test_a_copy_is_nearer_to_what_was_lost_than_what_is_carried_on() -> None:
    library, packets = load_libopus(), voice_packets()
    assert library is not None
    errors = {"copy": 0.0, "carried": 0.0}
    for lost in range(20, 400, 7):
        clean, copying, carrying = (LibopusDecoder(library) for _ in range(3))
        for packet in packets[lost - 15 : lost]:
            for decoder in (clean, copying, carrying):
                decoder.decode(packet)
        true = clean.decode(packets[lost])
        errors["copy"] += float(np.sum((copying.decode_copy(packets[lost + 1], 960) - true) ** 2))
        errors["carried"] += float(np.sum((carrying.conceal(960) - true) ** 2))
    assert errors["copy"] < 0.3 * errors["carried"]


def test_settings_out_of_range_are_refused() -> None:
    library = load_libopus()
    assert library is not None
    with pytest.raises(MediaError):
        LibopusEncoder(library).set(libopus.SET_COMPLEXITY, 11)


def test_the_highest_band_is_kept_with_the_copies() -> None:
    random = np.random.default_rng(1)
    hiss = random.standard_normal(48_000 * 2).astype(np.float32) * 0.05
    encoder, decoder = OpusEncoder(), decoding.make_decoder()
    packets = [encoder.encode(hiss[at : at + 480, None]) for at in range(0, len(hiss), 480)]
    heard = np.concatenate([decoder.decode(packet) for packet in packets if packet is not None])
    assert band_db(heard, 13_000, 15_000) == pytest.approx(band_db(hiss, 13_000, 15_000), abs=2)
