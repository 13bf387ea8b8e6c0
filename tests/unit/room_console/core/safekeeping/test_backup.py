"""Backups are complete, each on its own, and nothing half is taken for one."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.safekeeping.backup import make_backup, restore_backup
from room_console.core.safekeeping.place import list_backups
from room_console.core.store.files import DATABASE, LOCK_FILE
from room_console.core.store.records import Record
from room_console.core.store.store import Store
from tests.helpers.keptstate import keep_meeting


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_a_backup_has_all_but_logs_mails_and_links(tmp_path: Path) -> None:
    last = await keep_meeting(tmp_path / "state")
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=3)
    assert made.revision == last
    assert names(made.path) == {DATABASE, "secret", "documents/1"}
    assert list_backups(tmp_path / "second")[0].path == made.path
    if os.name != "nt":
        assert made.path.stat().st_mode & 0o077 == 0


async def test_a_backup_is_made_while_the_store_is_written_to(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    store = Store.open(tmp_path / "state" / DATABASE)
    await store.put_records("slot", [Record("1", b"1")])
    made = make_backup(tmp_path / "state", tmp_path / "state" / "backups", keep=3)
    await store.put_records("slot", [Record("2", b"2")])
    await store.close()
    restore_backup(made.path, tmp_path / "again")
    again = Store.open(tmp_path / "again" / DATABASE)
    assert await again.read_records("slot") == [Record("1", b"1")]
    await again.close()


async def test_the_oldest_goes_and_what_has_not_changed_is_kept_once(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    made = [make_backup(tmp_path / "state", tmp_path / "second", keep=2) for _ in range(3)]
    assert [backup.path for backup in list_backups(tmp_path / "second")] == [made[2].path, made[1].path]
    if os.name != "nt":
        assert (made[2].path / "documents" / "1").samefile(made[1].path / "documents" / "1")


async def test_a_backup_of_a_damaged_journal_is_none(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    database = tmp_path / "state" / DATABASE
    content = database.read_bytes()
    at = content.index(b"Boris Antonov")
    database.write_bytes(content[:at] + b"b" + content[at + 1 :])
    with pytest.raises(ConferenceError, match="damaged at revision 2"):
        make_backup(tmp_path / "state", tmp_path / "second", keep=2)
    assert list((tmp_path / "second").iterdir()) == []


async def test_what_was_restored_opens_with_all_that_was_kept(tmp_path: Path) -> None:
    last = await keep_meeting(tmp_path / "state")
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=2)
    shutil.rmtree(tmp_path / "state")
    assert restore_backup(made.path, tmp_path / "state") == last
    store = Store.open(tmp_path / "state" / DATABASE)
    assert len(store.read_journal()) == last
    await store.close()
    assert (tmp_path / "state" / "documents" / "1").read_bytes() == b"a statement"


async def test_nothing_is_restored_over_what_is_there(tmp_path: Path) -> None:
    await keep_meeting(tmp_path / "state")
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=2)
    with pytest.raises(ConferenceError) as caught:
        restore_backup(made.path, tmp_path / "state")
    assert caught.value.code is ErrorCode.ALREADY
    with pytest.raises(ConferenceError) as caught:
        restore_backup(tmp_path, tmp_path / "new")
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_a_restoring_that_finds_the_disk_full_leaves_nothing_and_may_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep_meeting(tmp_path / "state")
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=2)
    copied: list[object] = []
    copy = shutil.copy2

    def full(source: Path, target: Path) -> object:
        copied.append(target)
        if len(copied) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, target)

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(ConferenceError, match="No space left"):
        restore_backup(made.path, tmp_path / "again")
    assert names(tmp_path / "again") == {LOCK_FILE}
    assert restore_backup(made.path, tmp_path / "again") == made.revision


async def test_a_document_that_is_removed_meanwhile_costs_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep_meeting(tmp_path / "state")
    copy = shutil.copy2

    def removed(source: Path, target: Path) -> object:
        if source.name == "1":
            source.unlink()
        return copy(source, target)

    monkeypatch.setattr(shutil, "copy2", removed)
    made = make_backup(tmp_path / "state", tmp_path / "second", keep=2)
    assert names(made.path) == {DATABASE, "secret"}


def test_there_is_nothing_to_back_up_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(ConferenceError) as caught:
        make_backup(tmp_path, tmp_path / "second", keep=1)
    assert caught.value.code is ErrorCode.NOT_FOUND
