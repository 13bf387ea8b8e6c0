"""What a run of the bench does, in order, and how much of it there is time for."""

from dataclasses import dataclass

from tests.bench.fanout.load import PICTURE, SOUND
from tests.bench.fanout.measure import Task

EMBEDDED, JANUS_ONE, JANUS, RELAY = "embedded", "janus_event_loops_1", "janus_default", "aiortc_relay"
SPARE_SOCKETS = 200
"""Descriptors that a run needs beside one for each listener."""


@dataclass(frozen=True, slots=True)
class Step:
    """A server and what it is given to do. `budget_s`: how long this takes as a rule, to see whether there is time."""

    name: str
    peer: str
    task: Task
    budget_s: float


@dataclass(frozen=True, slots=True)
class Size:
    """How large a run is: listeners for all, for the relay, for ours at its limit, and of the picture."""

    together: int
    relay: int
    most: int
    picture: int
    uplinks: int
    seconds: float
    switches: int
    limit_s: float | None


QUICK = Size(together=100, relay=10, most=300, picture=20, uplinks=8, seconds=3.0, switches=4, limit_s=50.0)
FULL = Size(together=300, relay=40, most=1500, picture=60, uplinks=16, seconds=20.0, switches=20, limit_s=None)


def steps_of(size: Size) -> list[Step]:
    """List the steps, the most telling ones first."""
    together = Task(size.together, SOUND, size.seconds, size.switches)
    picture = Task(size.picture, PICTURE, size.seconds)
    beside_s = 4.0
    plan = [
        (EMBEDDED, EMBEDDED, together),
        (JANUS_ONE, JANUS_ONE, together),
        (JANUS, JANUS, together),
        (RELAY, RELAY, Task(size.relay, SOUND, size.seconds)),
        ("embedded_at_most", EMBEDDED, Task(size.most, SOUND, size.seconds)),
        ("embedded_picture", EMBEDDED, picture),
        ("janus_event_loops_1_picture", JANUS_ONE, picture),
    ]
    return [Step(name, peer, task, task.seconds + beside_s + 0.4 * task.switches) for name, peer, task in plan]


def fitting(listeners: int, descriptors: int) -> int:
    """Return how many listeners there are sockets for."""
    return max(1, min(listeners, descriptors - SPARE_SOCKETS))
