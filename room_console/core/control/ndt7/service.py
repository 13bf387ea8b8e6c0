"""ndt7's two tests over HTTP: who may begin, how long they take, and that they end whatever the other end does."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.control.limits import Limits
from room_console.core.control.ndt7.frames import Opcode, frame
from room_console.core.control.ndt7.line import Line
from room_console.core.control.ndt7.measurement import INTERVAL_S
from room_console.core.control.ndt7.runs import Direction, Runs, Transfer
from room_console.core.control.ndt7.upgrade import switching

_log = logging.getLogger(__name__)

MESSAGE_BYTES: Final = 16 * 1024 - 4
"""With its head one record of TLS; 0.13 s at 1 Mbit/s."""
TICKET_NAME: Final = "access_token"


class Ndt7Service:
    """Serves `/ndt/v7/download` and `/ndt/v7/upload`. Thread: the core's loop.

    `welcome` is told of each request that may go on, so that its connection is not taken for a stranger's; it may
    raise an answer of HTTP.
    """

    def __init__(self, runs: Runs, welcome: Callable[[web.Request], None], limits: Limits) -> None:
        self._runs = runs
        self._welcome = welcome
        self._test_s, self._late_s = limits.test_s, limits.test_late_s
        self._message = frame(Opcode.BINARY, secrets.token_bytes(MESSAGE_BYTES))

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve both tests."""
        router.add_get("/ndt/v7/download", self._download, allow_head=False)
        router.add_get("/ndt/v7/upload", self._upload, allow_head=False)

    def close(self) -> None:
        """Cut everything that is under way."""
        self._runs.cut_all()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, Direction.DOWNLOAD, self._send_load, self._test_s)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, Direction.UPLOAD, self._tell_count, self._test_s + self._late_s)

    async def _serve(
        self,
        request: web.Request,
        test: Direction,
        work: Callable[[Line, Transfer], Awaitable[None]],
        longest_s: float,
    ) -> web.StreamResponse:
        response = switching(request)
        with self._begun(request, test) as transfer:
            self._welcome(request)
            try:
                line = Line(request, response, transfer)
                transfer.cut = line.cut
                await line.open()
                await self._run(line, transfer, work, longest_s)
            except ConferenceError as error:
                _log.debug("x ndt7 %s of %s: %s", test, transfer.who, error)
        return response

    def _begun(self, request: web.Request, test: Direction) -> Transfer:
        try:
            return self._runs.begin(test, request.query.get(TICKET_NAME))
        except ConferenceError as error:
            if error.code is ErrorCode.BUSY:
                raise web.HTTPServiceUnavailable(headers={"Retry-After": f"{error.retry_after_s:.0f}"}) from error
            raise web.HTTPUnauthorized from error

    async def _run(
        self, line: Line, transfer: Transfer, work: Callable[[Line, Transfer], Awaitable[None]], longest_s: float
    ) -> None:
        """Do the test's work until it is over, then say goodbye, and drop who does not answer."""
        try:
            if await _in_time(line, work(line, transfer), longest_s):
                line.send_nowait(line.measured(line.sent_bytes or line.received_bytes))
                line.close()
                if transfer.test is Direction.DOWNLOAD:
                    transfer.end()
                if await _in_time(line, line.ended.wait(), self._late_s):
                    line.cut()
            _log.debug("= ndt7 %s of %s: %d bytes", transfer.test, transfer.who, line.sent_bytes or line.received_bytes)
        finally:
            line.end()

    async def _send_load(self, line: Line, transfer: Transfer) -> None:
        """Fill the line, and say now and then how far it is."""
        loop = asyncio.get_running_loop()
        told_s = loop.time() - INTERVAL_S
        while not line.ended.is_set():
            now_s = loop.time()
            if now_s - told_s >= INTERVAL_S:
                told_s = now_s
                await line.send(line.measured(line.sent_bytes))
            await line.send(self._message, MESSAGE_BYTES)
            if wait_s := transfer.pace.take(MESSAGE_BYTES, loop.time()):
                await asyncio.sleep(wait_s)

    async def _tell_count(self, line: Line, _: Transfer) -> None:
        """Say now and then what has come."""
        while not line.ended.is_set():
            await line.send(line.measured(line.received_bytes))
            await asyncio.sleep(INTERVAL_S)


async def _in_time(line: Line, work: Awaitable[object], longest_s: float) -> bool:
    """Wait for some work, until the line ends or the time is over; tell whether the line still stands."""
    try:
        async with asyncio.timeout(longest_s) as limit:
            line.end_with(limit)
            await work
    except TimeoutError:
        pass
    finally:
        line.end_with(None)
    return not line.ended.is_set()
