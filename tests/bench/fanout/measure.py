"""One server under one load: joining, a span of media, changes of language; made into figures."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.bench.fanout.cost import Cost, cost_of
from tests.bench.fanout.crowd import Crowd
from tests.bench.fanout.figures import Lateness, spread, us_per_packet
from tests.bench.fanout.guest import Guest
from tests.bench.fanout.load import Load
from tests.bench.fanout.peers import Peer
from tests.bench.fanout.source import Source, playing
from tests.bench.fanout.switching import Switcher, Switches, switch_all
from tests.bench.fanout.tally import Span, tally_of, together

WARM_S = 0.6
TAIL_S = 0.3
"""After a span, for what comes late."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured; `switches` listeners change their language at the end."""

    listeners: int
    load: Load
    seconds: float
    switches: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """What a server did for its listeners, and what that cost. `memory_kb` and `join_cpu_ms` are of one listener."""

    listeners: int
    us_per_packet: float | None
    cpu_percent: float
    delivered: float
    lateness_ms: Lateness | None
    own_lateness_ms: Lateness | None
    """The same since it was handed over: without the source's lateness."""
    source_late_ms: Lateness | None
    srtp_profile: str
    is_decrypted: bool
    """A packet of each listener was opened, and told when it had been due."""
    crowd_rest: float
    """Share of the span in which the listeners' thread had nothing to do."""
    join_cpu_ms: float = 0.0
    memory_kb: float = 0.0
    switches: Switches | None = None


@dataclass(frozen=True, slots=True)
class _Spell:
    """A span of media as it was lived through."""

    span: Span
    spent: Cost
    crowd_rest: float


async def serve(peer: Peer, crowd: Crowd, task: Task) -> Served:
    """Bring listeners in, play, and count. Raises: CrowdError, JanusError."""
    first = await peer.join(crowd, 1, task.load)
    await asyncio.to_thread(crowd.run, TAIL_S)
    before = total(peer.pids)
    guests = await peer.join(crowd, task.listeners - 1, task.load)
    await asyncio.to_thread(crowd.run, TAIL_S)
    joined = total(peer.pids).since(before)
    with playing(lambda number, due_s: peer.send(task.load, number, due_s), task.load.phase_s) as source:
        spell = await _live_through(peer, crowd, task)
        memory_kb = total(peer.pids).since(before).memory_kb
        switches = None
        served = _judged([*first, *guests], spell, source)
        if task.switches and isinstance(peer, Switcher):
            switches = await switch_all(peer, crowd, guests[:: max(1, len(guests) // task.switches)])
    each = 1 / max(1, len(guests))
    return replace(served, join_cpu_ms=1e3 * joined.cpu_s * each, memory_kb=memory_kb * each, switches=switches)


async def _live_through(peer: Peer, crowd: Crowd, task: Task) -> _Spell:
    await asyncio.to_thread(crowd.run, WARM_S)
    crowd.count(crowd.guests, keeps=2)
    await asyncio.to_thread(crowd.run, task.load.tick_s)
    before, from_s = total(peer.pids), time.monotonic()
    seconds = round(task.seconds / task.load.tick_s) * task.load.tick_s
    rest = await asyncio.to_thread(crowd.run, seconds)
    spent = total(peer.pids).since(before)
    await asyncio.to_thread(crowd.run, TAIL_S)
    crowd.count([])
    span = Span(from_s, from_s + seconds, task.load.tick_s, task.load.packets_per_tick, task.load.clock_hz)
    return _Spell(span, spent, rest)


def _judged(guests: Sequence[Guest], spell: _Spell, source: Source) -> Served:
    """Make figures of what the guests noted."""
    everyone = together([tally_of(guest, spell.span) for guest in guests])
    span_s, spent = spell.span.to_mono_s - spell.span.from_mono_s, spell.spent
    return Served(
        listeners=len(guests),
        us_per_packet=us_per_packet(spent.cpu_s * span_s / spent.at_mono_s, everyone.packets),
        cpu_percent=100 * spent.cpu_s / spent.at_mono_s,
        delivered=everyone.delivered,
        lateness_ms=spread(everyone.late_ms),
        own_lateness_ms=spread(everyone.late_ms - source.late_at(everyone.due_mono_s)),
        source_late_ms=spread(source.late_ms),
        srtp_profile=guests[0].profile or "",
        is_decrypted=everyone.is_decrypted,
        crowd_rest=spell.crowd_rest,
    )


def total(pids: Sequence[int]) -> Cost:
    """Add the accounts of several processes."""
    costs = [cost_of(pid) for pid in pids]
    return Cost(costs[0].at_mono_s, sum(c.cpu_s for c in costs), sum(c.memory_kb for c in costs))
