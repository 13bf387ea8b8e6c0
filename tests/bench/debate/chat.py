"""A chat that everyone reads, beside the floor: how late lines are, and whether the floor's messages are later for it.

`python -m tests.bench.debate.chat [--quick] [--json FILE]`. The console is the real core behind TLS; the crowd is that
of `tests.bench.joins`, real links without media, whose people write in turn.
"""

import argparse
import asyncio
import itertools
import json
import multiprocessing
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Final

from common.aio.descriptors import allow_descriptors
from common.aio.tasks import TaskOwner, spawn
from common.protocol.floor import SetRules
from room_console.rehearsal.staff import StaffLink
from tests.bench.debate.listed import FULL, QUICK, Extent
from tests.bench.joins import crowd as joins
from tests.bench.joins.core import Core
from tests.bench.joins.guest import Guest, Place
from tests.bench.joins.run import Crowd, staff_of, wave
from tests.bench.joins.site import Ticket, lay_out
from tests.bench.twomachines import LOOPBACK

LINES_PER_S: Final = 5.0
CHANGES, QUICK_CHANGES = 40, 10
EVERY_S: Final = 1.3
"""Between two of the floor's messages: no multiple of the chat's beat."""
SETTLE_S: Final = 3.0
_SENT: Final = re.compile(rb"sent (\d+)")


class Writer(Guest):
    """Writes to everyone, and notes when lines come."""

    def __init__(
        self,
        number: int,
        ticket: Ticket,
        place: Place,
        on_rules: Callable[[int, int], None],
        on_chat: Callable[[bytes, int], None],
    ) -> None:
        super().__init__(number, ticket, place, on_rules)
        self._on_chat = on_chat

    def write(self) -> None:
        """Say to everyone when it was said."""
        text = f"Will the revised text be circulated before lunch? sent {time.monotonic_ns()}"
        self._say({"type": "send_chat", "ref": 0, "kind": "event", "text": text})

    def _hear_message(self, data: bytes) -> None:
        if data.startswith(b'{"type":"chat_said"'):
            self._on_chat(data, self._taken_ns)
        else:
            super()._hear_message(data)


class Writers(joins.Crowd):
    """A crowd that writes, and says how late its lines were."""

    def __init__(self, pipe: Pipe, tickets: list[Ticket], place: Place) -> None:
        super().__init__(pipe, tickets, place)
        self._writers = [
            Writer(number, ticket, place, self._hear_rules, self._hear_chat) for number, ticket in enumerate(tickets)
        ]
        self._guests = list(self._writers)
        self._sent: dict[bytes, list[int]] = {}
        self._late_ns: list[int] = []

    def _hear_chat(self, data: bytes, at_ns: int) -> None:
        """Note how late a message's lines came to one of the crowd; many are sent the same bytes."""
        if data not in self._sent:
            self._sent[data] = [int(number) for number in _SENT.findall(data)]
        self._late_ns += [at_ns - sent_ns for sent_ns in self._sent[data]]

    def _obey(self, order: str, *arguments: Any) -> None:
        match order:
            case "write":
                self._writers[arguments[0]].write()
                self._pipe.send(None)
            case "chat":
                late_ns, self._late_ns = self._late_ns, []
                self._pipe.send(late_ns)
            case _:
                super()._obey(order, *arguments)


def run_writers(pipe: Pipe, tickets: list[Ticket], port: int) -> None:
    """Be the crowd, in a process of its own."""
    Writers(pipe, tickets, Place(LOOPBACK, port, joins.tls_context())).run()


@dataclass(frozen=True, slots=True)
class Floor:
    """How the floor's messages fared; `late_ms` of each at each screen."""

    late_ms: list[float]
    missed: int
    cpu_share: float
    """Of one core, the console's."""

    def figures(self) -> dict[str, Any]:
        """Return them as they are reported."""
        return {**_cuts(self.late_ms), "missed": self.missed, "cpu_share": round(self.cpu_share, 3)}


async def chat_beside_the_floor(extent: Extent, changes: int) -> dict[str, Any]:
    """Measure the floor's messages without a chat and with one; milliseconds to each screen."""
    allow_descriptors(2 * extent.clients + 100)
    with tempfile.TemporaryDirectory(prefix="bench-chat-") as name:
        core = Core(Path(name), is_plain=False)
        tickets = await lay_out(core.state, extent.clients)
        await core.start()
        near, far = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=run_writers, args=(far, tickets, core.port))
        process.start()
        crowd = Crowd(near)
        try:
            async with staff_of(core) as staff:
                joined = await wave(core, crowd, extent.clients, extent.join_s)
                return await _measure(core, crowd, staff, joined.joined, changes)
        finally:
            crowd.end()
            process.join(10.0)
            process.kill()
            await core.stop()


async def _measure(core: Core, crowd: Crowd, staff: StaffLink, attached: int, changes: int) -> dict[str, Any]:
    turn = asyncio.Lock()
    await asyncio.sleep(SETTLE_S)
    without = await _floor(core, crowd, staff, attached, changes, turn)
    owner = TaskOwner("chat")
    spawn(_write(crowd, attached, turn), name="chat", owner=owner)
    await asyncio.sleep(SETTLE_S)
    with_chat = await _floor(core, crowd, staff, attached, changes, turn)
    await owner.cancel_all()
    await asyncio.sleep(SETTLE_S)
    late_ns = await crowd.ask("chat")
    return {
        "attached": attached,
        "lines_per_s": LINES_PER_S,
        "floor_without_chat_ms": without.figures(),
        "floor_with_chat_ms": with_chat.figures(),
        "line_ms": _cuts([late / 1e6 for late in late_ns]),
        "lines_heard_each": round(len(late_ns) / attached, 1),
    }


async def _floor(core: Core, crowd: Crowd, staff: StaffLink, attached: int, changes: int, turn: asyncio.Lock) -> Floor:
    """Change the rules again and again; note when everyone heard."""
    late_ms: list[float] = []
    missed = 0
    before, began_s = core.usage(), time.monotonic()
    for number in range(changes):
        assert staff.client.view is not None
        standby = 2 - number % 2
        rules = replace(staff.client.view.rules, standby=standby, is_standby_heard=bool(number // 2 % 2))
        sent_ns = time.monotonic_ns()
        await staff.client.request(SetRules(rules=rules))
        await asyncio.sleep(EVERY_S)
        async with turn:
            heard: list[int] = (await crowd.ask("heard")).get(standby, [])
        missed += max(0, attached - len(heard))
        late_ms += [(at_ns - sent_ns) / 1e6 for at_ns in heard]
    cpu_s = core.usage().cpu_s - before.cpu_s
    return Floor(late_ms, missed, cpu_s / (time.monotonic() - began_s))


async def _write(crowd: Crowd, attached: int, turn: asyncio.Lock) -> None:
    """Have one after the other write."""
    began_s = time.monotonic()
    for number in itertools.count():
        await asyncio.sleep(max(0.0, began_s + number / LINES_PER_S - time.monotonic()))
        async with turn:
            await crowd.ask("write", number % attached)


def _cuts(late_ms: list[float]) -> dict[str, float]:
    if len(late_ms) < 2:
        return {}
    cuts = statistics.quantiles(late_ms, n=100)
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(late_ms), 1)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few people, within 60 s")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    extent, changes = (QUICK, QUICK_CHANGES) if options.quick else (FULL, CHANGES)
    text = json.dumps(asyncio.run(chat_beside_the_floor(extent, changes)), indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
