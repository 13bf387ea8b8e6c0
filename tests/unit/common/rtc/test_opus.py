"""A voice becomes packets that carry a copy of the one before, and comes back full band."""

import numpy as np
import pytest

from common.audio.testsignal import Voice
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings
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
    assert encoder.is_half_full
    assert encoder.encode(tone(440, 1)) is not None
    assert not encoder.is_half_full


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
