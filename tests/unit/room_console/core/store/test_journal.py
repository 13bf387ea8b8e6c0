"""The journal keeps what it was given, in order, and notices every change made behind its back."""

import sqlite3

import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.store import journal
from room_console.core.store.chain import FIRST_HASH, Entry, seal
from room_console.core.store.migrations import migrate


def entry(revision: int, event: bytes = b"event") -> Entry:
    return Revision(revision), 1_000 + revision, event


@pytest.fixture
def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made)
    return made


def test_reads_back_what_was_appended(connection: sqlite3.Connection) -> None:
    given = [entry(1, b"a"), entry(2, b""), entry(3, bytes(range(256)))]
    journal.append(connection, given[:1])
    journal.append(connection, given[1:])
    assert journal.read(connection) == given
    assert journal.verify(connection) == 3


def test_an_empty_journal_is_whole(connection: sqlite3.Connection) -> None:
    assert journal.verify(connection) == 0


@pytest.mark.parametrize("numbers", [[2], [1, 3], [1, 1], [0], [2, 1]])
def test_refuses_a_hole_and_writes_nothing(connection: sqlite3.Connection, numbers: list[int]) -> None:
    with pytest.raises(ConferenceError) as caught:
        journal.append(connection, [entry(number) for number in numbers])
    assert caught.value.code is ErrorCode.DISK
    assert journal.read(connection) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET event = x'00' WHERE revision = 3",
        "UPDATE journal SET at_ms = at_ms + 1 WHERE revision = 3",
        "UPDATE journal SET hash = zeroblob(32) WHERE revision = 3",
        "DELETE FROM journal WHERE revision = 3",
    ],
)
def test_names_the_first_bad_revision(connection: sqlite3.Connection, damage: str) -> None:
    journal.append(connection, [entry(number) for number in range(1, 6)])
    connection.execute(damage)
    with pytest.raises(ConferenceError, match="damaged at revision 3") as caught:
        journal.verify(connection)
    assert caught.value.code is ErrorCode.DISK


def test_a_row_sealed_anew_breaks_the_next(connection: sqlite3.Connection) -> None:
    journal.append(connection, [entry(number) for number in range(1, 4)])
    first = connection.execute("SELECT hash FROM journal WHERE revision = 1").fetchone()[0]
    forged = seal(first, entry(2, b"forged"))
    connection.execute("UPDATE journal SET event = ?, hash = ? WHERE revision = 2", (b"forged", forged))
    with pytest.raises(ConferenceError, match="damaged at revision 3"):
        journal.verify(connection)


def test_fields_cannot_be_shifted_into_each_other() -> None:
    same = {
        seal(FIRST_HASH, (Revision(1), 23, b"4 x")),
        seal(FIRST_HASH, (Revision(12), 3, b"4 x")),
        seal(FIRST_HASH, (Revision(1), 2, b"34 x")),
    }
    assert len(same) == 3
