"""Tells a captive portal from a console: who answers for it, and with what."""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from common.model.addresses import bracketed

PROBE_PATH = "/generate_204"
"""Answered with 204 by a console, and by nobody who wants the visitor to see a page first."""
MAX_HEAD_BYTES = 16 * 1024
HTTP_PORT = 80
NETWORK_AUTHENTICATION_REQUIRED = 511
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: |\r|$)")
_LOCATION = re.compile(rb"\r\nlocation:[ \t]*([^\r\n]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """As much of an answer (RFC 9112) as matters here."""

    status: int
    location: str | None = None


def parse_answer(head: bytes) -> HttpAnswer | None:
    """Read an answer's head; None for what is no HTTP."""
    status = _STATUS.match(head)
    if status is None:
        return None
    location = _LOCATION.search(head)
    return HttpAnswer(int(status[1]), location[1].decode("latin-1").strip() if location else None)


def is_portal(host: str, answer: HttpAnswer | None) -> bool:
    """Tell whether this answer to PROBE_PATH, asked of `host`, is a portal's: its page, or the way to it.

    RFC 6585, section 6, for 511. A server that sends the visitor elsewhere on the same host is an honest one.
    """
    if answer is None:
        return False
    if answer.status in {200, NETWORK_AUTHENTICATION_REQUIRED}:
        return True
    if not 300 <= answer.status < 400 or answer.location is None:
        return False
    try:
        target = urlsplit(urljoin(f"http://{bracketed(host)}{PROBE_PATH}", answer.location)).hostname
    except ValueError:
        return True
    return target is not None and target != host.lower()


async def ask(host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> HttpAnswer | None:
    """Ask for PROBE_PATH on an open connection; None where no HTTP comes back."""
    request = f"GET {PROBE_PATH} HTTP/1.1\r\nHost: {bracketed(host)}\r\nConnection: close\r\n\r\n"
    try:
        writer.write(request.encode())
        await writer.drain()
        return parse_answer(await reader.readuntil(b"\r\n\r\n"))
    except asyncio.IncompleteReadError as error:
        return parse_answer(error.partial)
    except (OSError, asyncio.LimitOverrunError):
        return None


async def ask_plainly(host: str, address: str, port: int, timeout_s: float) -> HttpAnswer | None:
    """Ask over plain HTTP at an address; None where nobody answers in time or no HTTP comes back."""
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection(address, port, limit=MAX_HEAD_BYTES)
            return await ask(host, reader, writer)
    except OSError:
        return None
    finally:
        if writer is not None:
            writer.transport.abort()
