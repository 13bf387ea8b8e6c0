"""Carry a plan out: each step with a fresh server and a fresh crowd; what can't be done is said with its reason."""

import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from common.model.errors import MediaError
from tests.bench.fanout.crowd import Crowd, CrowdError
from tests.bench.fanout.embedded import embedded_peer
from tests.bench.fanout.enginehost import running_engine
from tests.bench.fanout.janus import JanusError, janus_binary
from tests.bench.fanout.measure import Served, Task, serve
from tests.bench.fanout.peers import Peer, janus_peer, relay_peer
from tests.bench.fanout.place import NoPlaceError, meeting_place
from tests.bench.fanout.plan import (
    EMBEDDED,
    ENGINE,
    JANUS,
    JANUS_ONE,
    RELAY,
    Size,
    Step,
    UplinkTask,
    fitting,
    steps_of,
)
from tests.bench.fanout.whole import Joining, Uplinks, measure_joining, measure_uplinks
from tests.bench.twomachines import LOOPBACK, Line, two_machines


@dataclass(frozen=True, slots=True)
class Site:
    """Where servers are, and how far the listeners from them."""

    address: str
    line: Line


@dataclass
class Outcome:
    """What was measured, and why the rest was not."""

    served: dict[str, Served] = field(default_factory=dict)
    uplinks: Uplinks | None = None
    joining: Joining | None = None
    missing: dict[str, str] = field(default_factory=dict)
    line: str = LOOPBACK.name
    took_s: dict[str, float] = field(default_factory=dict)


async def run(size: Size, only: Sequence[str] = ()) -> Outcome:
    """Do every step that there is time for, or only those named."""
    steps = [step for step in steps_of(size) if not only or step.name in only]
    outcome, until_s = Outcome(), time.monotonic() + (size.limit_s or float("inf"))
    sockets = descriptors()
    try:
        with meeting_place() as address, two_machines() as line:
            outcome.line = line.name
            site = Site(line.hall_address if line.namespace else address, line)
            for step in steps:
                await _try(_fitted(step, sockets), site, size, until_s, outcome)
    except NoPlaceError as error:
        for step in steps:
            if step.peer in {EMBEDDED, ENGINE}:
                await _try(_fitted(step, sockets), Site("127.0.0.1", LOOPBACK), size, until_s, outcome)
            else:
                outcome.missing[step.name] = str(error)
    return outcome


async def _try(step: Step, site: Site, size: Size, until_s: float, outcome: Outcome) -> None:
    if time.monotonic() + step.budget_s > until_s:
        outcome.missing[step.name] = "no time left in a quick run"
        return
    begun_s = time.monotonic()
    try:
        await _do(step, site, size, outcome)
    except (CrowdError, JanusError, MediaError, TimeoutError, OSError) as error:
        outcome.missing[step.name] = f"{type(error).__name__}: {error}"
    except BaseExceptionGroup as group:
        fault, others = group.split((CrowdError, JanusError, MediaError, TimeoutError, OSError))
        if fault is None or others is not None:
            raise
        outcome.missing[step.name] = "; ".join(f"{type(one).__name__}: {one}" for one in fault.exceptions)

    finally:
        outcome.took_s[step.name] = round(time.monotonic() - begun_s, 1)


async def _do(step: Step, site: Site, size: Size, outcome: Outcome) -> None:
    address, line = site.address, site.line
    with contextlib.closing(Crowd(address, size.report_s, line)) as crowd:
        if isinstance(step.task, Task):
            async with _peer(step.peer, address) as peer:
                line.keep_in_hall(peer.pids)
                outcome.served[step.name] = await serve(peer, crowd, step.task)
            return
        async with running_engine(address) as host:
            line.keep_in_hall(host.pids)
            if isinstance(step.task, UplinkTask):
                outcome.uplinks = await measure_uplinks(host, crowd, step.task.uplinks, step.task.seconds)
            else:
                outcome.joining = await measure_joining(host, crowd, step.task.listeners)


def _fitted(step: Step, sockets: int) -> Step:
    if isinstance(step.task, UplinkTask):
        return step
    return replace(step, task=replace(step.task, listeners=fitting(step.task.listeners, sockets)))


@asynccontextmanager
async def _peer(name: str, address: str) -> AsyncIterator[Peer]:
    if name == EMBEDDED:
        async with embedded_peer(address) as embedded:
            yield embedded
    elif name == RELAY:
        async with relay_peer() as relay:
            yield relay
    elif name in {JANUS, JANUS_ONE}:
        if janus_binary() is None:
            raise JanusError("janus is not installed (Debian: apt-get install janus)")
        with tempfile.TemporaryDirectory(prefix="janus-") as folder:
            async with janus_peer(address, Path(folder), 1 if name == JANUS_ONE else None) as janus:
                yield janus


def descriptors() -> int:
    """Return how many files and sockets this process may open, once it has asked for as many as it can get."""
    if sys.platform == "win32":
        return 512
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else 65536
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most
