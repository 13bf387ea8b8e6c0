"""The server's end of a control link's WebSocket: frames straight from and to the transport, no task between."""

import asyncio
import functools
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from common.control.link import CLOSE_TIMEOUT_S, link_lost, not_text
from common.model.errors import ErrorCode, ProtocolError
from common.protocol.codec import MAX_REQUEST_BYTES
from common.protocol.packing import is_packed
from room_console.core.control.messages import MessageReader
from room_console.core.control.ndt7.frames import CloseCode, FrameError, Opcode, frame
from room_console.core.control.transports import abort_transport

MOST_UNREAD: Final = 64
"""Messages that wait to be read, before no more are taken from the system."""
HIGH_WATER_BYTES: Final = 65_536
"""Of what the other end has not taken yet; beyond it messages wait in the link's own queue."""


def _frame(data: bytes) -> bytes:
    return frame(Opcode.BINARY if is_packed(data) else Opcode.TEXT, data)


@functools.lru_cache(maxsize=2)
def _framed(data: bytes) -> bytes:
    """Return the frame of one message: what is told to many is told to one after the other."""
    return _frame(data)


class ServerLink(asyncio.Protocol):
    """A `Link`, and the protocol of its transport. Thread: the core's loop."""

    def __init__(self, answer: bytes, begun: Callable[["ServerLink"], None]) -> None:
        """`answer` opens the WebSocket; `begun` is called when it is on its way."""
        self.at_once: Callable[[bytes], bool] | None = None
        """Asked about each message before it waits to be received; those that it answers with True do not."""
        self._answer = answer
        self._begun = begun
        self._transport: asyncio.Transport | None = None
        self._reader = MessageReader(MAX_REQUEST_BYTES)
        self._unread: deque[bytes] = deque()
        self._fault: ProtocolError | None = None
        self._close_code: int | None = None
        """That the other end has closed with, or 1006 where it has gone without."""
        self._has_closed = False
        self._is_full = False
        """The other end does not take what is sent."""
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._ending: asyncio.Future[None] | None = None

    def connection_made(self, transport: Any) -> None:
        """Open the WebSocket."""
        self._transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        transport.write(self._answer)
        self._answer = b""
        self._begun(self)

    def data_received(self, data: bytes) -> None:
        """Take what came; after a fault it is thrown away, so that the goodbye still arrives."""
        if self._fault is not None or self._close_code is not None:
            return
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
        except FrameError as error:
            is_large = error.code is CloseCode.TOO_BIG
            self._fail(ProtocolError(ErrorCode.TOO_LARGE if is_large else ErrorCode.MALFORMED, "no right frame"))
        if len(self._unread) > MOST_UNREAD and self._transport is not None:
            self._transport.pause_reading()
        if self._unread or self._fault is not None or self._close_code is not None:
            self._wake(self._reading)

    def pause_writing(self) -> None:
        """Note that the other end is slow."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Note that the other end has caught up."""
        self._is_full = False
        self._wake(self._writing)

    def eof_received(self) -> bool:
        """Close as the other end has."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Note the end."""
        if self._close_code is None:
            self._close_code = 1006
        self._transport = None
        self._wake(self._reading)
        self._wake(self._writing)
        self._wake(self._ending)

    def send_now(self, *messages: bytes) -> bool:
        """Send messages at once, if the other end takes them; return whether they are on their way."""
        if self._is_full or self._transport is None or self._has_closed or self._transport.is_closing():
            return False
        if len(messages) == 1:
            self._transport.write(_framed(messages[0]))
        else:
            self._transport.write(b"".join([_frame(data) for data in messages]))
        return True

    async def send(self, data: bytes) -> None:
        """Send one message; wait while the other end is slow. Raises: ConferenceError(`unreachable`)."""
        while self._is_full and self._transport is not None:
            await self._wait_writing()
        if not self.send_now(data):
            raise link_lost()

    async def receive(self) -> bytes:
        """Return the next message. Raises: ConferenceError(`unreachable`), ProtocolError(`too_large`, `malformed`)."""
        while not self._unread:
            if self._fault is not None:
                raise self._fault
            if self._close_code is not None:
                raise link_lost(f"closed with {self._close_code}")
            self._reading = asyncio.get_running_loop().create_future()
            await self._reading
        if len(self._unread) == MOST_UNREAD and self._transport is not None:
            self._transport.resume_reading()
        return self._unread.popleft()

    async def close(self) -> None:
        """Say goodbye as RFC 6455 has it, and let go of the transport, within CLOSE_TIMEOUT_S."""
        self._say_close(CloseCode.OK)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                if self._close_code is None:
                    self._ending = asyncio.get_running_loop().create_future()
                    await self._ending
        except TimeoutError:
            self.abort()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection at once, with what has not left yet."""
        if self._transport is not None:
            abort_transport(self._transport)

    def _take(self, opcode: int, payload: bytes) -> None:
        if self._close_code is not None or self._fault is not None:
            return
        match opcode:
            case Opcode.TEXT:
                if self.at_once is None or not self.at_once(payload):
                    self._unread.append(payload)
            case Opcode.BINARY:
                self._fail(not_text())
            case Opcode.PING if not self._is_full and not self._has_closed and self._transport is not None:
                self._transport.write(frame(Opcode.PONG, payload))
            case Opcode.CLOSE:
                self._close_code = int.from_bytes(payload[:2], "big") or 1005
                self._say_close(CloseCode.OK)
                self._wake(self._ending)
            case _:
                pass

    def _fail(self, fault: ProtocolError) -> None:
        self._fault = fault

    def _say_close(self, code: CloseCode) -> None:
        if not self._has_closed and self._transport is not None and not self._transport.is_closing():
            self._transport.write(frame(Opcode.CLOSE, code.to_bytes(2, "big")))
        self._has_closed = True

    async def _wait_writing(self) -> None:
        self._writing = asyncio.get_running_loop().create_future()
        await self._writing

    def _wake(self, waiting: asyncio.Future[None] | None) -> None:
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
