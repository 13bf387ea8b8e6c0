"""The desk makes backups by itself and on demand, and says why one could not be made."""

import asyncio
from pathlib import Path

import pytest

from common.aio.clock import SystemClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Role
from common.protocol.store import BackUpNow, GetStore, StoreStatus
from room_console.core.safekeeping.desk import SafekeepingDesk
from room_console.core.settings import StoreSettings
from tests.helpers.corestore import NotedConnection
from tests.helpers.keptstate import keep_meeting
from tests.helpers.logfail import LogWatch

OLGA = NotedConnection(ParticipantId("olga"), Role.OPERATOR)


def desk_of(state: Path, place: Path | None) -> SafekeepingDesk:
    settings = StoreSettings(backup_directory=str(place or ""), backup_every_s=3600, backups_kept=2)
    return SafekeepingDesk(settings, state, lambda: 7, lambda: True, SystemClock())


async def asked(desk: SafekeepingDesk, message: GetStore | BackUpNow) -> StoreStatus:
    status = await desk.answers[type(message)].handler(OLGA, message)
    assert isinstance(status, StoreStatus)
    return status


def test_it_is_for_operators() -> None:
    assert {answer.needs for answer in desk_of(Path(), None).answers.values()} == {Action.OPERATE}


async def test_a_backup_is_made_at_the_start(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    desk = desk_of(tmp_path / "state", tmp_path / "second")
    await desk.start()
    async with asyncio.timeout(60):
        while not (status := await asked(desk, GetStore(ref=1))).backups:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await desk.stop()
    assert status.journal_entries == 7
    assert status.database_bytes > 4096
    assert status.free_bytes > 0
    assert status.is_same_disk


async def test_a_backup_on_demand_and_a_place_that_takes_none(tmp_path: Path, expects_logs: LogWatch) -> None:
    expects_logs("no backup could be made")
    await keep_meeting(tmp_path / "state")
    desk = desk_of(tmp_path / "state", tmp_path / "second")
    assert len((await asked(desk, BackUpNow(ref=2))).backups) == 1
    (tmp_path / "file").write_text("in the way")
    desk = desk_of(tmp_path / "state", tmp_path / "file" / "second")
    with pytest.raises(ConferenceError) as caught:
        await asked(desk, BackUpNow(ref=3))
    assert caught.value.code is ErrorCode.DISK
    assert "file" in (await asked(desk, GetStore(ref=4))).fault


async def test_without_a_place_it_says_so(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, None)
    await desk.start()
    with pytest.raises(ConferenceError, match="backup_directory"):
        await asked(desk, BackUpNow(ref=5))
    await desk.stop()
