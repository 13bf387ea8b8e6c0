"""The journal: append-only, numbered without holes, each row sealed by the SHA-256 of the one before and itself."""

import sqlite3
from collections.abc import Iterator, Sequence

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.store.chain import FIRST_HASH, Entry, digest_of, seal
from room_console.core.store.erasures import read_digests


def append(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Write entries behind the last one, within the transaction that is open.

    Raises: ConferenceError(`disk`) where they do not follow it: what came before them was not kept.
    """
    last = connection.execute("SELECT revision, hash FROM journal ORDER BY revision DESC LIMIT 1").fetchone()
    revision, previous = last or (0, FIRST_HASH)
    rows = []
    for entry in entries:
        if entry[0] != revision + 1:
            detail = f"revision {entry[0]} cannot follow {revision}: what came between was not kept"
            raise ConferenceError(ErrorCode.DISK, detail)
        revision, previous = entry[0], seal(previous, entry)
        rows.append((*entry, previous))
    connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?)", rows)


def read(connection: sqlite3.Connection) -> list[Entry]:
    """Return every entry in order, verified.

    Raises: ConferenceError(`disk`) naming the first bad revision.
    """
    return list(_verified(connection))


def verify(connection: sqlite3.Connection) -> Revision:
    """Check the whole chain; return the last revision, 0 for none.

    Raises: ConferenceError(`disk`) naming the first bad revision.
    """
    last = Revision(0)
    for entry in _verified(connection):
        last = entry[0]
    return last


def _verified(connection: sqlite3.Connection) -> Iterator[Entry]:
    """Yield entries as far as they are whole. One that was erased keeps its seal, and is recognised by its digest."""
    erased = read_digests(connection)
    expected, previous = 1, FIRST_HASH
    rows = connection.execute("SELECT revision, at_ms, event, hash FROM journal ORDER BY revision")
    while True:
        try:
            row = rows.fetchone()
        except sqlite3.DatabaseError as error:
            raise ConferenceError(ErrorCode.DISK, f"the journal is damaged at revision {expected}: {error}") from error
        if row is None:
            return
        revision, at_ms, event, kept = row
        entry = (Revision(revision), at_ms, event)
        try:
            digest = erased.get(entry[0])
            is_whole = seal(previous, entry) == kept if digest is None else digest_of(entry, kept) == digest
        except TypeError:
            is_whole = False
        if revision != expected or not is_whole:
            raise ConferenceError(ErrorCode.DISK, f"the journal is damaged at revision {expected}")
        yield entry
        expected, previous = expected + 1, kept
