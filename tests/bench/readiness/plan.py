"""What a run of the bench does, and how much of it there is time for."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.readiness.bandwidth import Cap
from tests.bench.readiness.impairments import Case


@dataclass(frozen=True, slots=True)
class Plan:
    """A run. `limit_s` is its end; what does not begin in time is missing."""

    caps: tuple[Cap, ...]
    cases: tuple[Case, ...]
    iperf_s: int
    cap_s: float
    """What a cap takes as a rule, and an impairment, and each part; by these it is seen whether there is time."""
    case_s: float
    part_s: Mapping[str, float]
    limit_s: float | None


LOSSES = tuple(Case("loss", percent, way) for percent in (1.0, 3.0, 10.0) for way in ("up", "down"))
DELAYS = tuple(Case("delay", ms, "both") for ms in (20.0, 150.0, 400.0))
JITTERS = tuple(Case("jitter", ms, way) for ms in (10.0, 50.0) for way in ("up", "down"))

FULL = Plan(
    caps=(Cap(1.0, False), Cap(4.0, False), Cap(8.0, False), Cap(50.0, True)),
    cases=LOSSES + DELAYS + JITTERS,
    iperf_s=12,
    cap_s=0.0,
    case_s=0.0,
    part_s={},
    limit_s=None,
)
QUICK = Plan(
    caps=(Cap(4.0, True),),
    cases=(Case("loss", 3.0, "up"), Case("delay", 150.0, "both"), Case("jitter", 10.0, "down")),
    iperf_s=4,
    cap_s=24.0,
    case_s=8.0,
    part_s={"crowd": 28.0},
    limit_s=54.0,
)
