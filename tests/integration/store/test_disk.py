"""The disk fails: full, read only, a flipped byte. Nothing half-written, nothing overwritten, nothing hidden."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from room_console.core.passes import Pass
from room_console.core.store.chain import Entry
from room_console.core.store.store import Store
from tests.helpers.logfail import LogWatch

BIG = 20_000


def entry(revision: int, size: int = 200) -> Entry:
    return Revision(revision), revision, b"%d:" % revision + os.urandom(size)


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow past `size` bytes: writing more fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "meeting.sqlite3"


async def fill(store: Store, first: int) -> int:
    """Append until the disk refuses; return the last revision that was acknowledged."""
    for revision in range(first, first + 1_000):
        try:
            await store.append([entry(revision, BIG)])
        except ConferenceError:
            return revision - 1
    raise AssertionError("the disk was never full")


async def try_a_full_disk(store: Store) -> int:
    """Fill the disk; nothing that fails leaves anything, tokens included. Return the last revision kept."""
    await store.append([entry(1)])
    before, last = 0, 1
    while last > before:
        before, last = last, await fill(store, last + 1)
        assert not store.is_writable
    with pytest.raises(ConferenceError):
        await store.put_pass(Pass(ParticipantId("anna"), b"t" * BIG, 1))
    assert [found[0] for found in store.read_journal()] == list(range(1, last + 1))
    assert await store.find_pass(b"t" * BIG) is None
    is_writable = store.is_writable
    assert not is_writable
    return last


async def carry_on(store: Store, path: Path, last: int) -> None:
    """With room again the same store goes on, without a hole, and reopens whole."""
    assert await store.find_pass(b"t" * BIG) is None
    await store.append([entry(last + 1, BIG)])
    assert store.is_writable
    await store.close()
    store = Store.open(path)
    assert [found[0] for found in store.read_journal()] == list(range(1, last + 2))
    await store.close()


async def test_a_file_that_may_not_grow(path: Path, expects_logs: LogWatch) -> None:
    expects_logs("meeting.sqlite3 is not writable")
    store = Store.open(path)
    with longest_file(400_000):
        last = await try_a_full_disk(store)
    await carry_on(store, path, last)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk(small_disk: Path, expects_logs: LogWatch) -> None:
    expects_logs("meeting.sqlite3 is not writable")
    path = small_disk / "meeting.sqlite3"
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_200_000))
    store = Store.open(path)
    last = await try_a_full_disk(store)
    ballast.unlink()
    await carry_on(store, path, last)


def content_of(path: Path) -> bytearray:
    return bytearray(path.read_bytes())


def overwrite(path: Path, content: bytearray) -> None:
    path.write_bytes(content)


async def journal_of(path: Path, count: int) -> list[Entry]:
    given = [entry(revision) for revision in range(1, count + 1)]
    store = Store.open(path)
    await store.append(given)
    await store.close()
    return given


@pytest.mark.parametrize("revision", [1, 150, 300])
async def test_a_flipped_byte_is_found_and_named(path: Path, revision: int) -> None:
    given = await journal_of(path, 300)
    content = content_of(path)
    content[content.index(given[revision - 1][2]) + 50] ^= 1
    overwrite(path, content)
    for _ in range(2):
        with pytest.raises(ConferenceError, match=f"damaged at revision {revision}$") as caught:
            Store.open(path)
        assert caught.value.code is ErrorCode.DISK
    assert content_of(path) == content


async def test_any_damaged_page_is_found_and_the_file_left_as_it_is(path: Path) -> None:
    await journal_of(path, 300)
    whole = content_of(path)
    for page in range(0, len(whole), 4096):
        content = bytearray(whole)
        content[page : page + 64] = bytes(64)
        overwrite(path, content)
        with pytest.raises(ConferenceError) as caught:
            Store.open(path)
        assert caught.value.code is ErrorCode.DISK
        assert content_of(path) == content


async def test_a_file_cut_short_is_found(path: Path) -> None:
    await journal_of(path, 300)
    cut = content_of(path)[:-5_000]
    overwrite(path, cut)
    with pytest.raises(ConferenceError) as caught:
        Store.open(path)
    assert caught.value.code is ErrorCode.DISK
    assert content_of(path) == cut
