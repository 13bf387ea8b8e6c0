"""What is erased is gone from the file, and a byte that changes is found all the same."""

import sqlite3
from pathlib import Path

import pytest

from common.model.errors import ConferenceError
from common.model.ids import ParticipantId, Revision
from room_console.core.store import erasures, journal
from room_console.core.store.database import connect
from room_console.core.store.migrations import migrate
from room_console.core.store.records import Record, put, read

ENTRIES = [(Revision(n), n * 10, b"event %d of anna" % n if n % 2 else b"event %d" % n) for n in range(1, 8)]


def forgetful(event: bytes) -> bytes:
    return event.replace(b"anna", b"erased")


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    (tmp_path / "console.db").touch()
    opened = connect(tmp_path / "console.db")
    migrate(opened)
    opened.execute("BEGIN")
    journal.append(opened, ENTRIES)
    opened.execute("COMMIT")
    return opened


def erase(connection: sqlite3.Connection) -> int:
    connection.execute("BEGIN IMMEDIATE")
    changed = erasures.rewrite_journal(connection, forgetful)
    connection.execute("COMMIT")
    return changed


def test_the_journal_is_whole_after_an_erasure_and_goes_on(connection: sqlite3.Connection) -> None:
    assert erase(connection) == 4
    journal.append(connection, [(Revision(8), 80, b"later")])
    assert [event for _, _, event in journal.read(connection)] == [
        *(forgetful(event) for _, _, event in ENTRIES),
        b"later",
    ]
    connection.close()


def test_nothing_is_left_to_erase_the_second_time(connection: sqlite3.Connection) -> None:
    erase(connection)
    assert erase(connection) == 0
    connection.close()


@pytest.mark.parametrize("revision", range(1, 8))
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET event = CAST(event || ' ' AS BLOB) WHERE revision = ?",
        "UPDATE journal SET at_ms = at_ms + 1 WHERE revision = ?",
        "UPDATE journal SET hash = zeroblob(32) WHERE revision = ?",
        "DELETE FROM journal WHERE revision = ? AND revision < 7",
        "UPDATE erasures SET digest = zeroblob(32) WHERE revision = ?",
        "UPDATE erasures SET revision = revision + 1 WHERE revision = ?",
    ],
)
def test_a_change_anywhere_is_found(connection: sqlite3.Connection, change: str, revision: int) -> None:
    erase(connection)
    if connection.execute(change, (revision,)).rowcount:
        with pytest.raises(ConferenceError, match="damaged"):
            journal.verify(connection)
    else:
        assert journal.verify(connection) == 7
    connection.close()


def test_nothing_of_it_is_left_in_the_file(connection: sqlite3.Connection, tmp_path: Path) -> None:
    put(connection, "invitation", [Record("1", b"anna was here", ParticipantId("anna")), Record("2", b"boris")])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("BEGIN IMMEDIATE")
    erasures.rewrite_journal(connection, forgetful)
    erasures.forget_person(connection, ParticipantId("anna"))
    connection.execute("COMMIT")
    erasures.wipe(connection)
    assert read(connection, "invitation") == [Record("2", b"boris")]
    connection.close()
    for path in tmp_path.iterdir():
        assert b"anna" not in path.read_bytes()
