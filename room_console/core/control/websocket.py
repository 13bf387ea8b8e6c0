"""The server's end of a WebSocket, as a `Link`. aiohttp's errors become ours here."""

import asyncio

import aiohttp
from aiohttp import web

from common.control.link import CLOSE_TIMEOUT_S, link_lost, not_text
from common.model.errors import ErrorCode, ProtocolError
from common.protocol.codec import MAX_REQUEST_BYTES, encode
from common.protocol.envelope import Bye
from common.protocol.packing import is_packed
from room_console.core.control.transports import abort_transport

LINGER_S = 1.0
_FAULTS: dict[int, ErrorCode] = {
    aiohttp.WSCloseCode.MESSAGE_TOO_BIG: ErrorCode.TOO_LARGE,
    aiohttp.WSCloseCode.PROTOCOL_ERROR: ErrorCode.MALFORMED,
    aiohttp.WSCloseCode.INVALID_TEXT: ErrorCode.MALFORMED,
}


class ControlSocket(web.WebSocketResponse):
    """A WebSocket that says `Bye` before aiohttp closes it for a fault of the other end.

    It then reads on for LINGER_S: to close a socket on which unread bytes lie would reset it and lose the `Bye`.
    """

    def __init__(self) -> None:
        super().__init__(max_msg_size=MAX_REQUEST_BYTES, compress=False, timeout=CLOSE_TIMEOUT_S)
        self.fault: ErrorCode | None = None

    async def close(self, *, code: int = aiohttp.WSCloseCode.OK, message: bytes = b"", drain: bool = True) -> bool:
        """Close, after a `Bye` if `code` says that the other end is at fault."""
        if self.fault is None and (fault := _FAULTS.get(code)) is not None:
            self.fault = fault
            await self.send_frame(encode(Bye(code=fault, may_return=True)), aiohttp.WSMsgType.TEXT)
            await asyncio.sleep(LINGER_S)
        return await super().close(code=code, message=message, drain=drain)


class ServerLink:
    """The `Link` of one client's WebSocket."""

    def __init__(self, websocket: ControlSocket, transport: asyncio.Transport | None) -> None:
        self._websocket = websocket
        self._transport = transport

    async def send(self, data: bytes) -> None:
        """Send one message; nothing follows a `Bye`. Raises: ConferenceError(`unreachable`)."""
        if self._websocket.fault is not None:
            return
        try:
            kind = aiohttp.WSMsgType.BINARY if is_packed(data) else aiohttp.WSMsgType.TEXT
            await self._websocket.send_frame(data, kind)
        except (aiohttp.ClientError, OSError) as error:
            raise link_lost(type(error).__name__) from error

    async def receive(self) -> bytes:
        """Return the next message. Raises: ConferenceError(`unreachable`), ProtocolError(`too_large`, `malformed`)."""
        try:
            message = await self._websocket.receive()
        except (aiohttp.ClientError, OSError) as error:
            raise link_lost(type(error).__name__) from error
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data).encode()
        if message.type is aiohttp.WSMsgType.BINARY:
            raise not_text()
        if self._websocket.fault is not None:
            raise ProtocolError(self._websocket.fault, "and told so")
        raise link_lost(f"closed with {self._websocket.close_code}")

    async def close(self) -> None:
        """Say goodbye as RFC 6455 has it, within CLOSE_TIMEOUT_S."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._websocket.close()
        except (TimeoutError, aiohttp.ClientError, OSError):
            self.abort()

    def abort(self) -> None:
        """Drop the connection at once, with what has not left yet."""
        if self._transport is not None:
            abort_transport(self._transport)
