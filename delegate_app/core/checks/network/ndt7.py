"""The client of ndt7 (v0.11): how much comes from the console, and how much of ours it counts.

aiohttp's errors become ours here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import aiohttp

from common.aio.tasks import TaskOwner, spawn
from common.control.link import link_lost
from common.control.trust import trusting
from common.control.websocketlink import SETTLE_TURNS, shut_down
from common.model.addresses import host_port
from common.model.errors import ConferenceError, ErrorCode
from delegate_app.core.checks.network.probing import now_us
from delegate_app.core.checks.network.rate import RateMeter, parse_measurement

SUBPROTOCOL: Final = "net.measurementlab.ndt.v7"
SECONDS: Final = 3.2
"""That each direction is measured for."""
OPEN_TIMEOUT_S: Final = 4.0
CUT_S: Final = 0.3
MAX_MESSAGE_BYTES: Final = 1 << 24
"""The largest that the protocol knows."""
FIRST_MESSAGE_BYTES, LARGEST_SENT_BYTES = 1 << 13, 1 << 16
GROWTH: Final = 16
"""A message is doubled when this many times its size is sent."""
_TELL_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class MeasuringPlace:
    """Where ndt7 is served, and what lets us in."""

    address: str
    port: int
    fingerprint: bytes
    ticket: str = field(repr=False)
    name: str = ""
    """The console's, where `address` is of it."""

    def url(self, direction: str) -> str:
        """Return the address of `download` or `upload`; a secret, for the ticket is in it."""
        place = host_port(self.address, self.port)
        return f"wss://{place}/ndt/v7/{direction}?{urlencode({'access_token': self.ticket})}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One direction, measured between two instants of `now_us`."""

    mbps: float
    begun_us: int
    ended_us: int


async def download(place: MeasuringPlace, on_share: Callable[[float], None], seconds: float = SECONDS) -> Outcome:
    """Measure what comes.

    Raises: ConferenceError(`unreachable`, also where it ends too early; `busy`, `not_allowed`).
    """
    meter, total_bytes = RateMeter(), 0
    async with _opened(place, "download") as websocket:
        course = _Course(seconds, on_share)
        while (message := await course.next_from(websocket)) is not None:
            if message.type not in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}:
                break
            total_bytes += len(message.data)
            meter.add(course.now_s(), total_bytes)
    return course.outcome(meter)


async def upload(place: MeasuringPlace, on_share: Callable[[float], None], seconds: float = SECONDS) -> Outcome:
    """Measure what the console counts of ours. Raises: as `download`."""
    meter, owner = RateMeter(), TaskOwner("ndt7 upload")
    async with _opened(place, "upload") as websocket:
        course = _Course(seconds, on_share)
        spawn(_send(websocket), name="ndt7 sender", owner=owner)
        try:
            while (message := await course.next_from(websocket)) is not None:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                if (counted := parse_measurement(message.data)) is not None:
                    meter.add(counted.at_s, counted.total_bytes)
        finally:
            await owner.cancel_all()
    return course.outcome(meter)


class _Course:
    """The time of one direction."""

    def __init__(self, seconds: float, on_share: Callable[[float], None]) -> None:
        self._seconds = seconds
        self._on_share = on_share
        self._loop = asyncio.get_running_loop()
        self._begun_s = self._loop.time()
        self._end_s = self._begun_s + seconds
        self._told_s = self._begun_s
        self._begun_us = now_us()

    def now_s(self) -> float:
        """Return the loop's time."""
        return self._loop.time()

    async def next_from(self, websocket: aiohttp.ClientWebSocketResponse) -> aiohttp.WSMessage | None:
        """Return what comes next, None when the time is over."""
        if self._loop.time() >= self._end_s:
            return None
        try:
            async with asyncio.timeout_at(self._end_s):
                message = await websocket.receive()
        except TimeoutError:
            return None
        self._tell()
        return message

    def outcome(self, meter: RateMeter) -> Outcome:
        """Judge what came; next to nothing in all the time is no bandwidth. Raises: ConferenceError(`unreachable`)."""
        mbps = meter.mbps()
        if mbps is None and self._loop.time() < self._end_s:
            raise link_lost("it ended too early")
        return Outcome(mbps or 0.0, self._begun_us, now_us())

    def _tell(self) -> None:
        now_s = self._loop.time()
        if now_s - self._told_s >= _TELL_S:
            self._told_s = now_s
            self._on_share((now_s - self._begun_s) / self._seconds)


async def _send(websocket: aiohttp.ClientWebSocketResponse) -> None:
    size, sent_bytes = FIRST_MESSAGE_BYTES, 0
    message = bytes(LARGEST_SENT_BYTES)
    try:
        while True:
            await websocket.send_bytes(message[:size])
            await asyncio.sleep(0)
            sent_bytes += size
            if size < LARGEST_SENT_BYTES and sent_bytes >= GROWTH * size:
                size *= 2
    except (aiohttp.ClientError, OSError):
        return


@asynccontextmanager
async def _opened(place: MeasuringPlace, direction: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Have a WebSocket; it is cut off at the end: a goodbye behind all that is on its way would take too long."""
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=await trusting(place.fingerprint), limit=1),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
    websocket: aiohttp.ClientWebSocketResponse | None = None
    try:
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                websocket = await session.ws_connect(
                    place.url(direction),
                    protocols=(SUBPROTOCOL,),
                    max_msg_size=MAX_MESSAGE_BYTES,
                    autoclose=False,
                    server_hostname=place.name or None,
                )
        except aiohttp.WSServerHandshakeError as error:
            code = ErrorCode.BUSY if error.status == 503 else ErrorCode.NOT_ALLOWED
            raise ConferenceError(code, f"{direction} is refused with {error.status}") from None
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise link_lost(f"{direction}: {type(error).__name__}") from None
        yield websocket
    finally:
        if websocket is not None:
            await _cut(websocket)
        await session.close()
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)


async def _cut(websocket: aiohttp.ClientWebSocketResponse) -> None:
    """End the connection, whatever is still on its way."""
    shut_down(websocket.get_extra_info("socket"))
    try:
        async with asyncio.timeout(CUT_S):
            await websocket.close()
    except (TimeoutError, aiohttp.ClientError, OSError):
        return
