"""Attacks by HTTP itself: a second request hidden in a first, bodies that break off, headers by the drop."""

import asyncio
import contextlib
import logging
import ssl
import struct
import time

import pytest

from common.model.registration import RegistrationRules
from common.protocol.people import SetRegistration
from common.protocol.staff import ListStaff, Staff
from room_console.core.control.limits import Limits
from tests.helpers.consolekit import OLGA, ConsoleKit

WAIT_S = 12.0
DRIPPING, PAUSE_S = 60, 0.5
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
HIDDEN = "GET /health HTTP/1.1\r\nHost: console\r\n\r\n"
SMUGGLED = {
    "length and chunks": f"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a list of lengths": f"Content-Length: 0, {len(HIDDEN)}\r\n\r\n{HIDDEN}",
    "a signed length": f"Content-Length: +0\r\n\r\n{HIDDEN}",
    "another coding": f"Transfer-Encoding: xchunked\r\n\r\n{HIDDEN}",
    "a blank before the colon": f"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "two codings": f"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a folded header": f"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{HIDDEN}",
    "a negative chunk": f"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n{HIDDEN}",
    "one behind another": f"Content-Length: 0\r\n\r\n{HIDDEN}",
}


class Line:
    """A TLS connection on which anything can be said."""

    def __init__(self, kit: ConsoleKit, address: str) -> None:
        self._port, self._address = kit.console.address.port, address

    async def __aenter__(self) -> "Line":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=context, local_addr=(self._address, 0)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()
        await asyncio.sleep(0)

    async def say(self, data: bytes) -> None:
        """Send it. Raises: OSError."""
        self._writer.write(data)
        await self._writer.drain()

    async def rest(self) -> bytes:
        """Read until the console closes."""
        found = b""
        async with asyncio.timeout(WAIT_S):
            with contextlib.suppress(OSError):
                while data := await self.reader.read(65_536):
                    found += data
        return found


def asked(method: str, rest: str) -> bytes:
    """Write a request for the registration page."""
    return f"{method} /register/kit HTTP/1.1\r\nHost: console\r\n{FORM}{rest}".encode()


@pytest.mark.parametrize("rest", SMUGGLED.values(), ids=SMUGGLED.keys())
async def test_a_request_within_a_request_is_never_answered(kit: ConsoleKit, rest: str) -> None:
    async with Line(kit, "127.0.81.1") as line:
        await line.say(asked("POST", rest))
        answer = await line.rest()
    assert answer.startswith(b"HTTP/1.")
    assert b"\nHTTP/1." not in answer
    assert answer.split()[1][:1] == b"4"
    assert b"is_serving" not in answer


@pytest.mark.parametrize(
    "rest", ["Content-Length: 9000\r\n\r\nname=", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"]
)
async def test_a_body_that_breaks_off_leaves_no_line_in_the_log(
    kit: ConsoleKit, rest: str, caplog: pytest.LogCaptureFixture
) -> None:
    opened = SetRegistration(ref=6, registration=RegistrationRules(is_page_open=True))
    await kit.desk.handle(await kit.attach(OLGA), opened)
    async with Line(kit, "127.0.81.2") as line:
        await line.say(asked("POST", rest))
        await asyncio.sleep(PAUSE_S)
    await asyncio.sleep(PAUSE_S)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_headers_by_the_drop_end_in_time_and_keep_nobody_out(kit: ConsoleKit) -> None:
    async def drip(number: int) -> float:
        begun_s = time.monotonic()
        async with Line(kit, f"127.0.82.{1 + number}") as line:
            with contextlib.suppress(OSError):
                await line.say(b"POST /register/kit HTTP/1.1\r\n")
                while not line.reader.at_eof():
                    await line.say(b"X: y\r\n")
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(PAUSE_S):
                            await line.reader.read(1)
        return time.monotonic() - begun_s

    limit_s = Limits().hello_s + WAIT_S
    async with asyncio.timeout(limit_s + WAIT_S), asyncio.TaskGroup() as tasks:
        dripping = [tasks.create_task(drip(number)) for number in range(DRIPPING)]
        await asyncio.sleep(PAUSE_S)
        async with Line(kit, "127.0.81.3") as line:
            await line.say(b"GET /health HTTP/1.1\r\nHost: console\r\nConnection: close\r\n\r\n")
            assert b"is_serving" in await line.rest()
        assert isinstance(await kit.desk.handle(await kit.attach(OLGA), ListStaff(ref=5)), Staff)
    assert max(each.result() for each in dripping) < limit_s


@pytest.mark.parametrize("length", [2**31, 2**63 - 1, 2**63, 2**64 - 1])
async def test_a_frame_of_more_than_there_is_memory_ends_the_link(kit: ConsoleKit, length: int) -> None:
    opening = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    opening += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    async with Line(kit, "127.0.81.4") as line:
        await line.say(f"GET /control/kit HTTP/1.1\r\nHost: console\r\n{opening}".encode())
        await line.say(b"\x81\xff" + struct.pack(">Q", length) + bytes(4) + b"{}")
        answer = await line.rest()
    assert b"101 Switching" in answer
    assert b'"code":"too_large"' in answer
