"""The desk makes backups by itself and on demand, and says why one could not be made."""

import asyncio
import errno
import threading
from pathlib import Path

import pytest

from common.aio.clock import SystemClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Role
from common.protocol.store import BackUpNow, GetStore, StoreStatus
from room_console.core.safekeeping import desk as desk_module
from room_console.core.safekeeping.desk import SafekeepingDesk, Seen
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


async def test_a_place_that_does_not_answer_holds_one_thread_and_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, looks = threading.Event(), []

    def hang(state: Path, place: Path) -> Seen:
        looks.append(place)
        answers.wait(30)
        return Seen(is_same_disk=True)

    monkeypatch.setattr(desk_module, "look_at", hang)
    monkeypatch.setattr(desk_module, "LOOK_S", 0.01)
    desk = desk_of(tmp_path, tmp_path / "second")
    for ref in range(9):
        assert "does not answer" in (await asked(desk, GetStore(ref=ref))).fault
    assert len(looks) == 1
    answers.set()
    monkeypatch.setattr(desk_module, "LOOK_S", 10.0)
    status = await asked(desk, GetStore(ref=9))
    assert (status.fault, status.is_same_disk) == ("", True)
    await desk.stop()


async def test_a_place_that_fails_to_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(state: Path, place: Path) -> Seen:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(desk_module, "look_at", broken)
    desk = desk_of(tmp_path, tmp_path / "second")
    assert "Input/output error" in (await asked(desk, GetStore(ref=1))).fault
    await desk.stop()
