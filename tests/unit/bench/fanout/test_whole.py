"""What packets add to an idle engine's cost."""

import pytest

from tests.bench.fanout.cost import Cost
from tests.bench.fanout.whole import judged


def test_the_idle_cost_is_taken_off_process_by_process() -> None:
    idle = (Cost(10.0, 0.5, 0.0), Cost(10.0, 0.1, 0.0))
    busy = (Cost(20.0, 1.4, 0.0), Cost(20.0, 0.6, 0.0))
    figures = judged(16, 10_000, idle, busy)
    assert figures.us_per_packet == pytest.approx(80.0)
    assert figures.us_per_packet_core == pytest.approx(40.0)
    assert figures.idle_percent == pytest.approx(6.0)
    assert figures.percent == pytest.approx(10.0)
