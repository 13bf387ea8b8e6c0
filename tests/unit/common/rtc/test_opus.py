"""A voice becomes packets that carry a copy of the one before, and comes back full band."""

import numpy as np
import pytest

from common.audio.testsignal import Voice
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.sound import libopus
from common.rtc.sound.toc import has_copy, packet_samples
from tests.helpers.media import band_db, decode_opus, has_fec, rms_dbfs, tone

DELAY_SAMPLES = 312
"""6.5 ms: what libopus looks ahead with `application=audio`."""


def encoded_voice(settings: OpusSettings) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], list[bytes]]:
    voice, encoder = Voice(1), OpusEncoder(settings)
    blocks = [voice.read() for _ in range(300)]
    packets = [packet for block in blocks if (packet := encoder.encode(block)) is not None]
    return np.concatenate(blocks).ravel(), packets


def test_two_blocks_make_a_packet() -> None:
    encoder = OpusEncoder()
    assert encoder.encode(tone(440, 0)) is None
    assert encoder.waiting_blocks == 1
    assert encoder.encode(tone(440, 1)) is not None
    assert encoder.waiting_blocks == 0


def test_packets_of_40_ms_keep_band_and_level_and_carry_a_copy_of_half_a_packet() -> None:
    sent, packets = encoded_voice(OpusSettings(packet_ms=40))
    heard = decode_opus(packets)[DELAY_SAMPLES:]
    assert {packet_samples(packet) for packet in packets} == {1920}
    assert np.mean([has_copy(packet) for packet in packets]) > 0.7
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(sent[: len(heard)]), abs=0.5)
    assert band_db(heard, 12_000, 15_000) == pytest.approx(band_db(sent[: len(heard)], 12_000, 15_000), abs=1.0)


def test_a_voice_travels_with_copies_full_band_and_at_its_level() -> None:
    sent, packets = encoded_voice(OpusSettings())
    heard = decode_opus(packets)[DELAY_SAMPLES:]
    sent = sent[: len(heard)]
    assert np.mean([has_fec(packet) for packet in packets]) > 0.7
    assert rms_dbfs(heard) == pytest.approx(rms_dbfs(sent), abs=0.5)
    for low_hz, high_hz in ((50, 1000), (8_000, 12_000), (12_000, 15_000)):
        assert band_db(heard, low_hz, high_hz) == pytest.approx(band_db(sent, low_hz, high_hz), abs=1.0)


def test_without_expected_loss_there_are_no_copies() -> None:
    _, packets = encoded_voice(OpusSettings(expected_loss_percent=0))
    assert not any(has_fec(packet) for packet in packets)


@pytest.mark.parametrize("rate_bps", [32_000, 48_000])
def test_the_rate_is_kept(rate_bps: int) -> None:
    _, packets = encoded_voice(OpusSettings(bit_rate_bps=rate_bps))
    assert sum(map(len, packets)) * 8 / (len(packets) * 0.02) < rate_bps * 1.1


def test_silence_is_sent_too() -> None:
    encoder = OpusEncoder()
    silence = np.zeros((480, 1), np.float32)
    packets = [packet for _ in range(100) if (packet := encoder.encode(silence)) is not None]
    assert len(packets) == 50
    assert len(decode_opus(packets)) == SAMPLE_RATE_HZ


@pytest.mark.parametrize("backend", ["libopus", "pyav"])
def test_rate_loss_and_length_change_as_it_runs(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    if backend == "pyav":
        monkeypatch.setattr(libopus, "load_libopus", lambda: None)
    encoder, voice = OpusEncoder(), Voice(1)

    def packets(blocks: int) -> list[bytes]:
        return [packet for _ in range(blocks) if (packet := encoder.encode(voice.read())) is not None]

    wide = packets(200)
    encoder.set_bit_rate(24_000)
    narrow = packets(200)
    assert sum(map(len, narrow)) < 0.65 * sum(map(len, wide))
    encoder.set_expected_loss(0)
    assert not any(has_fec(packet) for packet in packets(100)[1:])
    encoder.set_packet_ms(10)
    short = packets(100)
    assert len(short) == 100
    assert {packet_samples(packet) for packet in short} == {480}
    for packet_ms, samples in ((40, 1920), (20, 960)):
        encoder.set_packet_ms(40 if packet_ms == 40 else 20)
        assert {packet_samples(packet) for packet in packets(100)} == {samples}


def test_a_change_of_length_between_two_halves_loses_none() -> None:
    encoder = OpusEncoder()
    assert encoder.encode(tone(440, 0)) is None
    encoder.set_packet_ms(10)
    packet = encoder.encode(tone(440, 1))
    assert packet is not None
    assert packet_samples(packet) == 960


@pytest.mark.parametrize("rate_bps", [-1, 0, 10**9])
def test_any_rate_is_brought_within_what_opus_can(rate_bps: int) -> None:
    encoder = OpusEncoder()
    encoder.set_bit_rate(rate_bps)
    assert 6_000 <= encoder.settings.bit_rate_bps <= 256_000
    encoder.set_expected_loss(rate_bps)
    assert 0 <= encoder.settings.expected_loss_percent <= 100
