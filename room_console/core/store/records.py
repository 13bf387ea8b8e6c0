"""Rows of records, within the transaction that is open: what a desk keeps, one value for each key of its kind."""

import sqlite3
from collections.abc import Iterable, Sequence

from room_console.core.kept import Record
from room_console.core.store.database import has_table

__all__ = ["Record", "put", "read", "remove"]


def put(connection: sqlite3.Connection, kind: str, records: Iterable[Record]) -> None:
    """Keep records, each in the place of the one with its key."""
    rows = ((kind, record.key, record.participant, record.value) for record in records)
    connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", rows)


def remove(connection: sqlite3.Connection, kind: str, keys: Sequence[str]) -> None:
    """Forget the records of these keys; one that is not there is passed over."""
    connection.executemany("DELETE FROM records WHERE kind = ? AND key = ?", [(kind, key) for key in keys])


def remove_all(connection: sqlite3.Connection, kind: str) -> None:
    """Forget every record of a kind."""
    connection.execute("DELETE FROM records WHERE kind = ?", (kind,))


def read_of_any(connection: sqlite3.Connection, kind: str) -> list[Record]:
    """Return as `read` does, of a file of any version: of one of before there were records, none."""
    return read(connection, kind) if has_table(connection, "records") else []


def read(connection: sqlite3.Connection, kind: str) -> list[Record]:
    """Return all records of a kind, by key."""
    sql = "SELECT key, value, participant FROM records WHERE kind = ? ORDER BY key"
    return [Record(key, value, participant) for key, value, participant in connection.execute(sql, (kind,))]
