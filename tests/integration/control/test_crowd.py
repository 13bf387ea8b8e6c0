"""A thousand connections that say nothing keep nobody out and cost those inside nothing."""

import asyncio
import contextlib
import gc
import logging
import socket
import ssl
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from common.control.client import LinkState
from room_console.core.control.limits import Limits
from room_console.core.control.linkhandler import LinkHandler
from room_console.core.control.server import ControlServer
from room_console.core.control.tlstransport import TlsTransport
from room_console.core.control.visitor import Visitor
from room_console.core.control.websocket import ServerLink
from tests.helpers.control import SmallGateway, attached, certificate, link_to, serving, until

_log = logging.getLogger(__name__)

CROWD = 1_000
ENTERS_WITHIN_S = 4.0
"""Sooner than the crowd's own time limits make room, of 5 and 10 s."""
LIMITS = Limits(pending=128, grace_s=0.1)
CLIENT_HELLO_START = bytes.fromhex("16030100fa010000f60303")
"""The record header and first bytes of a TLS ClientHello (RFC 8446), of which the rest never comes."""


async def open_raw(port: int, first: bytes = b"", source: str = "127.0.0.1") -> socket.socket:
    loop = asyncio.get_running_loop()
    sock = socket.socket()
    sock.setblocking(False)
    sock.bind((source, 0))
    await loop.sock_connect(sock, ("127.0.0.1", port))
    if first:
        with contextlib.suppress(OSError):
            await loop.sock_sendall(sock, first)
    return sock


@contextlib.asynccontextmanager
async def raw_crowd(port: int, first: bytes = b"") -> AsyncIterator[None]:
    sockets = [await open_raw(port, first) for _ in range(CROWD)]
    try:
        yield
    finally:
        for sock in sockets:
            sock.close()


@contextlib.asynccontextmanager
async def tls_crowd(port: int) -> AsyncIterator[None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    writers = []
    try:
        for _ in range(CROWD):
            with contextlib.suppress(OSError):
                writers.append((await asyncio.open_connection("127.0.0.1", port, ssl=context))[1])
        yield
    finally:
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.1)


Crowd = Callable[[int], contextlib.AbstractAsyncContextManager[None]]


@pytest.mark.parametrize(
    "crowd",
    [raw_crowd, lambda port: raw_crowd(port, CLIENT_HELLO_START), tls_crowd],
    ids=["nothing sent", "half a TLS handshake", "silent after TLS"],
)
async def test_a_silent_crowd_keeps_nobody_out(crowd: Crowd, tmp_path: Path) -> None:
    gateway = SmallGateway()
    async with (
        serving(gateway, certificate(tmp_path), LIMITS) as server,
        attached([link_to(server, "inside")]) as [(inside, _)],
        crowd(server.port),
    ):
        assert server.connections <= LIMITS.pending + 1
        began_s = time.monotonic()
        async with attached([link_to(server, "late")]):
            _log.info("entered after %.3f s", time.monotonic() - began_s)
            assert time.monotonic() - began_s < ENTERS_WITHIN_S
            await until(lambda: inside.round_trip_ms is not None)
            assert inside.round_trip_ms is not None
            _log.info("round trip of a joined client %.1f ms", inside.round_trip_ms)
            assert gateway.gone == []


def is_closed(sock: socket.socket) -> bool:
    try:
        return sock.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


async def holds(server: ControlServer, count: int) -> None:
    await until(lambda: server.connections == count)


async def test_half_a_handshake_is_ended_by_its_time_limit(tmp_path: Path) -> None:
    limits = Limits(handshake_s=0.2)
    async with serving(SmallGateway(), certificate(tmp_path), limits) as server:
        sock = await open_raw(server.port, CLIENT_HELLO_START)
        await holds(server, 1)
        assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(sock, 100), 2.0) == b""
        await holds(server, 0)
        sock.close()


async def test_silence_after_tls_is_ended_by_its_time_limit(tmp_path: Path) -> None:
    limits = Limits(hello_s=0.3)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with serving(SmallGateway(), certificate(tmp_path), limits) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
        await holds(server, 1)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 2.0) == b""
        await holds(server, 0)
        writer.transport.abort()
        await asyncio.sleep(0.05)


async def test_one_address_gets_only_so_many_places(tmp_path: Path) -> None:
    limits = Limits(connections_per_address=2)
    gateway = SmallGateway()
    async with (
        serving(gateway, certificate(tmp_path), limits) as server,
        attached([link_to(server, "anna"), link_to(server, "bela")]),
    ):
        third = await open_raw(server.port)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(third, 1), 2.0) == b""
        assert (server.connections, gateway.gone) == (2, [])
        third.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 on loopback")
async def test_a_crowd_makes_room_among_its_own(tmp_path: Path) -> None:
    async with serving(SmallGateway(), certificate(tmp_path), Limits(pending=4, grace_s=0.0)) as server:
        slow = await open_raw(server.port, source="127.0.0.2")
        await holds(server, 1)
        crowd = [await open_raw(server.port) for _ in range(20)]
        await until(lambda: server.connections == 4)
        await asyncio.sleep(0.1)
        with pytest.raises(BlockingIOError):
            slow.recv(1)
        assert [is_closed(sock) for sock in crowd] == [True] * 17 + [False] * 3
        for sock in (slow, *crowd):
            sock.close()


async def test_garbage_in_place_of_http_fills_no_log(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
        writer.write(b"GET / HTTP/1.1\r\nContent-Length: -5\r\nbad header\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 2.0)).startswith(b"HTTP/1.0 400")
        await holds(server, 0)
        writer.close()
        await asyncio.sleep(0.05)


async def test_delegates_who_come_all_at_once_push_nobody_out(tmp_path: Path) -> None:
    async with (
        serving(SmallGateway(), certificate(tmp_path), Limits(pending=4)) as server,
        attached([link_to(server, f"delegate-{n}") for n in range(40)]) as clients,
    ):
        assert all([s for s, _ in n.states] == [LinkState.CONNECTING, LinkState.ATTACHED] for _, n in clients)


def ends_of_links() -> int:
    kinds = (LinkHandler, ServerLink, TlsTransport, Visitor)
    return sum(type(thing) in kinds for thing in gc.get_objects())


async def test_links_that_are_over_are_freed_without_the_collector(tmp_path: Path) -> None:
    gateway = SmallGateway()
    async with serving(gateway, certificate(tmp_path)) as server:
        before = ends_of_links()
        gc.disable()
        try:
            async with attached([link_to(server, who) for who in ("anna", "bela", "carl")]):
                assert ends_of_links() == before + 12
            await until(lambda: server.connections == 0)
            gateway.inside.clear()
            gateway.gone.clear()
            await until(lambda: ends_of_links() == before)
        finally:
            gc.enable()
