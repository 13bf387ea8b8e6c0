"""Backups: the whole state directory in a second place, each complete on its own.

A file that has not changed since the backup before is linked, not copied, where the second place can do that.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.safekeeping.place import (
    APART_FILE,
    PARTIAL,
    STAMP,
    Backup,
    check_place,
    clear_halves,
    list_backups,
    partial_path,
)
from room_console.core.store.copies import copy_database, verify_database
from room_console.core.store.files import DATABASE, LOCK_FILE, DirectoryLock, make_directory, sync_directory

LEFT_OUT: Final = (
    f"{DATABASE}*",
    LOCK_FILE,
    "core.log*",
    "operator.link",
    "outbox",
    "lists",
    APART_FILE,
    "*.new",
    f"*{PARTIAL}",
)
"""The database is copied apart; what is not kept are logs, mails that hold codes, lists that were
made, and what belongs to a running core."""


def make_backup(state: Path, place: Path, keep: int) -> Backup:
    """Copy a state directory, whose core may be running, into a new directory of `place`; keep its newest `keep`.

    The database comes first, so that every file it speaks of is there. Those of other meetings are left alone. Blocks.
    Raises: ConferenceError(`disk`, `not_found`), and `place` has no half a backup.
    """
    if not (state / DATABASE).is_file():
        raise ConferenceError(ErrorCode.NOT_FOUND, f"{state} holds no {DATABASE}")
    state, place = state.resolve(), place.resolve()
    now = datetime.now(UTC)
    target = place / now.strftime(STAMP)
    partial = partial_path(target)
    try:
        check_place(state, place)
        make_directory(place)
        clear_halves(place)
        older = list_backups(place, state)
        partial.mkdir(mode=0o700)
        revision = copy_database(state / DATABASE, partial / DATABASE)
        for source in _files(state, place):
            inner = source.relative_to(state)
            try:
                _copy(source, partial / inner, older[0].path / inner if older else None)
            except FileNotFoundError:
                if source.exists():
                    raise
        partial.replace(target)
        sync_directory(place)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{target}: {error.strerror}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    for old in list_backups(place, state)[keep:]:
        shutil.rmtree(old.path, ignore_errors=True)
    return Backup(target, int(now.timestamp() * 1000), revision)


def restore_backup(backup: Path, state: Path) -> Revision:
    """Make a state directory of a backup; return the journal's last revision.

    The directory must be empty or missing.
    Raises: ConferenceError(`disk`, `not_found`, `already`, `version`), and it is empty again.
    """
    if not (backup / DATABASE).is_file():
        raise ConferenceError(ErrorCode.NOT_FOUND, f"{backup} is no backup: it holds no {DATABASE}")
    if state.is_dir() and any(path.name != LOCK_FILE for path in state.iterdir()):
        raise ConferenceError(ErrorCode.ALREADY, f"{state} is not empty: move it away first")
    verify_database(backup / DATABASE)
    lock = DirectoryLock(state)
    try:
        for source in _files(backup, None):
            _copy(source, state / source.relative_to(backup), None)
        return copy_database(backup / DATABASE, state / DATABASE)
    except (OSError, ConferenceError) as error:
        _empty(state)
        if isinstance(error, ConferenceError):
            raise
        raise ConferenceError(ErrorCode.DISK, f"{state}: {error.strerror}") from error
    finally:
        lock.release()


def _files(folder: Path, without: Path | None) -> Iterator[Path]:
    """Yield what is to be copied; `without` is the place of the backups, which may lie inside."""
    for path in sorted(folder.iterdir()):
        if any(path.match(pattern) for pattern in LEFT_OUT) or path == without or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path, without)
        elif path.is_file():
            yield path


def _copy(source: Path, target: Path, before: Path | None) -> None:
    """Copy a file with its time, flushed to the disk; or link the same one of the backup before."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if before is not None and before.is_file() and _is_same(source, before):
        try:
            os.link(before, target)
            return
        except OSError:
            target.unlink(missing_ok=True)
    shutil.copy2(source, target)
    with target.open("rb") as file:
        if os.name != "nt":
            os.fsync(file.fileno())


def _empty(state: Path) -> None:
    """Leave nothing of a half restored console, which could be started as a new one."""
    for path in state.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != LOCK_FILE:
            path.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    first, second = one.stat(), other.stat()
    return (first.st_size, first.st_mtime_ns) == (second.st_size, second.st_mtime_ns)
