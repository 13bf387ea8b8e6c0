"""The server's end of the control link: HTTP on TLS, the WebSocket of each client, the state of health."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence

from aiohttp import web
from aiohttp.http import HttpProcessingError

from common.aio.clock import Clock, SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.model.ids import MeetingId
from common.protocol.envelope import Bye, Message
from room_console.core.certificates import TlsFiles
from room_console.core.control.door import Door
from room_console.core.control.gateway import Gateway
from room_console.core.control.limits import Limits
from room_console.core.control.linkhandler import LinkHandler
from room_console.core.control.ndt7.runs import Runs
from room_console.core.control.ndt7.service import Ndt7Service
from room_console.core.control.tls import server_context, use_files
from room_console.core.control.upgrade import is_whole, may_be_link, read_opening
from room_console.core.control.visitor import Visitor
from room_console.core.control.websocket import ServerLink
from room_console.core.web.nameless import hide_software
from room_console.core.web.promote import WELCOME, Welcome

_log = logging.getLogger(__name__)

_http_log = logging.getLogger(f"{__name__}.http")
_http_log.addFilter(lambda record: not _is_clients_fault(record))

_CLIENTS_FAULTS = (HttpProcessingError, web.RequestPayloadError, ConnectionError)
STOP_S = 1.5
ABORT_S = 0.3
LINGER_S = 1.0
"""How long the rest of a refused body is read and thrown away, so that its sender sees the refusal."""
MAX_HEADER_BYTES = 4_096


class ControlServer:
    """Serves one meeting's control link on one address; a link for another is not found. Thread: the core's loop."""

    def __init__(
        self,
        gateway: Gateway,
        meeting: MeetingId,
        *,
        host: str,
        port: int,
        tls: TlsFiles,
        limits: Limits | None = None,
        clock: Clock | None = None,
        runs: Runs | None = None,
        pages: Sequence[Callable[[web.UrlDispatcher], None]] = (),
    ) -> None:
        """Each of `pages` adds routes of its own."""
        self.port = port
        self.own_address = ""
        """The address listened on, numeric, once started; `0.0.0.0` or `::` for every one."""
        self.fingerprint = tls.fingerprint
        self._gateway = gateway
        self._meeting = meeting
        self._host = host
        self._tls = tls
        self._context: ssl.SSLContext | None = None
        self._limits = limits or Limits()
        self._clock = clock or SystemClock()
        self._ndt7 = Ndt7Service(runs if runs is not None else Runs(), self._welcome, self._limits)
        self._runner = web.AppRunner(
            self._routes(pages),
            access_log=None,
            handle_signals=False,
            keepalive_timeout=self._limits.hello_s,
            shutdown_timeout=ABORT_S,
            lingering_time=LINGER_S,
            logger=_http_log,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
        )
        self._door: Door | None = None
        self._handlers: set[LinkHandler] = set()
        self._links = TaskOwner("links")
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    @property
    def connections(self) -> int:
        """Count the open sockets, entered or not."""
        return len(self._door) if self._door else 0

    async def start(self) -> None:
        """Listen. `port` is then the real one. Raises: ConferenceError(`certificate`, `unreachable`)."""
        self._context = context = server_context(self._tls)
        await self._runner.setup()
        self._door = Door(self._limits, context, self._choose)
        self._door.open(self._host, self.port)
        self.own_address, self.port = self._door.own_address, self._door.port

    def show(self, tls: TlsFiles) -> None:
        """Show other certificates from now on; links that are up stay. Raises: ConferenceError(`certificate`)."""
        if self._context is not None:
            use_files(self._context, tls)
        self._tls, self.fingerprint = tls, tls.fingerprint

    async def stop(self, last_message: Message | None = None) -> None:
        """Take nobody more, say goodbye to all (that they may return, if nothing else is said), within 2 s."""
        if self._door is not None:
            await self._door.close()
        self._ndt7.close()
        for handler in self._handlers:
            handler.close(last_message or Bye(may_return=True))
        if not await self._wait_empty(STOP_S):
            _log.info("x %d links did not close in time", len(self._handlers))
            for handler in self._handlers:
                handler.abort()
            await self._wait_empty(ABORT_S)
        await self._runner.cleanup()

    async def _wait_empty(self, timeout_s: float) -> bool:
        try:
            async with asyncio.timeout(timeout_s):
                await self._is_empty.wait()
        except TimeoutError:
            return False
        return True

    def _routes(self, pages: Sequence[Callable[[web.UrlDispatcher], None]]) -> web.Application:
        application = web.Application()
        hide_software(application)
        application[WELCOME] = Welcome(self._welcome)
        application.router.add_get("/control/{meeting}", self._refuse_link)
        application.router.add_get("/control", self._refuse_link)
        application.router.add_get("/health", self._serve_health)
        application.router.add_get("/generate_204", self._serve_nothing)
        self._ndt7.add_routes(application.router)
        for add_routes in pages:
            add_routes(application.router)
        return application

    async def _serve_health(self, request: web.Request) -> web.Response:
        return web.json_response({"is_serving": True})

    async def _serve_nothing(self, request: web.Request) -> web.Response:
        """Answer 204: whoever asks and gets anything else talks to a captive portal."""
        return web.Response(status=204)

    def _welcome(self, request: web.Request) -> None:
        """Take the sender of a request for more than a stranger."""
        door, visitor = self._visitor_of(request)
        door.promote(visitor)

    def _visitor_of(self, request: web.Request) -> tuple[Door, Visitor]:
        """Return who asks, and the door that knows them. Raises: web.HTTPServiceUnavailable where they are gone."""
        assert self._door is not None
        if (visitor := self._door.visitor_of(request.protocol)) is None:
            raise web.HTTPServiceUnavailable
        return self._door, visitor

    def _choose(self, visitor: Visitor, first: bytes) -> tuple[asyncio.Protocol, bytes] | None:
        """Have a right request for this meeting's link served at once, and all else by HTTP."""
        if may_be_link(first):
            if not is_whole(first):
                return None
            opening = read_opening(first)
            if opening is not None and opening.meeting in (None, self._meeting):
                return ServerLink(opening.answer, lambda link: self._begin_link(link, visitor)), opening.rest
        server = self._runner.server
        assert server is not None
        return server(), first

    def _begin_link(self, link: ServerLink, visitor: Visitor) -> None:
        door = self._door
        assert door is not None
        handler = LinkHandler(
            link, visitor.address, self._gateway, self._limits, self._clock, lambda: door.promote(visitor)
        )
        link.at_once = handler.answer_at_once
        self._handlers.add(handler)
        self._is_empty.clear()
        spawn(self._run_link(link, handler), handler.name, self._links)

    async def _run_link(self, link: ServerLink, handler: LinkHandler) -> None:
        try:
            await handler.run()
        finally:
            link.at_once = None
            self._handlers.discard(handler)
            if not self._handlers:
                self._is_empty.set()

    async def _refuse_link(self, request: web.Request) -> web.StreamResponse:
        """Answer what asks for a link, and not as it should."""
        if request.match_info.get("meeting", self._meeting) != self._meeting:
            raise web.HTTPNotFound
        raise web.HTTPBadRequest(text="no right opening of a WebSocket")


def _is_clients_fault(record: logging.LogRecord) -> bool:
    """Tell whether a log line is about bad HTTP: anybody can send that, and nobody may fill the log with it."""
    return record.exc_info is not None and isinstance(record.exc_info[1], _CLIENTS_FAULTS)
