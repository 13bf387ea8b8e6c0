"""No answer tells by which library, and of which version, it was made."""

import asyncio
import ssl
from pathlib import Path

import pytest

from tests.helpers.control import MEETING, SmallGateway, certificate, serving

UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def answer(port: int, request: str) -> str:
    """Return the head of what is answered."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(request.encode())
    async with asyncio.timeout(5.0):
        head = await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()
    return head.decode()


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /health HTTP/1.1", "", "200"),
        ("GET /generate_204 HTTP/1.1", "", "204"),
        ("GET /nothing HTTP/1.1", "", "404"),
        ("DELETE /health HTTP/1.1", "", "405"),
        (f"GET /control/{MEETING} HTTP/1.1", "", "400"),
        (f"GET /control/{MEETING} HTTP/1.1", UPGRADE, "101"),
        ("GET /health HTTP/1.1", "Content-Length: -5\r\nbad header\r\n", "400"),
        ("nonsense", "", "400"),
    ],
)
async def test_no_answer_tells_what_serves(tmp_path: Path, request_line: str, headers: str, status: str) -> None:
    async with serving(SmallGateway(), certificate(tmp_path)) as server:
        head = await answer(server.port, f"{request_line}\r\nHost: console\r\n{headers}\r\n")
    assert head.split()[1] == status
    assert "aiohttp" not in head.lower()
    assert "python" not in head.lower()
    is_broken_http = "bad header" in headers or request_line == "nonsense"
    assert ("\r\nServer:" in head) is is_broken_http
