"""When an uplink counts as heard, and when as stalled."""

import numpy as np
import pytest

from common.audio.format import Block
from common.model.ids import LegId
from common.model.units import BLOCK_SAMPLES
from room_console.core.media.engine import EngineEvent, UplinkHeard, UplinkStalled
from room_console.core.media.hearing import HEARD_BLOCKS, STALL_S, HearingReader

LEG = LegId("leg")
HEARD, STALLED = UplinkHeard(LEG), UplinkStalled(LEG)


class Bench:
    """An uplink whose sound and packets the test makes."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.packets = 0
        self.peak_dbfs: float | None = None
        self.told: list[EngineEvent] = []
        self.reader = HearingReader(LEG, self, lambda: self.packets, self.told.append, lambda: self.now_s)

    def read(self) -> Block | None:
        """Give a block of the present level."""
        if self.peak_dbfs is None:
            return None
        return np.full((BLOCK_SAMPLES, 1), -(10 ** (self.peak_dbfs / 20)), np.float32)

    def pull(self, blocks: int, peak_dbfs: float | None, with_packets: bool = True) -> None:
        """Pull blocks of a level."""
        self.peak_dbfs = peak_dbfs
        for _ in range(blocks):
            self.packets += with_packets
            assert (self.reader.read() is None) == (peak_dbfs is None)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_60_ms_over_the_threshold_are_heard_once(bench: Bench) -> None:
    bench.pull(HEARD_BLOCKS - 1, -70)
    assert bench.told == []
    bench.pull(30, -70)
    assert bench.told == [HEARD]


def test_under_the_threshold_or_in_pieces_nothing_is_heard(bench: Bench) -> None:
    bench.pull(100, -85)
    for _ in range(10):
        bench.pull(HEARD_BLOCKS - 1, -20)
        bench.pull(1, -85)
        bench.pull(HEARD_BLOCKS - 1, -20)
        bench.pull(1, None)
    assert bench.told == []


def test_a_second_without_packets_is_a_stall_told_once(bench: Bench) -> None:
    bench.pull(HEARD_BLOCKS, -20)
    bench.now_s = STALL_S - 0.01
    bench.reader.check()
    assert bench.told == [HEARD]
    bench.now_s = STALL_S
    bench.reader.check()
    bench.reader.check()
    assert bench.told == [HEARD, STALLED]
    bench.pull(HEARD_BLOCKS, -20)
    assert bench.told == [HEARD, STALLED, HEARD]


def test_what_is_made_up_for_lost_packets_is_not_heard(bench: Bench) -> None:
    bench.pull(HEARD_BLOCKS, -20)
    bench.now_s = STALL_S
    bench.reader.check()
    bench.pull(30, -20, with_packets=False)
    assert bench.told == [HEARD, STALLED]


def test_silence_that_arrives_is_no_stall(bench: Bench) -> None:
    bench.pull(HEARD_BLOCKS, -20)
    for _ in range(30):
        bench.now_s += 0.1
        bench.pull(10, None)
        bench.reader.check()
    assert bench.told == [HEARD]


def test_an_uplink_never_heard_does_not_stall(bench: Bench) -> None:
    bench.now_s = 10.0
    bench.reader.check()
    assert bench.told == []


def test_after_the_end_of_its_leg_it_gives_nothing(bench: Bench) -> None:
    bench.pull(HEARD_BLOCKS, -20)
    bench.reader.end()
    assert bench.reader.read() is None
