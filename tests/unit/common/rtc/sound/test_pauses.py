"""A delay that is a little too long, in simulated time: it goes in the pauses of speech, and nowhere else at once."""

import numpy as np

from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.sound import PlayoutSettings
from tests.helpers.soundline import Heard, SoundLine, voice_packets

LINE_MS = 20.0
PACKET_MS = 20.0


def tone_packets() -> list[bytes]:
    """Return a steady tone, a second of it, to be sent in a circle."""
    encoder = OpusEncoder(OpusSettings(packet_ms=20))
    at_s = np.arange(100 * BLOCK_SAMPLES) / SAMPLE_RATE_HZ
    tone = (0.2 * np.sin(2 * np.pi * 400 * at_s)).astype(np.float32).reshape(-1, BLOCK_SAMPLES, 1)
    return [packet for block in tone if (packet := encoder.encode(block)) is not None]


def waited_ms(heard: Heard) -> float:
    """Return the median age of sound when it is read, beyond the line's delay and the packet's length."""
    return float(np.nanmedian(heard.delays_ms)) - LINE_MS - PACKET_MS


def test_what_is_a_little_too_long_is_left_out_of_the_pauses() -> None:
    encoder = OpusEncoder(OpusSettings(packet_ms=20))
    made = [encoder.encode(np.zeros((BLOCK_SAMPLES, 1), np.float32)) for _ in range(60)]
    pause = [packet for packet in made if packet is not None]
    waits_ms = []
    for packets in (tone_packets(), [*voice_packets()[:40], *pause]):
        line = SoundLine(packets=packets, settings=PlayoutSettings(start_delay_ms=12.0))
        line.run(2)
        waits_ms.append(waited_ms(line.run(2)))
    without, with_pauses = waits_ms
    assert without > with_pauses + 4.0
    assert with_pauses < 10.0
