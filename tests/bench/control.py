"""How fast the control link tells everyone, and what it costs: one server process, clients in another.

`python -m tests.bench.control --clients 300 [--broadcasts 50] [--every-ms 100] [--json]`

The clock is the monotonic one that all processes of a machine share; each broadcast carries its own instant.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.control.joinlink import JoinLink
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol.view import DetailsChanged
from room_console.core.control.limits import Limits
from room_console.core.control.server import ControlServer
from tests.helpers.control import MEETING, Notes, SmallGateway, certificate, token_of, until

MOST_SECONDS = 120.0
BATCH = 100
"""Clients that come in at once: more than one process can shake hands with would time out by its own fault."""


@dataclass
class Lateness(Notes):
    """A listener that notes how late each change arrives, ms."""

    late_ms: list[float] = field(default_factory=list)

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Read the instant out of the symbol."""
        self.views = [(view, revision)]
        if view.details.symbol.isdigit():
            self.late_ms.append((time.monotonic_ns() - int(view.details.symbol)) / 1e6)


async def listen(pipe: Pipe, clients: int, broadcasts: int, port: int, fingerprint: bytes) -> None:
    """Attach `clients`, say so, and send back how late each broadcast came."""
    owner = TaskOwner("bench")
    notes = [Lateness() for _ in range(clients)]
    began_s = time.monotonic()
    for number, listener in enumerate(notes):
        if number % BATCH == 0:
            await until(lambda: all(n.views for n in notes[:number]), MOST_SECONDS)  # noqa: B023
        link = JoinLink("127.0.0.1", port, MEETING, token_of(f"delegate-{number}"), fingerprint)
        spawn(ControlClient(link, f"device-{number}", "bench", listener).run(), "client", owner)
    await until(lambda: all(n.views for n in notes), MOST_SECONDS)
    pipe.send(time.monotonic() - began_s)
    await until(lambda: all(len(n.late_ms) == broadcasts for n in notes), MOST_SECONDS)
    pipe.send([ms for n in notes for ms in n.late_ms])
    await owner.cancel_all()


def listen_in_process(pipe: Pipe, clients: int, broadcasts: int, port: int, fingerprint: bytes) -> None:
    """Run the clients."""
    asyncio.run(listen(pipe, clients, broadcasts, port, fingerprint))


async def receive(pipe: Pipe) -> object:
    """Wait for the other process's word."""
    await until(pipe.poll, MOST_SECONDS)
    return pipe.recv()


async def measure(clients: int, broadcasts: int, every_ms: float) -> dict[str, float]:
    """Serve, tell and count."""
    gateway = SmallGateway()
    limits = Limits(connections=2 * clients + 100, connections_per_address=2 * clients + 100)
    tls = certificate(Path(tempfile.mkdtemp(prefix="bench-control-")))
    server = ControlServer(gateway, MEETING, host="127.0.0.1", port=0, tls=tls, limits=limits)
    await server.start()
    near, far = multiprocessing.Pipe()
    arguments = (far, clients, broadcasts, server.port, server.fingerprint)
    process = multiprocessing.get_context("spawn").Process(target=listen_in_process, args=arguments)
    rss_before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu_before_s = time.process_time()
    process.start()
    entered_s = await receive(near)
    entry_cpu_s = time.process_time() - cpu_before_s
    rss_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - rss_before_kb
    cpu_before_s = time.process_time()
    for _ in range(broadcasts):
        await asyncio.sleep(every_ms / 1000)
        symbol = str(time.monotonic_ns())
        gateway.tell(DetailsChanged(details=type(gateway.view.details)(MEETING, symbol, "A meeting")))
    late_ms = await receive(near)
    cpu_s = time.process_time() - cpu_before_s
    await server.stop()
    process.join(10.0)
    assert isinstance(entered_s, float)
    assert isinstance(late_ms, list)
    percentiles = statistics.quantiles(late_ms, n=100)
    return {
        "clients": clients,
        "entered_s": round(entered_s, 2),
        "entry_cpu_ms_each": round(entry_cpu_s * 1000 / clients, 2),
        "kb_each": round(rss_kb / clients, 1),
        "broadcast_p50_ms": round(percentiles[49], 1),
        "broadcast_p99_ms": round(percentiles[98], 1),
        "broadcast_cpu_ms": round(cpu_s * 1000 / broadcasts, 2),
        "broadcast_cpu_us_each": round(cpu_s * 1e6 / broadcasts / clients, 1),
    }


def main() -> None:
    """Read the command line and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=300, choices=range(1, 3001), metavar="1..3000")
    parser.add_argument("--broadcasts", type=int, default=50, choices=range(2, 1001), metavar="2..1000")
    parser.add_argument("--every-ms", type=float, default=100.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = asyncio.run(measure(arguments.clients, arguments.broadcasts, arguments.every_ms))
    print(json.dumps(result) if arguments.json else "\n".join(f"{k:24}{v}" for k, v in result.items()))


if __name__ == "__main__":
    main()
