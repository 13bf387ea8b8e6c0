"""Sockets that say nothing, half or whole: they are closed in time, and keep nobody out."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator

import pytest_asyncio

from common.protocol.envelope import Done
from common.protocol.floor import RequestFloor, WithdrawFloor
from room_console.core.control.limits import Limits
from tests.helpers.coreprocess import CoreProcess, participants
from tests.helpers.rawlink import Debated, entered, meeting_beside

LIMITS = Limits()
SLACK_S = 10.0
"""For a loaded machine, on top of the limit that is documented."""
SILENT = 1_000


@pytest_asyncio.fixture(autouse=True)
async def beside(core: CoreProcess, no_task_left: None) -> AsyncIterator[Debated]:
    """Hold a meeting beside every test here."""
    async with meeting_beside(core) as debated:
        yield debated


@contextlib.contextmanager
def plain_sockets(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Open sockets to the door."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(count):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                sock.connect(("127.0.0.1", port))
            found.append(sock)
        yield found


async def seconds_until_closed(sock: socket.socket) -> float:
    """Wait until the other end closes."""
    begun_s = time.monotonic()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while await loop.sock_recv(sock, 4096):
            pass
    return time.monotonic() - begun_s


def client_hello() -> bytes:
    """Make the first message of a TLS handshake."""
    out = ssl.MemoryBIO()
    context = ssl.create_default_context()
    connection = context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        connection.do_handshake()
    return out.read()


async def test_half_a_handshake_is_closed(core: CoreProcess) -> None:
    loop = asyncio.get_running_loop()
    hello = client_hello()
    with plain_sockets(core.port, 3) as (half, whole, garbage):
        await loop.sock_sendall(half, hello[: len(hello) // 2])
        await loop.sock_sendall(whole, hello)
        await loop.sock_sendall(garbage, b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n")
        async with asyncio.timeout(LIMITS.hello_s + SLACK_S):
            closed = await asyncio.gather(*(seconds_until_closed(sock) for sock in (half, whole, garbage)))
    assert max(closed[:2]) < LIMITS.handshake_s + SLACK_S
    assert closed[2] < SLACK_S


async def test_a_handshake_and_then_nothing_is_closed(core: CoreProcess) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", core.port, ssl=context)
    try:
        async with asyncio.timeout(LIMITS.hello_s + SLACK_S):
            with contextlib.suppress(OSError):
                assert await reader.read() == b""
    finally:
        writer.transport.abort()
        await asyncio.sleep(0)


async def test_a_thousand_that_say_nothing_keep_nobody_out(core: CoreProcess, beside: Debated) -> None:
    links = await core.links(("anna", "boris"))
    with plain_sockets(core.port, SILENT) as silent:
        async with asyncio.timeout(LIMITS.hello_s + SLACK_S):
            async with participants(links) as people:
                await people["anna"].client.request(RequestFloor())
                await people["anna"].client.request(WithdrawFloor())
            async with entered(links["anna"]) as raw:
                assert isinstance(await raw.ask(RequestFloor()), Done)
                assert isinstance(await raw.ask(WithdrawFloor()), Done)
        async with asyncio.timeout(LIMITS.hello_s + 2 * SLACK_S):
            await asyncio.gather(*(seconds_until_closed(sock) for sock in silent))
    assert beside.turns_s
