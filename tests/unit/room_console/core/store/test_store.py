"""The store opens what is whole, refuses what is not, and lets one core in."""

import asyncio
import stat
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from room_console.core.passes import Pass
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

ANNA = ParticipantId("anna")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "meeting.sqlite3"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    store = Store.open(path)
    await store.append([(Revision(1), 10, b"a"), (Revision(2), 20, b"b")])
    await store.put_pass(Pass(ANNA, b"token", 99, is_local=True))
    await store.close()
    store = Store.open(path)
    assert store.read_journal() == [(1, 10, b"a"), (2, 20, b"b")]
    assert await store.find_pass(b"token") == Pass(ANNA, b"token", 99, is_local=True)
    await store.close()


async def test_who_returns_after_a_restart_asks_the_disk_for_nothing(path: Path) -> None:
    store = Store.open(path)
    await store.put_pass(Pass(ANNA, b"token", 99))
    assert await store.admit_device(b"token", b"device")
    await store.close()
    store = Store.open(path)
    await store.close()
    assert await store.find_pass(b"token") == Pass(ANNA, b"token", 99, device_hash=b"device")
    with pytest.raises(ConferenceError):
        await store.find_pass(b"unknown")


async def test_a_device_is_admitted_once(path: Path) -> None:
    store = Store.open(path)
    await store.put_pass(Pass(ANNA, b"token", 99))
    assert await store.admit_device(b"token", b"device")
    assert not await store.admit_device(b"token", b"other")
    assert not await store.admit_device(b"unknown", b"other")
    found = await store.find_pass(b"token")
    assert found is not None
    assert found.device_hash == b"device"
    await store.close()


async def test_a_new_pass_voids_token_and_device(path: Path) -> None:
    store = Store.open(path)
    await store.put_pass(Pass(ANNA, b"old", 99))
    await store.admit_device(b"old", b"device")
    await store.put_pass(Pass(ANNA, b"new", 99))
    assert await store.find_pass(b"old") is None
    assert await store.find_pass(b"new") == Pass(ANNA, b"new", 99)
    await store.close()


async def test_pipelined_appends_keep_their_order(path: Path) -> None:
    store = Store.open(path)
    await asyncio.gather(*(store.append([(Revision(n), n, b"%d" % n)]) for n in range(1, 501)))
    assert [entry[0] for entry in store.read_journal()] == list(range(1, 501))
    await store.close()


async def test_only_the_owner_may_read(path: Path) -> None:
    store = Store.open(path)
    ensure_secret(path.parent)
    await store.append([(Revision(1), 1, b"x")])
    assert mode(path.parent) == 0o700
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}
    await store.close()


async def test_a_second_core_is_told_who_is_there(path: Path) -> None:
    store = Store.open(path)
    with pytest.raises(ConferenceError, match=r"in use by process \d+") as caught:
        Store.open(path)
    assert caught.value.code is ErrorCode.BUSY
    await store.close()
    await Store.open(path).close()


@pytest.mark.parametrize("content", [b"not a database, but long enough to have a header" * 9, b"SQLite format 3\0"])
def test_a_file_that_is_no_database_stays_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for _ in range(2):
        with pytest.raises(ConferenceError) as caught:
            Store.open(path)
        assert caught.value.code is ErrorCode.DISK
    assert path.read_bytes() == content


def test_a_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConferenceError, match="file") as caught:
        Store.open(tmp_path / "file" / "meeting.sqlite3")
    assert caught.value.code is ErrorCode.DISK


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    first = ensure_secret(tmp_path)
    assert len(first) == 32
    assert ensure_secret(tmp_path) == first
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(ConferenceError, match="32 bytes"):
        ensure_secret(tmp_path)
