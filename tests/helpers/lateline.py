"""A line of TCP that delivers late: so much each way, and a jitter on top; what was sent first comes first."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

from common.aio.tasks import TaskOwner, spawn

CHUNK_BYTES = 1 << 14


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of both directions, in seconds; the jitter is the mean of what is added to each piece."""

    there_s: float
    back_s: float
    jitter_s: float = 0.0
    seed: int = 1


@contextlib.asynccontextmanager
async def late_line(port: int, lateness: Lateness) -> AsyncIterator[int]:
    """Listen on loopback, and carry what comes to `port` there; yield the own port."""
    owner, chance = TaskOwner("late line"), random.Random(lateness.seed)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        spawn(_carry(reader, far_writer, lateness.there_s, lateness.jitter_s, chance), "there", owner)
        spawn(_carry(far_reader, writer, lateness.back_s, lateness.jitter_s, chance), "back", owner)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await owner.cancel_all()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float, jitter_s: float, chance: random.Random
) -> None:
    loop = asyncio.get_running_loop()
    last_s = 0.0
    try:
        while data := await reader.read(CHUNK_BYTES):
            added_s = chance.expovariate(1 / jitter_s) if jitter_s else 0.0
            last_s = max(last_s, loop.time() + delay_s + added_s)
            loop.call_at(last_s, writer.write, data)
        await asyncio.sleep(max(0.0, last_s - loop.time()))
    except ConnectionError:
        return
    finally:
        writer.transport.abort()
