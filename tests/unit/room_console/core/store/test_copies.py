"""Before the schema goes forward a copy is kept; one can go back to it."""

import contextlib
import shutil
from pathlib import Path

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.store import journal
from room_console.core.store.copies import WAYS_BACK_KEPT, go_back, keep_way_back, verify_database, ways_back
from room_console.core.store.database import connect
from room_console.core.store.migrations import STEPS, migrate, read_version
from room_console.core.store.store import Store


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database of the first schema, with one entry."""
    path = tmp_path / "console.db"
    path.touch()
    with contextlib.closing(connect(path)) as connection:
        migrate(connection, STEPS[:1])
        connection.execute("BEGIN")
        journal.append(connection, [(Revision(1), 1, b"first")])
        connection.execute("COMMIT")
    return path


async def test_the_way_back_leads_to_the_schema_of_before(old: Path) -> None:
    store = Store.open(old)
    await store.append([(Revision(2), 2, b"second")])
    await store.close()
    aside, lost = go_back(old)
    assert lost == 1
    with contextlib.closing(connect(old, is_read_only=True)) as connection:
        assert read_version(connection) == 1
        assert journal.read(connection) == [(1, 1, b"first")]
    assert verify_database(aside) == 2
    with pytest.raises(ConferenceError) as caught:
        go_back(old)
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_what_a_killed_core_left_in_the_wal_stays_with_its_database(old: Path, tmp_path: Path) -> None:
    store = Store.open(old)
    await store.append([(Revision(2), 2, b"second")])
    killed = shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}-killed"))
    await store.close()
    path = killed / "console.db"
    assert path.with_name("console.db-wal").stat().st_size
    aside, lost = go_back(path)
    assert (lost, verify_database(path), verify_database(aside)) == (1, 1, 2)
    with contextlib.closing(connect(path)) as connection:
        assert read_version(connection) == 1


async def test_there_is_no_way_back_while_another_program_reads(old: Path) -> None:
    await Store.open(old).close()
    with contextlib.closing(connect(old)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM journal").fetchone()
        with pytest.raises(ConferenceError, match="locked"):
            go_back(old)
        assert verify_database(old) == 1
    assert len(ways_back(old)) == 1


async def test_no_copy_is_made_of_a_file_that_is_up_to_date(old: Path) -> None:
    await Store.open(old).close()
    assert len(ways_back(old)) == 1
    await Store.open(old).close()
    assert len(ways_back(old)) == 1


def test_only_the_newest_copies_are_kept(old: Path) -> None:
    for version in range(1, 6):
        keep_way_back(old, version)
    assert [path.name for path in ways_back(old)] == [f"console.db.schema{n}" for n in (5, 4, 3)]
    assert len(ways_back(old)) == WAYS_BACK_KEPT


def test_an_empty_or_foreign_file_is_no_database_of_ours(tmp_path: Path) -> None:
    for content in (b"", b"nonsense" * 100):
        (tmp_path / "console.db").write_bytes(content)
        with pytest.raises(ConferenceError) as caught:
            verify_database(tmp_path / "console.db")
        assert caught.value.code is ErrorCode.DISK
