"""What a run of the bench does, in order, and how much of it there is time for."""

from dataclasses import dataclass

from common.rtc.receiving import REPORT_S
from tests.bench.fanout.load import CROWD_SOUND, LONG_SOUND, PICTURE, SOUND
from tests.bench.fanout.measure import Task

EMBEDDED, JANUS_ONE, JANUS, RELAY = "embedded", "janus_event_loops_1", "janus_default", "aiortc_relay"
ENGINE = "engine"
AT_MOST, AT_MOST_LONG = "embedded_at_most", "embedded_at_most_40_ms"
UPLINKS, JOINING = "engine_uplinks", "engine_joining"
SPARE_SOCKETS = 200
"""Descriptors that a run needs beside one for each listener."""


@dataclass(frozen=True, slots=True)
class UplinkTask:
    """So many speak into the whole engine, each for so long."""

    uplinks: int
    seconds: float


@dataclass(frozen=True, slots=True)
class JoinTask:
    """So many join the whole engine by offer and answer."""

    listeners: int


@dataclass(frozen=True, slots=True)
class Step:
    """A server and what it is given to do. `budget_s`: how long this takes as a rule, to see whether there is time."""

    name: str
    peer: str
    task: Task | UplinkTask | JoinTask
    budget_s: float


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is: listeners for all, for the relay, for ours at its limit, and of the picture."""

    together: int
    relay: int
    most: int
    picture: int
    uplinks: int
    joining: int
    seconds: float
    switches: int
    limit_s: float | None
    report_s: float = REPORT_S


QUICK = Size(together=100, relay=10, most=300, picture=20, uplinks=8, joining=50, seconds=2.0, switches=3, limit_s=52.0)
FULL = Size(
    together=300, relay=40, most=1500, picture=60, uplinks=16, joining=300, seconds=20.0, switches=20, limit_s=None
)


def steps_of(size: Size) -> list[Step]:
    """List the steps, the most telling ones first."""
    together = Task(size.together, SOUND, size.seconds, size.switches)
    picture = Task(size.picture, PICTURE, size.seconds)
    return [
        Step(EMBEDDED, EMBEDDED, together, size.seconds + 5.0),
        Step(JANUS_ONE, JANUS_ONE, together, size.seconds + 4.0),
        Step(JANUS, JANUS, together, size.seconds + 4.0),
        Step(RELAY, RELAY, Task(size.relay, SOUND, size.seconds), size.seconds + 5.0),
        Step(AT_MOST, EMBEDDED, Task(size.most, CROWD_SOUND, size.seconds), size.seconds + 4.0),
        Step(f"{EMBEDDED}_picture", EMBEDDED, picture, size.seconds + 3.0),
        Step(f"{JANUS_ONE}_picture", JANUS_ONE, picture, size.seconds + 3.0),
        Step(UPLINKS, ENGINE, UplinkTask(size.uplinks, size.seconds), 2 * size.seconds + 4.0),
        Step(JOINING, ENGINE, JoinTask(size.joining), 5.0),
        Step(AT_MOST_LONG, EMBEDDED, Task(size.most, LONG_SOUND, size.seconds), size.seconds + 4.0),
    ]


def fitting(listeners: int, descriptors: int) -> int:
    """Return how many listeners there are sockets for."""
    return max(1, min(listeners, descriptors - SPARE_SOCKETS))
