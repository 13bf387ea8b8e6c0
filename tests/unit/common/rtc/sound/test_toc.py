"""The head of an Opus packet, against libopus' own reading of it."""

import ctypes

import pytest

from common.audio.testsignal import Voice
from common.rtc.opus import OpusEncoder, OpusSettings, PacketMs
from common.rtc.sound.libopus import load_libopus
from common.rtc.sound.toc import has_copy, packet_samples
from tests.helpers.soundline import voice_packets

LIBRARY = load_libopus()


@pytest.mark.skipif(LIBRARY is None, reason="needs libopus")
@pytest.mark.parametrize("toc", range(256))
def test_every_head_is_read_as_libopus_reads_it(toc: int) -> None:
    assert LIBRARY is not None
    read = LIBRARY.opus_packet_get_nb_samples
    read.argtypes = [ctypes.c_char_p, ctypes.c_int32, ctypes.c_int32]
    for count in (0, 1, 2, 3, 6, 12, 48, 63):
        packet = bytes([toc, count, 0, 0])
        expected = read(packet, len(packet), 48_000)
        if expected > 0:
            assert packet_samples(packet) == expected
        else:
            with pytest.raises(ValueError, match="Opus"):
                packet_samples(packet)


@pytest.mark.parametrize("packet", [b"", b"\x03", b"\xff"])
def test_what_has_no_head_is_refused(packet: bytes) -> None:
    with pytest.raises(ValueError, match="Opus"):
        packet_samples(packet)
    assert not has_copy(packet)


@pytest.mark.skipif(LIBRARY is None, reason="needs libopus")
@pytest.mark.parametrize("loss", [0, 10])
@pytest.mark.parametrize("packet_ms", [10, 20, 40])
def test_copies_are_seen_where_libopus_sees_them(loss: int, packet_ms: PacketMs) -> None:
    assert LIBRARY is not None
    sees = LIBRARY.opus_packet_has_lbrr
    sees.argtypes = [ctypes.c_char_p, ctypes.c_int32]
    encoder = OpusEncoder(OpusSettings(expected_loss_percent=loss, packet_ms=packet_ms))
    voice = Voice(3)
    packets = [packet for _ in range(300) if (packet := encoder.encode(voice.read())) is not None]
    assert [has_copy(packet) for packet in packets] == [bool(sees(packet, len(packet))) for packet in packets]
    assert any(has_copy(packet) for packet in packets) == (loss > 0)


def test_our_packets_last_20_ms() -> None:
    assert {packet_samples(packet) for packet in voice_packets()} == {960}
