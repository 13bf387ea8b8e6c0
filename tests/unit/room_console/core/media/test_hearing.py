"""When an uplink counts as heard, and when as stalled."""

import numpy as np
import pytest

from common.model.ids import LegId
from common.model.units import BLOCK_SAMPLES
from room_console.core.media.engine import EngineEvent, UplinkHeard, UplinkStalled
from room_console.core.media.hearing import HEARD_BLOCKS, STALL_S, HearingSink
from tests.helpers.media import Ear

LEG = LegId("leg")
HEARD, STALLED = UplinkHeard(LEG), UplinkStalled(LEG)


class Bench:
    def __init__(self) -> None:
        self.now_s = 0.0
        self.told: list[EngineEvent] = []
        self.ear = Ear()
        self.sink = HearingSink(LEG, self.ear, self.told.append, lambda: self.now_s)

    def write(self, blocks: int, peak_dbfs: float) -> None:
        for _ in range(blocks):
            self.sink.write(np.full((BLOCK_SAMPLES, 1), -(10 ** (peak_dbfs / 20)), np.float32))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_60_ms_over_the_threshold_are_heard_once(bench: Bench) -> None:
    bench.write(HEARD_BLOCKS - 1, -70)
    assert bench.told == []
    bench.write(30, -70)
    assert bench.told == [HEARD]
    assert len(bench.ear.blocks) == 35


def test_under_the_threshold_or_in_pieces_nothing_is_heard(bench: Bench) -> None:
    bench.write(100, -85)
    for _ in range(10):
        bench.write(HEARD_BLOCKS - 1, -20)
        bench.write(1, -85)
    assert bench.told == []


def test_a_second_without_packets_is_a_stall_told_once(bench: Bench) -> None:
    bench.write(HEARD_BLOCKS, -20)
    bench.now_s = STALL_S - 0.01
    bench.sink.check()
    assert bench.told == [HEARD]
    bench.now_s = STALL_S
    bench.sink.check()
    bench.sink.check()
    assert bench.told == [HEARD, STALLED]
    bench.write(HEARD_BLOCKS, -20)
    assert bench.told == [HEARD, STALLED, HEARD]


def test_an_uplink_never_heard_does_not_stall(bench: Bench) -> None:
    bench.now_s = 10.0
    bench.sink.check()
    assert bench.told == []
