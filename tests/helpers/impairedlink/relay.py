"""A line of the impaired link between two sockets of one machine: UDP through it, in real time, without namespaces."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from functools import partial
from itertools import count

from tests.helpers.impairedlink.line import PROTOCOL_AT, UDP, Line

HEADERS_BYTES = 28
"""IPv4 and UDP."""
Address = tuple[str, int]


class _End(asyncio.DatagramProtocol):
    """A socket; what comes to it goes through a line and out at the other."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.other: _End | None = None
        self.peer: Address | None = None
        self.transport: asyncio.DatagramTransport | None = None
        self._under_way: dict[int, asyncio.TimerHandle] = {}
        self._numbers = count()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.peer = addr
        header = bytearray(HEADERS_BYTES)
        header[PROTOCOL_AT] = UDP
        now_s = time.monotonic()
        for due_s in self.line.take(bytes(header) + data, now_s):
            number = next(self._numbers)
            timer = asyncio.get_running_loop().call_later(due_s - now_s, self._arrive, number, data)
            self._under_way[number] = timer

    def _arrive(self, number: int, data: bytes) -> None:
        del self._under_way[number]
        if self.other is not None:
            self.other.send(data)

    def send(self, data: bytes) -> None:
        """Send to the peer, once it is known."""
        if self.transport is not None and self.peer is not None:
            self.transport.sendto(data, self.peer)

    def close(self) -> None:
        """Lose what is under way."""
        for timer in self._under_way.values():
            timer.cancel()
        if self.transport is not None:
            self.transport.close()


@contextlib.asynccontextmanager
async def line_to(target: Address, up: Line, down: Line) -> AsyncIterator[int]:
    """Give the port of 127.0.0.1 behind which the target is, at the far end of a line."""
    loop, ends = asyncio.get_running_loop(), (_End(up), _End(down))
    ends[0].other, ends[1].other = ends[1], ends[0]
    ends[1].peer = target
    for end in ends:
        end.transport, _ = await loop.create_datagram_endpoint(partial(_itself, end), local_addr=("127.0.0.1", 0))
    assert ends[0].transport is not None
    try:
        yield ends[0].transport.get_extra_info("sockname")[1]
    finally:
        for end in ends:
            end.close()


def _itself(end: _End) -> _End:
    return end
