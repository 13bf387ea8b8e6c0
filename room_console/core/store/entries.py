"""Rows of passes, within the transaction that is open."""

import sqlite3

from common.model.ids import ParticipantId
from room_console.core.passes import Pass


def put_pass(connection: sqlite3.Connection, new: Pass) -> None:
    """Keep a pass in the place of the participant's old one."""
    row = (new.participant, new.token_hash, new.expires_at_ms, int(new.is_local), new.device_hash)
    connection.execute("INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?, ?)", row)


def find_pass(connection: sqlite3.Connection, token_hash: bytes) -> Pass | None:
    """Find the pass of a token."""
    sql = "SELECT participant, token_hash, expires_at_ms, is_local, device_hash FROM passes WHERE token_hash = ?"
    row = connection.execute(sql, (token_hash,)).fetchone()
    return row and Pass(ParticipantId(row[0]), row[1], row[2], bool(row[3]), row[4])


def admit_device(connection: sqlite3.Connection, token_hash: bytes, device_hash: bytes) -> bool:
    """Bind a device to its token; False where the token is gone or taken."""
    sql = "UPDATE passes SET device_hash = ? WHERE token_hash = ? AND device_hash IS NULL"
    return connection.execute(sql, (device_hash, token_hash)).rowcount == 1
