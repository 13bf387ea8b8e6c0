"""Rows of passes, within the transaction that is open."""

import sqlite3
from typing import Any, Final

from common.model.ids import ParticipantId
from room_console.core.passes import Pass

_SELECT: Final = "SELECT participant, token_hash, expires_at_ms, is_local, device_hash FROM passes"


def put_pass(connection: sqlite3.Connection, new: Pass) -> None:
    """Keep a pass in the place of the participant's old one."""
    row = (new.participant, new.token_hash, new.expires_at_ms, int(new.is_local), new.device_hash)
    connection.execute("INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?, ?)", row)


def find_pass(connection: sqlite3.Connection, token_hash: bytes) -> Pass | None:
    """Find the pass of a token."""
    row = connection.execute(f"{_SELECT} WHERE token_hash = ?", (token_hash,)).fetchone()
    return None if row is None else _pass_of(row)


def read_passes(connection: sqlite3.Connection, most: int) -> list[Pass]:
    """Return the passes that are kept, at most so many."""
    return [_pass_of(row) for row in connection.execute(f"{_SELECT} LIMIT ?", (most,))]


def admit_device(connection: sqlite3.Connection, token_hash: bytes, device_hash: bytes) -> bool:
    """Bind a device to its token; False where the token is gone or taken."""
    sql = "UPDATE passes SET device_hash = ? WHERE token_hash = ? AND device_hash IS NULL"
    return connection.execute(sql, (device_hash, token_hash)).rowcount == 1


def _pass_of(row: tuple[Any, ...]) -> Pass:
    return Pass(ParticipantId(row[0]), row[1], row[2], bool(row[3]), row[4])
