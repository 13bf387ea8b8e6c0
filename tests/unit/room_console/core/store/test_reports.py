"""Reports on disk: the newest few of each participant, in order, and there after a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from common.model.ids import ParticipantId
from room_console.core.store.reports import KEPT_REPORTS
from room_console.core.store.store import Store

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store.open(tmp_path / "console.db")
    yield opened
    await opened.close()


async def test_the_newest_few_are_kept_and_an_older_one_makes_room(store: Store) -> None:
    await store.put_report(BORIS, 1, b"boris")
    for n in range(KEPT_REPORTS + 3):
        await store.put_report(ANNA, n, b"%d" % n)
    kept = [b"%d" % n for n in range(KEPT_REPORTS + 2, 2, -1)]
    assert await store.reports_of(ANNA) == kept
    assert await store.reports_of(BORIS) == [b"boris"]


async def test_the_newest_of_each_with_a_number_that_grows(store: Store) -> None:
    numbers = [await store.put_report(who, 5, who.encode() + b"%d" % n) for n in (1, 2) for who in (ANNA, BORIS)]
    assert numbers == sorted(set(numbers))
    newest = {who: (number, data) for who, number, data in await store.newest_reports()}
    assert newest == {ANNA: (numbers[2], b"anna2"), BORIS: (numbers[3], b"boris2")}


async def test_they_are_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "again.db"
    first = Store.open(path)
    await first.put_report(ANNA, 1, b"one")
    await first.close()
    second = Store.open(path)
    assert await second.reports_of(ANNA) == [b"one"]
    await second.close()


async def test_nobody_has_reported(store: Store) -> None:
    assert await store.newest_reports() == []
    assert await store.reports_of(ANNA) == []
