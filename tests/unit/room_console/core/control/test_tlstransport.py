"""TLS over a socket's transport: whole both ways, in whatever pieces, and ended as TLS is ended."""

import asyncio
import contextlib
import gc
import os
import socket
import ssl
import weakref
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from room_console.core.control import tlstransport
from room_console.core.control.tls import server_context
from room_console.core.control.tlstransport import TlsDoor, TlsTransport
from tests.helpers.control import certificate, until

LARGE = bytes(range(256)) * 4_000


class Echo(asyncio.Protocol):
    """Sends back what comes, and remembers what happened."""

    def __init__(self) -> None:
        self.transport: TlsTransport | None = None
        self.heard = bytearray()
        self.happened: list[str] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None
        self.heard += data
        self.transport.write(data)

    def pause_writing(self) -> None:
        self.happened.append("pause")

    def resume_writing(self) -> None:
        self.happened.append("resume")

    def eof_received(self) -> bool | None:
        self.happened.append("eof")
        return None

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        self.happened.append("lost")


@dataclass
class Place:
    """A server of one protocol each."""

    port: int
    door: TlsDoor
    echoes: list[Echo] = field(default_factory=list)
    ends: "weakref.WeakSet[TlsTransport]" = field(default_factory=weakref.WeakSet)
    shaken: list[bool] = field(default_factory=list)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Come in by asyncio's own TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=context)

    @property
    def transport(self) -> TlsTransport:
        """The first end."""
        transport = self.echoes[0].transport
        assert transport is not None
        return transport


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(0, TlsDoor(server_context(certificate(tmp_path)), handshake_s=10.0))

    def make() -> TlsTransport:
        found.echoes.append(Echo())
        end = TlsTransport(found.door, found.echoes[-1], found.shaken.append)
        found.ends.add(end)
        return end

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await until(lambda: all(end.is_closing() for end in found.ends))


async def finish(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        await writer.wait_closed()


async def test_what_is_large_comes_whole_both_ways(place: Place) -> None:
    reader, writer = await place.connect()
    writer.write(LARGE)
    assert await asyncio.wait_for(reader.readexactly(len(LARGE)), 5.0) == LARGE
    assert place.shaken == [True]
    await finish(writer)
    await until(lambda: place.echoes[0].happened[-1:] == ["lost"])
    assert place.echoes[0].heard == LARGE


async def test_a_reader_that_rests_pauses_the_writer(place: Place) -> None:
    reader, writer = await place.connect()
    await until(lambda: bool(place.shaken))
    place.transport.set_write_buffer_limits(high=10_000)
    sent = 0
    while "pause" not in place.echoes[0].happened:
        place.transport.write(LARGE)
        sent += len(LARGE)
        await asyncio.sleep(0)
    assert place.transport.get_write_buffer_size() > 10_000
    assert len(await asyncio.wait_for(reader.readexactly(sent), 5.0)) == sent
    await until(lambda: "resume" in place.echoes[0].happened)
    await finish(writer)


async def test_what_was_written_arrives_before_the_goodbye(place: Place) -> None:
    reader, writer = await place.connect()
    await until(lambda: bool(place.shaken))
    place.transport.write(LARGE)
    place.transport.close()
    place.transport.write(b"too late")
    assert await asyncio.wait_for(reader.read(), 5.0) == LARGE
    await finish(writer)
    await until(lambda: place.echoes[0].happened[-1:] == ["lost"])


async def test_the_other_end_s_goodbye_is_answered(place: Place) -> None:
    _, writer = await place.connect()
    await until(lambda: bool(place.shaken))
    await asyncio.wait_for(finish(writer), tlstransport.LINGER_S / 2)
    await until(lambda: place.echoes[0].happened == ["eof", "lost"])


async def test_who_says_goodbye_and_reads_no_more_is_dropped(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tlstransport, "LINGER_S", 0.2)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def say_goodbye() -> None:
        with contextlib.suppress(OSError):
            client.unwrap()

    with socket.create_connection(("127.0.0.1", place.port), timeout=5.0) as plain:
        client = await asyncio.to_thread(context.wrap_socket, plain)
        with client:
            await until(lambda: bool(place.shaken))
            transport = place.transport
            while not transport.get_write_buffer_size():
                transport.write(LARGE)
            client.settimeout(0.1)
            await asyncio.to_thread(say_goodbye)
            await until(lambda: place.echoes[0].happened[-2:] == ["eof", "lost"])


async def test_reading_can_rest(place: Place) -> None:
    reader, writer = await place.connect()
    await until(lambda: bool(place.shaken))
    place.transport.pause_reading()
    assert not place.transport.is_reading()
    writer.write(b"hello")
    await asyncio.sleep(0.05)
    assert not place.echoes[0].heard
    place.transport.resume_reading()
    assert await asyncio.wait_for(reader.readexactly(5), 5.0) == b"hello"
    await finish(writer)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"])
async def test_who_does_not_shake_hands_is_dropped(place: Place, said: bytes) -> None:
    place.door.handshake_s = 0.3
    with socket.create_connection(("127.0.0.1", place.port)) as sock:
        sock.sendall(said)
        await until(lambda: place.shaken == [False])
    assert place.echoes[0].transport is None
    assert not place.echoes[0].happened


async def test_bytes_that_are_no_record_end_it(place: Place) -> None:
    reader, writer = await place.connect()
    await until(lambda: bool(place.shaken))
    raw: socket.socket = writer.get_extra_info("socket")

    os.write(raw.fileno(), b"no record at all")
    await until(lambda: place.echoes[0].happened[-1:] == ["lost"])
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        await asyncio.wait_for(reader.read(), 5.0)
    await finish(writer)


async def test_an_end_that_is_over_holds_itself_in_no_cycle(place: Place) -> None:
    gc.disable()
    try:
        _, writer = await place.connect()
        await until(lambda: bool(place.shaken))
        await finish(writer)
        await until(lambda: place.echoes[0].happened[-1:] == ["lost"])
        place.echoes.clear()
        await asyncio.sleep(0.05)
        assert not list(place.ends)
    finally:
        gc.enable()
