"""One SQLite connection in one thread; whatever waits is committed together, and is durable before anyone is told."""

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from common.model.errors import ConferenceError, ErrorCode

_log = logging.getLogger(__name__)

MAX_WAITING: Final = 10_000
"""Works that may wait; the next one is refused."""
MAX_GROUP: Final = 200
"""Entries committed together: about 2 ms of writing, so that nobody waits long for the others."""
BUSY_TIMEOUT_S: Final = 5.0
"""How long another program may hold the file, to copy it."""

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    future: "asyncio.Future[Any] | Future[Any]"
    entries: int
    loop: asyncio.AbstractEventLoop | None
    """That of the future, which must be settled there; None for one that any thread may settle."""


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Tell whether a table is there: a file of an older version may not have it. Raises: sqlite3.Error."""
    sql = "SELECT count(*) FROM sqlite_schema WHERE name = ?"
    return bool(connection.execute(sql, (name,)).fetchone()[0])


def connect(path: Path, is_read_only: bool = False) -> sqlite3.Connection:
    """Open the file: WAL, every commit flushed to the disk before it returns. Raises: sqlite3.Error."""
    mode = "ro" if is_read_only else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    if not is_read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


class Database:
    """Runs works in the thread `store`, in the order they came, each wholly or not at all.

    Thread: any, for every method. A work must touch nothing but its connection. An awaiting that is cancelled does
    not undo its work.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._jobs: queue.Queue[_Job | None] = queue.Queue(MAX_WAITING)
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False
        self._closed: Future[None] = Future()
        self.is_writable = True
        """Whether the last write succeeded; the next one is tried in any case."""
        self._thread = threading.Thread(target=self._main, name="store", daemon=True)
        self._thread.start()

    async def run(self, work: Work[T], entries: int = 1) -> T:
        """Run a work that writes `entries` rows; durable when it returns.

        Raises: ConferenceError(`disk`), after which the work has left nothing behind; (`busy`) when too many wait.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, future, entries, loop))
        return await future

    def run_blocking(self, work: Work[T]) -> T:
        """Do as `run`, for a caller without a loop."""
        future: Future[T] = Future()
        self._put(_Job(work, future, 1, None))
        return future.result()

    def close(self) -> Future[None]:
        """Take no more works; the result is there when those that wait are done and the WAL is in the file."""
        if not self._is_closed:
            self._is_closed = True
            self._jobs.put(None)
        return self._closed

    def _put(self, job: _Job) -> None:
        if self._is_closed:
            raise ConferenceError(ErrorCode.DISK, "the store is closed")
        try:
            self._jobs.put_nowait(job)
        except queue.Full as error:
            raise ConferenceError(ErrorCode.BUSY, f"{MAX_WAITING} works wait for the disk") from error

    def _main(self) -> None:
        while (group := self._next_group()) is not None:
            self._carry_out(group)
        self._disconnect()
        self._closed.set_result(None)

    def _next_group(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        group, entries = [first], first.entries
        while entries < MAX_GROUP:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
            entries += job.entries
        return group

    def _carry_out(self, group: list[_Job]) -> None:
        try:
            outcomes = self._transact(group)
        except sqlite3.Error as error:
            self._failed(error)
            failure = ConferenceError(ErrorCode.DISK, f"{self._path}: {error}")
            outcomes = [failure] * len(group)
        _settle_group(group, outcomes)

    def _transact(self, group: list[_Job]) -> list[Any]:
        if self._connection is None:
            self._connection = connect(self._path)
        before = self._connection.total_changes
        self._connection.execute("BEGIN IMMEDIATE")
        outcomes = [_attempt(self._connection, job.work) for job in group]
        self._connection.execute("COMMIT")
        if self._connection.total_changes != before:
            self.is_writable = True
        return outcomes

    def _failed(self, error: sqlite3.Error) -> None:
        """Undo the group. The connection stays: on a full disk a new one could not even read."""
        if self.is_writable:
            _log.error("x %s is not writable: %s", self._path.name, error)
        self.is_writable = False
        try:
            if self._connection is not None and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._disconnect()

    def _disconnect(self) -> None:
        """Close; what was not committed is rolled back by that."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except sqlite3.Error as error:
            _log.warning("x %s did not close: %s", self._path.name, error)


def _attempt(connection: sqlite3.Connection, work: Work[Any]) -> Any:
    """Return what the work returns, or the exception that undid it. Raises: sqlite3.Error, which undoes the group."""
    connection.execute("SAVEPOINT work")
    try:
        outcome = work(connection)
    except sqlite3.Error:
        raise
    except Exception as error:
        connection.execute("ROLLBACK TO work")
        outcome = error
    connection.execute("RELEASE work")
    return outcome


def _settle_group(group: Sequence[_Job], outcomes: Sequence[Any]) -> None:
    """Wake each loop once, however many of its futures are settled."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, outcome in zip(group, outcomes, strict=True):
        if isinstance(job.future, asyncio.Future):
            assert job.loop is not None
            by_loop.setdefault(job.loop, []).append((job.future, outcome))
        elif job.future.set_running_or_notify_cancel():
            _settle(job.future, outcome)
    for loop, settled in by_loop.items():
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle_waiting, settled)


def _settle_waiting(settled: Sequence[tuple["asyncio.Future[Any]", Any]]) -> None:
    for future, outcome in settled:
        if not future.done():
            _settle(future, outcome)


def _settle(future: "asyncio.Future[Any] | Future[Any]", outcome: Any) -> None:
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
