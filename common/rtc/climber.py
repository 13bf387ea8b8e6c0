"""Finds a leg's path and finds it again: climbs the ladder, keeps the old path until the new one is up."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

from aioice.stun import TransactionError

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ErrorCode, MediaError
from common.model.media import MediaPath
from common.rtc.ice import GATHER_TIMEOUT_S, IceServer, Relay, hosts_towards
from common.rtc.iceconnection import REFUSALS, IceConnection, IceNames, reason_of
from common.rtc.ladder import RUNG_TIMEOUT_S, Ladder, in_order
from common.rtc.sections import LegDescription

LINGER_S = 1.0
"""How long what is still on its way on an old path is taken."""
_log = logging.getLogger(__name__)


class Climber:
    """Owns a leg's connections, of which one is its path. Thread: the loop's, for every method."""

    def __init__(
        self,
        name: str,
        names: IceNames,
        is_offerer: bool,
        towards: str,
        servers: Sequence[IceServer],
        on_datagram: Callable[[bytes], None],
        on_path: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        """`towards` is the console's host. `on_path` is called with each new path, `on_lost` where its socket died."""
        self.path: MediaPath | None = None
        self._name = name
        self._names = names
        self._is_offerer = is_offerer
        self._towards = towards
        self._on_datagram = on_datagram
        self._on_path = on_path
        self._on_lost = on_lost
        self._rungs: list[Relay | None] = []
        self._stun: tuple[str, int] | None = None
        self.use(servers)
        self._remote: LegDescription | None = None
        self._first: IceConnection | None = None
        self._current: IceConnection | None = None
        self._rung = 0
        self._climbing = TaskOwner(f"{name} climb")
        self._ending = TaskOwner(f"{name} old paths")
        self._said: set[tuple[MediaPath, str]] = set()
        self._closings: set[asyncio.Task[None]] = set()
        self._is_closing = asyncio.Event()

    @property
    def is_climbing(self) -> bool:
        """Tell whether a path is being looked for."""
        return len(self._climbing) > 0

    async def gather(self, remote: LegDescription | None = None) -> tuple[str, ...]:
        """Open the sockets of the direct way and return its candidates. Raises: MediaError(`media_failed`).

        `remote` is the other end where it is known already.
        """
        self._remote = remote
        self._first = self._connection(None)
        try:
            async with asyncio.timeout(GATHER_TIMEOUT_S):
                await self._first.gather_candidates()
        except Exception as error:  # the border to aioice
            raise MediaError(ErrorCode.MEDIA_FAILED, f"{self._name}: {reason_of(error)}") from error
        return tuple(candidate.to_sdp() for candidate in self._first.local_candidates)

    def begin(self, remote: LegDescription) -> None:
        """Look for the first path to this end."""
        self._remote = remote
        self._climb(len(self._rungs))

    async def again(self, servers: Sequence[IceServer] | None = None) -> None:
        """Look for a path from the best rung on; what is being tried already is given up."""
        await self._climbing.cancel_all()
        if servers is not None:
            self.use(servers)
        self._climb(len(self._rungs))

    def better(self) -> None:
        """Look for a path on the rungs above the present one."""
        if not self.is_climbing and self._rung > 0:
            self._climb(self._rung)

    def use(self, servers: Sequence[IceServer]) -> None:
        """Use these STUN and TURN servers from the next climb on: the credentials of before run out."""
        relays = [relay for server in servers if (relay := server.relay) is not None]
        self._stun = next((server.stun for server in servers if server.stun is not None), None)
        ways = [None, *relays]
        self._rungs = [ways[n] for n in in_order([path_of(way) for way in ways])]

    def send(self, data: bytes) -> None:
        """Send a datagram on the path; dropped where there is none."""
        if self._current is not None:
            self._current.send_now(data)

    async def probe(self) -> float | None:
        """Ask the other end for a sign of life; return the round trip in seconds, None where it does not answer."""
        try:
            return await self._current.probe() if self._current is not None else None
        except (TransactionError, ConnectionError):
            return None

    async def close(self) -> None:
        """Close every connection."""
        await self._climbing.cancel_all()
        connections = [c for c in (self._current, self._first) if c is not None]
        self._current = self._first = None
        self._is_closing.set()
        await asyncio.gather(*(connection.close() for connection in connections), *self._closings)

    def _climb(self, rungs: int) -> None:
        spawn(self._try_in_turn(Ladder(rungs, time.monotonic())), name=f"{self._name} ladder", owner=self._climbing)

    async def _try_in_turn(self, ladder: Ladder) -> None:
        attempts: dict[int, asyncio.Task[None]] = {}
        changed = asyncio.Event()
        while not ladder.is_settled:
            while (number := ladder.due(time.monotonic())) is not None:
                attempt = self._attempt(number, ladder, attempts, changed)
                attempts[number] = spawn(attempt, name=f"{self._name} rung {number}", owner=self._climbing)
            try:
                async with asyncio.timeout(ladder.wait_s(time.monotonic())):
                    await changed.wait()
            except TimeoutError:
                continue
            changed.clear()

    async def _attempt(
        self, number: int, ladder: Ladder, attempts: dict[int, asyncio.Task[None]], changed: asyncio.Event
    ) -> None:
        way = self._rungs[number]
        connection = self._taken_first() if way is None else None
        connection = connection or self._connection(way)
        try:
            await self._connect(connection)
        except MediaError as error:
            self._say(way, error)
            ladder.failed(number, time.monotonic())
            return
        finally:
            changed.set()
        for worse in ladder.came_up(number):
            attempts[worse].cancel()
        if ladder.best == number:
            self._take(connection, number)
        else:
            self._retire(connection, 0.0)

    def _say(self, way: Relay | None, error: MediaError) -> None:
        """Log why a way could not be had; what someone must put right is a warning, once."""
        is_news = isinstance(error.__cause__, REFUSALS) and (path_of(way), str(error)) not in self._said
        self._said.add((path_of(way), str(error)))
        level = logging.WARNING if is_news else logging.INFO
        _log.log(level, "x %s: %s: %s", self._name, path_of(way), error)

    async def _connect(self, connection: IceConnection) -> None:
        """Bring a connection up; one that fails or is not waited for is closed. Raises: MediaError(`media_failed`)."""
        assert self._remote is not None
        is_up = False
        try:
            async with asyncio.timeout(RUNG_TIMEOUT_S):
                await connection.connect_to(self._remote, is_hasty=self._current is not None)
            is_up = True
        except Exception as error:  # the border to aioice, which raises whatever it runs into
            raise MediaError(ErrorCode.MEDIA_FAILED, reason_of(error)) from error
        finally:
            if not is_up:
                self._retire(connection, 0.0)

    def _take(self, connection: IceConnection, number: int) -> None:
        """Make a connection the path. Its probe tells the other end, whatever else arrived there last."""
        old, self._current = self._current, connection
        self._rung = number
        self.path = path_of(self._rungs[number])
        if old is not None:
            self._retire(old, LINGER_S)
        self._on_path()

    def _retire(self, connection: IceConnection, linger_s: float) -> None:
        closing = spawn(self._closed(connection, linger_s), name=f"{self._name} old path", owner=self._ending)
        self._closings.add(closing)
        closing.add_done_callback(self._closings.discard)

    async def _closed(self, connection: IceConnection, linger_s: float) -> None:
        try:
            async with asyncio.timeout(linger_s):
                await self._is_closing.wait()
        except TimeoutError:
            pass
        await connection.close()

    def _taken_first(self) -> IceConnection | None:
        first, self._first = self._first, None
        return first

    def _connection(self, way: Relay | None) -> IceConnection:
        is_controlling = self._is_offerer or (self._remote is not None and self._remote.is_lite)
        connection = IceConnection(
            self._names,
            is_controlling,
            self._on_datagram,
            lambda: self._lost(connection),
            hosts_towards(self._towards) if way is None else (),
            self._stun if way is None else None,
            way,
        )
        return connection

    def _lost(self, connection: IceConnection) -> None:
        if connection is self._current:
            self._on_lost()


def path_of(way: Relay | None) -> MediaPath:
    """Name a way for the reports."""
    return way.path if way is not None else MediaPath.DIRECT
