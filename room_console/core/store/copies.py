"""Whole copies of the database file: made while it is written to, verified before they count."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.store import journal
from room_console.core.store.database import connect
from room_console.core.store.files import make_private, sync_directory
from room_console.core.store.migrations import read_version

WAYS_BACK_KEPT = 3
"""Copies from before a change of the schema."""


def copy_database(source: Path, target: Path) -> Revision:
    """Copy a database as it is at this moment, whoever writes to it; return its last revision.

    `target` is there as a whole, verified and flushed to the disk, or not at all. Blocks; of `source` nothing is locked
    that its writer needs (a reader of the WAL). Raises: ConferenceError(`disk`, `version`).
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        make_private(partial)
        with (
            contextlib.closing(connect(source, is_read_only=True)) as reader,
            contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as writer,
        ):
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode = DELETE")
        last = verify_database(partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
        sync_directory(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise ConferenceError(ErrorCode.DISK, f"{target} could not be written: {error}") from error
    finally:
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            left.unlink(missing_ok=True)
    return last


def verify_database(path: Path) -> Revision:
    """Check every page and the whole journal; return its last revision. Raises: ConferenceError(`disk`, `version`)."""
    try:
        with contextlib.closing(connect(path, is_read_only=True)) as connection:
            if read_version(connection) == 0:
                raise ConferenceError(ErrorCode.DISK, f"{path} is empty")
            last = journal.verify(connection)
            check_pages(connection)
    except sqlite3.Error as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error}") from error
    return last


def check_pages(connection: sqlite3.Connection) -> None:
    """Let SQLite check its pages. Raises: ConferenceError(`disk`); sqlite3.Error."""
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise ConferenceError(ErrorCode.DISK, f"the database is damaged: {found}")


def keep_way_back(path: Path, version: int) -> Path:
    """Copy a database whose schema is about to be brought forward from `version`. Raises: ConferenceError(`disk`)."""
    kept = path.with_name(f"{path.name}.schema{version}")
    copy_database(path, kept)
    for old in ways_back(path)[WAYS_BACK_KEPT:]:
        old.unlink(missing_ok=True)
    return kept


def ways_back(path: Path) -> list[Path]:
    """List the copies from before a change of the schema, the one of the newest schema first."""
    found = [(int(number), p) for p in path.parent.glob(f"{path.name}.schema*") if (number := p.suffix[7:]).isdigit()]
    return [p for _, p in sorted(found, reverse=True)]


def go_back(path: Path) -> tuple[Path, int]:
    """Put the newest copy from before a change of the schema in the place of the database, which nobody has open.

    Return where the database of until now lies, and how many revisions of it are not in the copy.
    Raises: ConferenceError(`not_found`, `disk`).
    """
    copies = ways_back(path)
    if not copies:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"there is no copy from before a change of the schema of {path}")
    lost = verify_database(path) - verify_database(copies[0])
    aside = path.with_name(f"{path.name}.newer")
    try:
        _take_in_wal(path)
        aside.unlink(missing_ok=True)
        _keep_aside(path, aside)
        copies[0].replace(path)
        sync_directory(path.parent)
    except (sqlite3.Error, OSError) as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error}") from error
    return aside, lost


def _take_in_wal(path: Path) -> None:
    """Bring what a killed core left in the WAL into the file: SQLite would play it into whatever has that name next.

    Raises: sqlite3.Error, where another program reads the file.
    """
    with contextlib.closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _keep_aside(path: Path, aside: Path) -> None:
    """Have the file under a second name, so that at no instant there is none under the first."""
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
