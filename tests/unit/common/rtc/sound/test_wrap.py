"""Numbers run over while a speaker speaks: those of packets of 20 ms after 22 minutes, the timestamps after a day."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.rtc.opus import PacketMs
from common.rtc.sound import SoundCounters
from tests.helpers.soundline import Line, SoundLine

SECONDS = 12.0
LAST_SEQUENCE, LAST_TIMESTAMP = 0xFFFF, 0xFFFF_FFFF


def heard(packet_ms: PacketMs, sequence: int, timestamp: int) -> tuple[NDArray[np.float32], SoundCounters, list[float]]:
    """Return what came over a bad line, what was done for it, and how old it was."""
    bad = Line(jitter_s=0.03, reorders=True, loss=0.05, mean_burst=2.0, duplicates=0.02)
    line = SoundLine(bad, packet_ms=packet_ms, sender_ppm=80.0, first_sequence=sequence, first_timestamp=timestamp)
    sound = line.run(SECONDS)
    return sound.samples, line.receiver.counters, sound.delays_ms


@pytest.mark.parametrize("packet_ms", [10, 20])
@pytest.mark.parametrize("into_s", [0.05, 6.0])
def test_what_is_heard_does_not_depend_on_where_the_numbers_run_over(packet_ms: PacketMs, into_s: float) -> None:
    packets = round(into_s * 1000 / packet_ms)
    usual = heard(packet_ms, 1_000, 5_000)
    over = heard(packet_ms, LAST_SEQUENCE - packets, LAST_TIMESTAMP - packets * packet_ms * 48)
    np.testing.assert_array_equal(over[0], usual[0])
    assert over[1] == usual[1]
    np.testing.assert_array_equal(over[2], usual[2])
    assert usual[1].recovered_nack > 0
    assert usual[1].recovered_fec > 0
    assert usual[1].reordered > 0
