"""Rows of the journal whose events were replaced because personal data in them were erased.

Such a row keeps its seal, on which the row behind it is built; what its event is now is sealed here, in a chain of its
own. So a byte that changes anywhere is still found, and nothing of what was erased is needed for that.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, Revision
from room_console.core.store.chain import FIRST_HASH, Entry, digest_of
from room_console.core.store.database import has_table

Rewrite = Callable[[bytes], bytes]
"""Returns an event as it is to be kept; the same bytes where nothing is to be erased of it."""

_OF_A_PERSON = ("passes", "reports")


def rewrite_journal(connection: sqlite3.Connection, rewrite: Rewrite) -> int:
    """Replace events, within the transaction that is open; return how many have changed."""
    changed = 0
    rows = connection.execute("SELECT revision, at_ms, event, hash FROM journal ORDER BY revision").fetchall()
    for revision, at_ms, event, seal_kept in rows:
        if (left := rewrite(event)) != event:
            connection.execute("UPDATE journal SET event = ? WHERE revision = ?", (left, revision))
            _seal(connection, (Revision(revision), at_ms, left), seal_kept)
            changed += 1
    return changed


def forget_person(connection: sqlite3.Connection, who: ParticipantId, kept: Iterable[str] = ()) -> None:
    """Delete what is kept of a person beside the journal, but for records of the kinds in `kept`.

    Within the transaction that is open.
    """
    for table in _OF_A_PERSON:
        connection.execute(f"DELETE FROM {table} WHERE participant = ?", (who,))
    kinds = tuple(kept)
    marks = ", ".join("?" * len(kinds))
    connection.execute(f"DELETE FROM records WHERE participant = ? AND kind NOT IN ({marks})", (who, *kinds))


def wipe(connection: sqlite3.Connection) -> None:
    """Leave nothing of what was deleted in the file or beside it; no transaction may be open."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def read_digests(connection: sqlite3.Connection) -> dict[Revision, bytes]:
    """Return by revision what replaced rows are recognised by, the newest counting; a file of before has none.

    Raises: ConferenceError(`disk`) where this chain is damaged; sqlite3.Error.
    """
    digests: dict[Revision, bytes] = {}
    previous = FIRST_HASH
    if not has_table(connection, "erasures"):
        return digests
    rows = connection.execute("SELECT number, revision, digest, hash FROM erasures ORDER BY number")
    for expected, (number, revision, digest, kept) in enumerate(rows, 1):
        previous = _seal_of(previous, number, revision, digest)
        if number != expected or previous != kept:
            raise ConferenceError(ErrorCode.DISK, f"the list of erasures is damaged at {expected}")
        digests[Revision(revision)] = digest
    return digests


def _seal(connection: sqlite3.Connection, entry: Entry, kept: bytes) -> None:
    last = connection.execute("SELECT number, hash FROM erasures ORDER BY number DESC LIMIT 1").fetchone()
    number, previous = last or (0, FIRST_HASH)
    digest = digest_of(entry, kept)
    sealed = _seal_of(previous, number + 1, entry[0], digest)
    connection.execute("INSERT INTO erasures VALUES (?, ?, ?, ?)", (number + 1, entry[0], digest, sealed))


def _seal_of(previous: bytes, number: int, revision: int, digest: bytes) -> bytes:
    return hashlib.sha256(previous + b"%d %d " % (number, revision) + digest).digest()
