"""From the request to the list on every screen: thousands attached, dozens who ask for the floor one after another.

The console is the real core behind TLS; the crowd is that of `tests.bench.joins`, real links without media.
"""

import asyncio
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from common.aio.descriptors import allow_descriptors
from common.model.floor import DEFAULT_PRECEDENCE, FloorRequest, RequestKind
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import MeetingView
from common.model.registration import MOST_ACTIVE
from common.protocol.floor import SetRules
from common.protocol.view import Changes, FloorChanged
from tests.bench.joins import crowd as joins
from tests.bench.joins.core import Core
from tests.bench.joins.guest import Guest, Place, State, Told
from tests.bench.joins.run import Crowd, staff_of, wave
from tests.bench.joins.site import Ticket, lay_out
from tests.bench.twomachines import LOOPBACK

SEED: Final = 15
HEAR_S: Final = 10.0
"""After which a request that somebody did not hear of counts as missed."""
EVERY_S: Final = 0.5
SETTLE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Extent:
    """So many attach within so many seconds, and so many of them ask."""

    clients: int
    join_s: float
    requests: int


FULL: Final = Extent(3_000, 70.0, 60)
QUICK: Final = Extent(200, 5.0, 15)
KINDS: Final = tuple(DEFAULT_PRECEDENCE)


class Delegate(Guest):
    """Asks for the floor, and notes the instant at which anybody's request came into the list."""

    def __init__(
        self, number: int, ticket: Ticket, place: Place, on_listed: Callable[[ParticipantId, int], None]
    ) -> None:
        super().__init__(number, ticket, place, lambda *_: None)
        self.order: tuple[RequestId, ...] = ()
        self._on_listed = on_listed
        self._listed: set[ParticipantId] = set()

    def ask(self, kind: RequestKind) -> None:
        """Ask for the floor."""
        self._say({"type": "request_floor", "ref": self._next_ref(), "kind": kind})

    def _hear_of_view(self, message: Told) -> None:
        super()._hear_of_view(message)
        if not isinstance(message, Changes):
            return
        for change in message.changes:
            if isinstance(change, FloorChanged):
                self.order = change.order
                for request in change.requests:
                    if request.participant not in self._listed:
                        self._listed.add(request.participant)
                        self._on_listed(request.participant, self._taken_ns)


class Delegates(joins.Crowd):
    """A crowd that also asks, and says who heard of it when."""

    def __init__(self, pipe: Pipe, tickets: list[Ticket], place: Place) -> None:
        super().__init__(pipe, tickets, place)
        self._delegates = [Delegate(number, ticket, place, self._note) for number, ticket in enumerate(tickets)]
        self._guests = list(self._delegates)
        self._listed: dict[ParticipantId, list[int]] = {}

    def _note(self, who: ParticipantId, at_ns: int) -> None:
        self._listed.setdefault(who, []).append(at_ns)

    def _obey(self, order: str, *arguments: Any) -> None:
        match order:
            case "ask":
                asked_ns = time.monotonic_ns()
                self._delegates[arguments[0]].ask(arguments[1])
                self._pipe.send(asked_ns)
            case "listed":
                self._pipe.send(self._listed.get(arguments[0], []))
            case "orders":
                inside = [each for each in self._delegates if each.state is State.IN]
                self._pipe.send(sum(each.order == arguments[0] for each in inside))
            case _:
                super()._obey(order, *arguments)


def run_delegates(pipe: Pipe, tickets: list[Ticket], port: int) -> None:
    """Be the crowd, in a process of its own."""
    Delegates(pipe, tickets, Place(LOOPBACK, port, joins.tls_context())).run()


async def request_to_list(extent: Extent) -> dict[str, Any]:
    """Measure; milliseconds from the request's sending to its arrival at each screen."""
    allow_descriptors(2 * extent.clients + 100)
    with tempfile.TemporaryDirectory(prefix="bench-debate-") as name:
        core = Core(Path(name), is_plain=False)
        tickets = await lay_out(core.state, extent.clients)
        await core.start()
        near, far = multiprocessing.Pipe()
        spawning = multiprocessing.get_context("spawn")
        process = spawning.Process(target=run_delegates, args=(far, tickets, core.port))
        process.start()
        crowd = Crowd(near)
        try:
            return await _measure(core, crowd, extent)
        finally:
            crowd.end()
            process.join(10.0)
            process.kill()
            await core.stop()


async def _measure(core: Core, crowd: Crowd, extent: Extent) -> dict[str, Any]:
    async with staff_of(core) as staff:
        joined = await wave(core, crowd, extent.clients, extent.join_s)
        assert staff.client.view is not None
        await staff.client.request(SetRules(rules=replace(staff.client.view.rules, standby=1, members_only=())))
        late_ms, missed = await _ask_all(crowd, joined.joined, extent)
        await asyncio.sleep(SETTLE_S)
        view = staff.client.view
        assert len(view.floor) == extent.requests
        alike = await crowd.ask("orders", tuple(request.request for request in view.floor))
    cuts = statistics.quantiles(late_ms, n=100)
    return {
        "attached": joined.joined,
        "request_to_list_ms": {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(late_ms), 1)},
        "missed": missed,
        "order_right": is_in_order(view) and alike == joined.joined,
    }


async def _ask_all(crowd: Crowd, attached: int, extent: Extent) -> tuple[list[float], int]:
    """Have them ask one after another; return how late everybody heard, and how many did not."""
    chance = random.Random(SEED)
    late_ms: list[float] = []
    missed = 0
    for number in chance.sample(range(min(extent.clients, MOST_ACTIVE)), extent.requests):
        who = ParticipantId(f"p-{number}")
        asked_ns = await crowd.ask("ask", number, chance.choice(KINDS))
        heard: list[int] = []
        while len(heard) < attached and time.monotonic_ns() - asked_ns < HEAR_S * 1e9:
            await asyncio.sleep(EVERY_S)
            heard = await crowd.ask("listed", who)
        missed += attached - len(heard)
        late_ms += [(at_ns - asked_ns) / 1e6 for at_ns in heard]
    return late_ms, missed


def is_in_order(view: MeetingView) -> bool:
    """Tell whether the list is as the rules of the floor have it: by precedence, then as asked."""
    expected: list[FloorRequest] = []
    for kind in KINDS:
        expected += sorted((r for r in view.floor if r.kind is kind), key=lambda r: (r.requested_at_ms, r.request))
    return [r.request for r in expected] == [r.request for r in view.floor]
