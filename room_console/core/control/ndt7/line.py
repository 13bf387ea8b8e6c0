"""One connection of a bandwidth test: what goes out waits for the system, what comes in is counted and forgotten."""

import asyncio
import secrets
from typing import Any, Final, cast

import aiohttp
import msgspec
from aiohttp import web

from common.control.link import link_lost
from common.model.addresses import host_port
from room_console.core.control.ndt7.frames import CloseCode, FrameCounter, FrameError, Opcode, frame
from room_console.core.control.ndt7.measurement import AppInfo, ConnectionInfo, Measurement
from room_console.core.control.ndt7.runs import Transfer
from room_console.core.control.ndt7.tcpinfo import keep_queue_short, tcp_info
from room_console.core.control.transports import abort_transport

MOST_WAITING_BYTES: Final = 64 * 1024
"""Of what waits in this process to be sent."""
LEAST_PAUSE_S: Final = 0.001


class Line:
    """An open WebSocket of ndt7; to aiohttp it is the parser of what comes. Thread: the core's loop."""

    def __init__(self, request: web.Request, response: web.StreamResponse, transfer: Transfer) -> None:
        if request.transport is None:
            raise link_lost()
        self.transport = request.transport
        self.sent_bytes = 0
        self.ended = asyncio.Event()
        """The other end has closed, has gone, or has broken the rules."""
        self._request = request
        self._response = response
        self._transfer = transfer
        self._counter = FrameCounter()
        self._loop = asyncio.get_running_loop()
        self._begun_s = self._loop.time()
        self._resuming: asyncio.TimerHandle | None = None
        self._limit: asyncio.Timeout | None = None
        self._name: str | None = secrets.token_hex(8)
        self._has_closed = False

    @property
    def received_bytes(self) -> int:
        """Count what came in messages."""
        return self._counter.payload_bytes

    async def open(self) -> None:
        """Answer the handshake, and take what comes. Raises: ConferenceError(`unreachable`)."""
        keep_queue_short(self.transport, MOST_WAITING_BYTES)
        try:
            await self._response.prepare(self._request)
        except (aiohttp.ClientError, OSError) as error:
            raise link_lost(type(error).__name__) from error
        cast(Any, self._request.protocol).set_parser(self)
        self._begun_s = self._loop.time()

    def end_with(self, limit: asyncio.Timeout | None) -> None:
        """Let a limit run out as soon as the line has ended."""
        self._limit = limit
        if self.ended.is_set():
            self._run_out()

    async def send(self, encoded: bytes, payload_bytes: int = 0) -> None:
        """Send a frame; wait while the other end reads slowly. Raises: ConferenceError(`unreachable`)."""
        try:
            await self._response.write(encoded)
        except (aiohttp.ClientError, OSError) as error:
            raise link_lost(type(error).__name__) from error
        self.sent_bytes += payload_bytes

    def send_nowait(self, encoded: bytes) -> None:
        """Send a small frame behind what waits already; it is dropped where the connection is closing."""
        if not self.transport.is_closing():
            self.transport.write(encoded)

    def measured(self, payload_bytes: int) -> bytes:
        """Make the frame that says how far the test is; the first one names the connection too."""
        elapsed_us = round((self._loop.time() - self._begun_s) * 1e6)
        connection = None
        if self._name is not None:
            client, server = (_written(self.transport.get_extra_info(end)) for end in ("peername", "sockname"))
            connection, self._name = ConnectionInfo(client, server, self._name), None
        told = Measurement(
            AppInfo(elapsed_us, payload_bytes),
            "server",
            self._transfer.test,
            tcp_info(self.transport, elapsed_us),
            connection,
        )
        return frame(Opcode.TEXT, msgspec.json.encode(told))

    def close(self, code: CloseCode = CloseCode.OK) -> None:
        """Say that nothing more will be sent."""
        if not self._has_closed:
            self._has_closed = True
            self.send_nowait(frame(Opcode.CLOSE, code.to_bytes(2, "big")))

    def cut(self) -> None:
        """Drop the connection at once."""
        self.end()
        abort_transport(self.transport)

    def end(self) -> None:
        """Take nothing more that comes."""
        self.ended.set()
        self._run_out()
        if self._resuming is not None:
            self._resuming.cancel()
            self._resume()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Take what came, as aiohttp hands it over. Bytes after the end are dropped."""
        if not self.ended.is_set():
            try:
                self._read(data)
            except FrameError as fault:
                self.close(fault.code)
                self.end()
            self._hold(len(data))
        return False, b""

    def feed_eof(self) -> None:
        """Take that the connection is gone."""
        self.end()

    def _read(self, data: bytes) -> None:
        """Count, and answer what wants an answer. Raises: FrameError."""
        for control in self._counter.feed(data):
            if control.opcode is Opcode.CLOSE:
                self._transfer.end()
                self.close()
                self.end()
                break
            if control.opcode is Opcode.PING and self.transport.get_write_buffer_size() < MOST_WAITING_BYTES:
                self.send_nowait(frame(Opcode.PONG, control.payload))

    def _hold(self, length_bytes: int) -> None:
        """Take no more than this test's share: the system lets the other end wait."""
        wait_s = self._transfer.pace.take(length_bytes, self._loop.time())
        if wait_s > LEAST_PAUSE_S and self._resuming is None and not self.ended.is_set():
            self.transport.pause_reading()
            self._resuming = self._loop.call_later(wait_s, self._resume)

    def _resume(self) -> None:
        self._resuming = None
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def _run_out(self) -> None:
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(self._loop.time())


def _written(address: Any) -> str:
    if not isinstance(address, tuple):
        return ""
    return host_port(*address[:2])
