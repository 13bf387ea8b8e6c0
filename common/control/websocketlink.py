"""A client's end of a control link: a WebSocket (RFC 6455) on TLS to the one console that the join link names.

aiohttp's errors become ours here.
"""

import asyncio
import socket

import aiohttp

from common.control.joinlink import JoinLink
from common.control.link import CLOSE_TIMEOUT_S, Link, link_lost, not_text
from common.control.trust import Doubt, doubt_of, trusting
from common.model.errors import ConferenceError, ErrorCode, ProtocolError, UserError
from common.protocol.codec import MAX_EVENT_BYTES
from common.protocol.packing import is_packed

CONNECT_TIMEOUT_S = 5.0
SETTLE_TURNS = 10
"""Turns of the loop in which the transport of a socket that was shut down sees that and closes."""


class WebSocketLink:
    """An open WebSocket and the session that carries it."""

    def __init__(self, session: aiohttp.ClientSession, websocket: aiohttp.ClientWebSocketResponse) -> None:
        self._session = session
        self._websocket = websocket
        self._socket: socket.socket | None = websocket.get_extra_info("socket")

    async def send(self, data: bytes) -> None:
        """Send one text message. Raises: ConferenceError(`unreachable`)."""
        try:
            await self._websocket.send_frame(data, aiohttp.WSMsgType.TEXT)
        except (aiohttp.ClientError, OSError) as error:
            raise link_lost(type(error).__name__) from error

    def send_now(self, *messages: bytes) -> bool:
        """Send nothing: this end's messages are few, and wait their turn."""
        return False

    async def receive(self) -> bytes:
        """Return the next message. Raises: ConferenceError(`unreachable`), ProtocolError(`too_large`, `malformed`)."""
        message = await self._websocket.receive()
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data).encode()
        if message.type is aiohttp.WSMsgType.BINARY and is_packed(message.data):
            return bytes(message.data)
        if message.type is aiohttp.WSMsgType.BINARY:
            raise not_text()
        if self._websocket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG:
            raise ProtocolError(ErrorCode.TOO_LARGE, "from the console")
        raise link_lost(f"closed with {self._websocket.close_code}")

    async def close(self) -> None:
        """Say goodbye as RFC 6455 has it, within CLOSE_TIMEOUT_S, and let go of the socket."""
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._websocket.close()
        except (TimeoutError, aiohttp.ClientError, OSError):
            self.abort()
        finally:
            await self._session.close()
            await let_go(self._socket)

    def abort(self) -> None:
        """Shut the socket down at once."""
        shut_down(self._socket)


def shut_down(sock: socket.socket | None) -> None:
    """End both directions of a socket that may be gone already."""
    if sock is None:
        return
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


async def let_go(sock: socket.socket | None) -> None:
    """Shut a socket down and let its transport close: one that says goodbye on TLS would wait for an answer."""
    shut_down(sock)
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)


async def connect_websocket(link: JoinLink, timeout_s: float = CONNECT_TIMEOUT_S, name: str = "") -> Link:
    """Connect to the console of `link`, and to no other; no proxy is asked.

    `name` is what the certificate must be for, where the system is trusted and the link's host is an address of it.
    Raises: ConferenceError(`unreachable`, `certificate`, `clock`, `link_invalid`).
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=await trusting(link.fingerprint), limit=1),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
    try:
        async with asyncio.timeout(timeout_s):
            websocket = await session.ws_connect(
                link.url,
                max_msg_size=MAX_EVENT_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_TIMEOUT_S),
                server_hostname=name or None,
            )
    except BaseException as error:
        await session.close()
        if (ours := _translate(error)) is None:
            raise
        raise ours from error
    return WebSocketLink(session, websocket)


def _translate(error: BaseException) -> ConferenceError | None:
    match error:
        case aiohttp.ClientConnectorCertificateError():
            code = ErrorCode.CERTIFICATE if doubt_of(error) is Doubt.STRANGER else ErrorCode.CLOCK
            return UserError(code, f"{error.host}:{error.port}: {error.certificate_error}")
        case aiohttp.WSServerHandshakeError(status=404) | aiohttp.InvalidURL():
            return UserError(ErrorCode.LINK_INVALID, "nothing of ours is there")
        case TimeoutError() | aiohttp.ClientError() | OSError():
            return link_lost(type(error).__name__)
        case _:
            return None
