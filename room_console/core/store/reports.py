"""Rows of readiness reports, within the transaction that is open: of each participant the newest few."""

import sqlite3
from typing import Final

from common.model.ids import ParticipantId

KEPT_REPORTS: Final = 10
"""Of one participant; an older one is forgotten."""


def put_report(connection: sqlite3.Connection, participant: ParticipantId, at_ms: int, report: bytes) -> int:
    """Keep a report; return its number, which is higher than that of every earlier one."""
    sql = "INSERT INTO reports (participant, at_ms, report) VALUES (?, ?, ?)"
    number = int(connection.execute(sql, (participant, at_ms, report)).lastrowid or 0)
    sql = """DELETE FROM reports WHERE participant = ? AND number NOT IN
        (SELECT number FROM reports WHERE participant = ? ORDER BY number DESC LIMIT ?)"""
    connection.execute(sql, (participant, participant, KEPT_REPORTS))
    return number


def newest_reports(connection: sqlite3.Connection) -> list[tuple[ParticipantId, int, bytes]]:
    """Return participant, number and report: of each participant the newest."""
    sql = "SELECT participant, max(number), report FROM reports GROUP BY participant"
    return [(ParticipantId(row[0]), row[1], row[2]) for row in connection.execute(sql)]


def reports_of(connection: sqlite3.Connection, participant: ParticipantId) -> list[bytes]:
    """Return a participant's reports, newest first."""
    sql = "SELECT report FROM reports WHERE participant = ? ORDER BY number DESC"
    return [row[0] for row in connection.execute(sql, (participant,))]
