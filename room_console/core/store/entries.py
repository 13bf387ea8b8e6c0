"""Rows of passes and codes, within the transaction that is open."""

import sqlite3

from common.model.ids import ParticipantId
from room_console.core.passes import OneTimeCode, Pass


def put_pass(connection: sqlite3.Connection, new: Pass) -> None:
    """Keep a pass in the place of the participant's old one; their code is gone with it."""
    connection.execute("DELETE FROM codes WHERE participant = ?", (new.participant,))
    row = (new.participant, new.token_hash, new.expires_at_ms, int(new.is_local), new.device_hash)
    connection.execute("INSERT OR REPLACE INTO passes VALUES (?, ?, ?, ?, ?)", row)


def find_pass(connection: sqlite3.Connection, token_hash: bytes) -> Pass | None:
    """Find the pass of a token."""
    sql = "SELECT participant, token_hash, expires_at_ms, is_local, device_hash FROM passes WHERE token_hash = ?"
    row = connection.execute(sql, (token_hash,)).fetchone()
    return row and Pass(ParticipantId(row[0]), row[1], row[2], bool(row[3]), row[4])


def admit_device(connection: sqlite3.Connection, token_hash: bytes, device_hash: bytes) -> bool:
    """Bind a device to its token and void the code, both or neither; False where the token is gone or taken."""
    sql = "UPDATE passes SET device_hash = ? WHERE token_hash = ? AND device_hash IS NULL RETURNING participant"
    row = connection.execute(sql, (device_hash, token_hash)).fetchone()
    if row is None:
        return False
    connection.execute("UPDATE codes SET code_hash = NULL WHERE participant = ?", row)
    return True


def put_code(connection: sqlite3.Connection, code: OneTimeCode) -> None:
    """Keep a code in the place of the participant's old one."""
    sent = " ".join(str(instant) for instant in code.sent_at_ms)
    row = (code.participant, code.device_hash, code.code_hash, code.made_at_ms, code.tries, sent)
    connection.execute("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?, ?, ?)", row)


def find_code(connection: sqlite3.Connection, participant: ParticipantId) -> OneTimeCode | None:
    """Find a participant's newest code."""
    sql = "SELECT device_hash, code_hash, made_at_ms, tries, sent_at_ms FROM codes WHERE participant = ?"
    row = connection.execute(sql, (participant,)).fetchone()
    if row is None:
        return None
    device_hash, code_hash, made_at_ms, tries, sent = row
    sent_at_ms = tuple(int(instant) for instant in sent.split())
    return OneTimeCode(participant, device_hash, code_hash, made_at_ms, tries, sent_at_ms)
