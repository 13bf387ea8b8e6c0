"""The course of the measurement: they join, are told, drop, return; then the core is killed, and they return again."""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

import aiohttp

from common.control.joinlink import JoinLink, parse_join_link
from common.control.link import Link
from common.control.websocketlink import WebSocketLink, connect_websocket
from common.model.people import Presence, Role
from common.protocol.floor import SetRules
from room_console.core.pulse import pulse_every_s
from room_console.rehearsal.staff import StaffLink
from tests.bench.joins.core import Core
from tests.bench.joins.crowd import Joining, run_crowd
from tests.bench.joins.observed import busy_share, cpu_times
from tests.bench.joins.plan import Size
from tests.bench.joins.site import Ticket, lay_out
from tests.bench.twomachines import LOOPBACK, two_machines
from tests.helpers.control import until

LATE_S: Final = 60.0
"""How long after the last arrival somebody may still come in, before they count as lost."""
SETTLE_S: Final = 3.0
"""After everyone has pinged once more, until all have heard who came last."""
HEAR_S: Final = 5.0
"""After which a broadcast that did not arrive counts as lost."""
BROADCAST_EVERY_S: Final = 0.6
STANDBYS: Final = 8
QUIET_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Wave:
    """So many came. `cpu_share` is of one core, of the core's process; `machine_share` of all cores, of everything."""

    joined: int
    lost: int
    returned: int
    seconds: float
    cpu_share: float
    cpu_ms_each: float
    machine_share: float
    latency_p50_ms: float
    latency_p99_ms: float
    received_kb_each: float
    faults: list[str]


class Crowd:
    """The other process, asked and told by a pipe."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    async def ask(self, order: str, *arguments: Any, timeout_s: float = 60.0) -> Any:
        """Give an order; return the answer."""
        self._pipe.send((order, *arguments))
        await until(self._pipe.poll, timeout_s)
        return self._pipe.recv()

    def end(self) -> None:
        """Have it end."""
        self._pipe.send(("end",))


@asynccontextmanager
async def crowd_of(tickets: list[Ticket], core: Core, is_plain: bool) -> AsyncIterator[Crowd]:
    """Have a crowd that is not there yet."""
    near, far = multiprocessing.Pipe()
    arguments = (far, tickets, core.line, core.port, is_plain)
    process = multiprocessing.get_context("spawn").Process(target=run_crowd, args=arguments)
    process.start()
    crowd = Crowd(near)
    try:
        await crowd.ask("how many")
        yield crowd
    finally:
        crowd.end()
        process.join(10.0)
        process.kill()


async def wave(core: Core, crowd: Crowd, people: int, arrive_s: float) -> Wave:
    """Let everybody come, within so many seconds."""
    before, machine = core.usage(), cpu_times()
    began_s = time.monotonic()
    await crowd.ask("come", arrive_s)
    until_s = began_s + arrive_s + LATE_S
    while await crowd.ask("how many") < people and time.monotonic() < until_s:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    wall_s, cpu_s = time.monotonic() - began_s, core.usage().cpu_s - before.cpu_s
    machine_share = busy_share(machine, cpu_times())
    joining: Joining = await crowd.ask("joining")
    return Wave(
        joined=joining.joined,
        lost=people - joining.joined,
        returned=joining.returned,
        seconds=round(joining.seconds, 2),
        cpu_share=round(cpu_s / wall_s, 4),
        cpu_ms_each=round(cpu_s * 1000 / people, 2),
        machine_share=round(machine_share, 3),
        latency_p50_ms=round(joining.latency_p50_s * 1000, 1),
        latency_p99_ms=round(joining.latency_p99_s * 1000, 1),
        received_kb_each=round(joining.received_kb, 1),
        faults=sorted(set(joining.faults))[:5],
    )


async def broadcasts(staff: StaffLink, crowd: Crowd, people: int, count: int) -> tuple[dict[str, float], int]:
    """Change the rules again and again; return how late all heard, ms since it was asked, and how many did not."""
    late_ms: list[float] = []
    missed = 0
    view = staff.client.view
    assert view is not None
    for number in range(count):
        standby = number % STANDBYS
        asked_ns = time.monotonic_ns()
        await staff.client.request(SetRules(rules=replace(view.rules, standby=standby)))
        await asyncio.sleep(BROADCAST_EVERY_S)
        heard: list[int] = []
        while len(heard) < people and time.monotonic_ns() - asked_ns < HEAR_S * 1e9:
            heard += (await crowd.ask("heard")).get(standby, [])
        if number:  # the first may ask for what is so already
            missed += people - len(heard)
            late_ms += [(at_ns - asked_ns) / 1e6 for at_ns in heard]
    cuts = statistics.quantiles(late_ms, n=100)
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(late_ms), 1)}, missed


async def standing_share(core: Core, seconds: float) -> float:
    """Return the share of a core that it takes to have everyone there, each with a pulse."""
    before, began_s = core.usage(), time.monotonic()
    await asyncio.sleep(seconds)
    return (core.usage().cpu_s - before.cpu_s) / (time.monotonic() - began_s)


async def misled(staff: StaffLink, crowd: Crowd, people: int) -> int:
    """Count the guests who do not see everyone as the operator does."""
    await asyncio.sleep(pulse_every_s(Role.OBSERVER, False, people) + SETTLE_S)
    view = staff.client.view
    assert view is not None
    known = {who: str(person.presence) for who, person in view.participants.items()}
    return sum(not is_right for is_right in await crowd.ask("presences", known))


@asynccontextmanager
async def staff_of(core: Core) -> AsyncIterator[StaffLink]:
    """Attach as the operator."""
    link = parse_join_link(core.operator_link.read_text())
    async with StaffLink(link, connect=plainly if core.is_plain else connect_websocket) as staff:
        yield staff


async def plainly(link: JoinLink) -> Link:
    """Connect without TLS."""
    session = aiohttp.ClientSession()
    return WebSocketLink(session, await session.ws_connect(f"ws://{link.host}:{link.port}/control/{link.meeting}"))


async def measure(size: Size, is_plain: bool, has_two_machines: bool) -> dict[str, Any]:
    """Measure with a door of one kind."""
    line_laid = two_machines() if has_two_machines else nullcontext(LOOPBACK)
    with tempfile.TemporaryDirectory(prefix="bench-joins-") as name, line_laid as line:
        core = Core(Path(name), is_plain, line)
        tickets = await lay_out(core.state, size.clients)
        await core.start()
        try:
            async with crowd_of(tickets, core, is_plain) as crowd:
                return await _measure(size, core, crowd)
        finally:
            await core.stop()


async def _measure(size: Size, core: Core, crowd: Crowd) -> dict[str, Any]:
    found: dict[str, Any] = {"line": core.line.name}
    async with staff_of(core) as staff:
        found["idle_share"] = round(await standing_share(core, QUIET_S), 4)
        empty_kb = core.usage().rss_kb
        found["join"] = asdict(await wave(core, crowd, size.clients, size.join_s))
        found["misled"] = await misled(staff, crowd, size.clients)
        found["kb_per_client"] = round((core.usage().rss_kb - empty_kb) / size.clients, 1)
        found["standing_share"] = round(await standing_share(core, size.standing_s), 4)
        found["broadcast_ms"], found["unheard"] = await broadcasts(staff, crowd, size.clients, size.broadcasts)
        found["kb_per_client_later"] = round((core.usage().rss_kb - empty_kb) / size.clients, 1)
        await crowd.ask("cut")
        await until(lambda: joined_now(staff) <= 1, LATE_S)
        found["resume"] = asdict(await wave(core, crowd, size.clients, size.return_s))
        found["misled"] += await misled(staff, crowd, size.clients)
    await crowd.ask("cut")
    core.kill()
    found["complaints"] = core.complaints()
    await core.start()
    async with staff_of(core) as staff:
        found["reattach"] = asdict(await wave(core, crowd, size.clients, size.return_s))
        found["misled"] += await misled(staff, crowd, size.clients)
    found["complaints"] += core.complaints()
    return found


def joined_now(staff: StaffLink) -> int:
    """Count those whom the operator sees joined."""
    view = staff.client.view
    assert view is not None
    return sum(person.presence is Presence.JOINED for person in view.participants.values())
