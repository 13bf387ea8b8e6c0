"""Works run in order, grouped, each wholly or not at all; the disk's faults reach those who wait and nobody else."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.store import database
from room_console.core.store.database import Database
from room_console.core.store.files import make_private
from tests.helpers.logfail import LogWatch


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "kept.sqlite3"
    make_private(path)
    made = Database(path)
    made.run_blocking(lambda c: c.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)"))
    yield made
    made.close().result(10)


def insert(number: int) -> database.Work[int]:
    def work(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO t VALUES (?)", (number,))
        return number

    return work


def rows(kept: Database) -> list[int]:
    return [row[0] for row in kept.run_blocking(lambda c: c.execute("SELECT a FROM t ORDER BY a").fetchall())]


class Gate:
    """Holds the store's thread inside a work until it is opened."""

    def __init__(self) -> None:
        self.is_held: Future[None] = Future()
        self.opened = threading.Event()

    def __call__(self, connection: sqlite3.Connection) -> None:
        self.is_held.set_result(None)
        assert self.opened.wait(10)


async def held(kept: Database) -> tuple[Gate, asyncio.Future[None]]:
    gate = Gate()
    waiting = spawn(kept.run(gate), "gate", TaskOwner("test"))
    await asyncio.wrap_future(gate.is_held)
    return gate, waiting


async def test_what_waits_is_committed_together(kept: Database) -> None:
    commits: list[str] = []
    kept.run_blocking(lambda c: c.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None))
    gate, waiting = await held(kept)
    commits.clear()
    results = asyncio.gather(*(kept.run(insert(n)) for n in range(100)))
    await asyncio.sleep(0)
    gate.opened.set()
    assert await results == list(range(100))
    await waiting
    assert len(commits) == 2


async def test_a_work_that_refuses_undoes_only_itself(kept: Database) -> None:
    def refuse(connection: sqlite3.Connection) -> None:
        insert(50)(connection)
        raise ConferenceError(ErrorCode.LIMIT)

    gate, waiting = await held(kept)
    results = asyncio.gather(kept.run(insert(1)), kept.run(refuse), kept.run(insert(2)), return_exceptions=True)
    await asyncio.sleep(0)
    gate.opened.set()
    first, refused, second = await results
    await waiting
    assert (first, second) == (1, 2)
    assert isinstance(refused, ConferenceError)
    assert refused.code is ErrorCode.LIMIT
    assert rows(kept) == [1, 2]
    assert kept.is_writable


async def test_a_fault_of_the_disk_undoes_the_group_and_is_tried_again(kept: Database, expects_logs: LogWatch) -> None:
    expects_logs("ERROR .*kept.sqlite3 is not writable: database or disk is full")

    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    gate, waiting = await held(kept)
    results = asyncio.gather(kept.run(insert(1)), kept.run(full), return_exceptions=True)
    await asyncio.sleep(0)
    gate.opened.set()
    failures = await results
    await waiting
    assert [e.code for e in failures if isinstance(e, ConferenceError)] == [ErrorCode.DISK, ErrorCode.DISK]
    was_writable = kept.is_writable
    assert not was_writable
    assert await kept.run(insert(3)) == 3
    assert kept.is_writable
    assert rows(kept) == [3]


async def test_too_many_waiting_are_refused(kept: Database) -> None:
    gate, waiting = await held(kept)
    kept._jobs.maxsize = 2
    results = asyncio.gather(*(kept.run(insert(n)) for n in range(4)), return_exceptions=True)
    await asyncio.sleep(0)
    gate.opened.set()
    outcomes = await results
    await waiting
    assert outcomes[:2] == [0, 1]
    assert all(isinstance(o, ConferenceError) and o.code is ErrorCode.BUSY for o in outcomes[2:])


async def test_a_cancelled_wait_does_not_stop_the_thread(kept: Database) -> None:
    gate, waiting = await held(kept)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.opened.set()
    assert await kept.run(insert(9)) == 9


async def test_closing_finishes_what_waits_and_then_refuses(kept: Database) -> None:
    gate, waiting = await held(kept)
    result = spawn(kept.run(insert(7)), "insert", TaskOwner("test"))
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.wrap_future(kept.close())
    assert await result == 7
    await waiting
    with pytest.raises(ConferenceError, match="closed"):
        await kept.run(insert(8))
