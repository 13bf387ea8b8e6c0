"""Clients of the bandwidth test: one that behaves, and a bare one that does what it is told."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from common.control.trust import PinnedContext
from common.control.websocketlink import SETTLE_TURNS, shut_down
from room_console.core.control.ndt7.frames import Opcode
from room_console.core.control.ndt7.upgrade import SUBPROTOCOL
from room_console.core.control.server import ControlServer

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
LOAD = bytes(64 * 1024)


@dataclass
class Measured:
    """What one test came to, as its client saw it."""

    payload_bytes: int = 0
    seconds: float = 0.0
    told: list[dict[str, Any]] = field(default_factory=list)
    close_code: int | None = None

    @property
    def mbps(self) -> float:
        """As this end counted."""
        return self.payload_bytes * 8e-6 / self.seconds

    @property
    def told_mbps(self) -> float:
        """As the server counted."""
        app = self.told[-1]["AppInfo"]
        return float(app["NumBytes"] * 8 / app["ElapsedTime"])


def path_of(test: str, ticket: str | None = None) -> str:
    """Return where a test is."""
    return f"/ndt/v7/{test}" + (f"?access_token={ticket}" if ticket is not None else "")


@asynccontextmanager
async def opened(server: ControlServer, path: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Open a test. Raises: aiohttp.WSServerHandshakeError."""
    connector = aiohttp.TCPConnector(ssl=PinnedContext.made(server.fingerprint))
    url = f"https://127.0.0.1:{server.port}{path}"
    async with aiohttp.ClientSession(connector=connector) as session:
        socket = await session.ws_connect(url, protocols=(SUBPROTOCOL,), max_msg_size=1 << 24)
        carrier = socket.get_extra_info("socket")
        async with socket:
            yield socket
    shut_down(carrier)
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)


async def status_of(server: ControlServer, path: str) -> int:
    """Return what HTTP answers to who opens a test."""
    try:
        async with opened(server, path):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def download(server: ControlServer, ticket: str | None, most_s: float) -> Measured:
    """Take what comes, for so long or until the server ends it."""
    found, begun_s = Measured(), time.monotonic()
    async with opened(server, path_of("download", ticket)) as socket:
        while time.monotonic() - begun_s < most_s and not _is_over(await socket.receive(), found):
            pass
        found.seconds = time.monotonic() - begun_s
        await socket.close()
    found.close_code = socket.close_code
    return found


async def upload(server: ControlServer, ticket: str | None, most_s: float, message: bytes = LOAD) -> Measured:
    """Send as much as goes, for so long or until the server ends it."""
    found, begun_s = Measured(), time.monotonic()
    async with opened(server, path_of("upload", ticket)) as socket, asyncio.TaskGroup() as group:

        async def listen() -> None:
            while not _is_over(await socket.receive(), Measured(told=found.told)):
                pass

        listening = group.create_task(listen())
        while time.monotonic() - begun_s < most_s and not listening.done():
            await socket.send_bytes(message)
            found.payload_bytes += len(message)
        found.seconds = time.monotonic() - begun_s
        await socket.close()
        await listening
    found.close_code = socket.close_code
    return found


def _is_over(message: aiohttp.WSMessage, found: Measured) -> bool:
    if message.type is aiohttp.WSMsgType.BINARY:
        found.payload_bytes += len(message.data)
    elif message.type is aiohttp.WSMsgType.TEXT:
        found.told.append(json.loads(message.data))
    else:
        return True
    return False


@dataclass
class BareClient:
    """A connection after its handshake, with no manners."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def frame(self) -> tuple[Opcode, bytes]:
        """Read the next frame. Raises: asyncio.IncompleteReadError, OSError."""
        first, second = await self.reader.readexactly(2)
        width = {126: 2, 127: 8}.get(second, 0)
        length = int.from_bytes(await self.reader.readexactly(width), "big") if width else second
        return Opcode(first & 0x0F), await self.reader.readexactly(length)

    async def close_code(self) -> int | None:
        """Read on to the server's goodbye; None where it ends without one."""
        try:
            while (found := await self.frame())[0] is not Opcode.CLOSE:
                pass
            return int.from_bytes(found[1][:2], "big")
        except (asyncio.IncompleteReadError, OSError):
            return None

    async def wait_dropped(self) -> None:
        """Read on to the end of the connection."""
        while await self.close_code() is not None:
            pass


@asynccontextmanager
async def bare(server: ControlServer, path: str) -> AsyncIterator[BareClient]:
    """Open a test on a bare connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        yield BareClient(reader, writer)
    finally:
        writer.transport.abort()
