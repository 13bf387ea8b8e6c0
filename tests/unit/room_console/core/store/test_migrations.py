"""The schema goes forward only, wholly or not at all."""

import sqlite3

import pytest

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.store.migrations import STEPS, migrate, read_version


@pytest.fixture
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_an_empty_file_gets_the_newest_schema(connection: sqlite3.Connection) -> None:
    migrate(connection)
    assert read_version(connection) == len(STEPS)
    migrate(connection)
    assert read_version(connection) == len(STEPS)


def test_only_the_steps_that_lack_are_made(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("INSERT INTO journal VALUES (1, 2, x'03', x'04')")
    migrate(connection, [*STEPS, ["ALTER TABLE journal ADD COLUMN by TEXT"]])
    assert connection.execute("SELECT * FROM journal").fetchall() == [(1, 2, b"\3", b"\4", None)]


def test_a_step_that_fails_leaves_the_file_as_it_was(connection: sqlite3.Connection) -> None:
    migrate(connection)
    with pytest.raises(sqlite3.Error):
        migrate(connection, [*STEPS, ["CREATE TABLE more (a INTEGER)", "CREATE NONSENSE"]])
    assert read_version(connection) == len(STEPS)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'more'").fetchone() == (0,)


def test_a_newer_schema_is_refused(connection: sqlite3.Connection) -> None:
    migrate(connection, [*STEPS, ["CREATE TABLE later (a INTEGER)"]])
    with pytest.raises(ConferenceError, match="newer console") as caught:
        migrate(connection)
    assert caught.value.code is ErrorCode.VERSION


def test_another_programs_database_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE theirs (a INTEGER)")
    with pytest.raises(ConferenceError, match="another program"):
        migrate(connection)


def test_a_file_of_the_first_version_gets_reports_and_keeps_its_journal(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS[:1])
    connection.execute("INSERT INTO journal VALUES (1, 2, x'03', x'04')")
    migrate(connection)
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)


def test_codes_of_before_are_dropped_and_nothing_else(connection: sqlite3.Connection) -> None:
    migrate(connection, STEPS[:3])
    connection.execute("INSERT INTO codes VALUES ('anna', x'01', x'02', 3, 4, '5')")
    connection.execute("INSERT INTO passes VALUES ('anna', x'01', 2, 0, NULL)")
    migrate(connection)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert {"journal", "passes", "reports", "records", "erasures"} <= tables
    assert "codes" not in tables
    assert connection.execute("SELECT count(*) FROM passes").fetchone() == (1,)


def test_a_journal_of_before_the_debate_is_opened_and_no_console_of_before_it_opens_it_then(
    connection: sqlite3.Connection,
) -> None:
    before = STEPS[:4]
    migrate(connection, before)
    connection.execute("INSERT INTO journal VALUES (1, 2, x'03', x'04')")
    migrate(connection)
    assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    with pytest.raises(ConferenceError, match="newer console") as caught:
        migrate(connection, before)
    assert caught.value.code is ErrorCode.VERSION
