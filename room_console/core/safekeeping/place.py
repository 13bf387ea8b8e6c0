"""The second place: whose backups lie in it, what a killed one has left, and whether its disk is there.

One place may hold the backups of several meetings: each is known by the secret of its console, which it carries.
"""

import os
import platform
import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.store.files import FILE_MODE
from room_console.core.store.secret import SECRET_FILE

STAMP: Final = "%Y%m%dT%H%M%S%fZ"
PARTIAL: Final = ".partial"
APART_FILE: Final = "backups.apart"
"""In the state directory: the places that were seen on another disk than its own, a line each."""
LONGEST_S: Final = 86_400.0
"""A half of another machine is left alone for so long: it may still be written."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or found."""

    path: Path
    made_at_ms: int
    revision: Revision | None = None
    """The journal's last; None where it was not looked at."""


def list_backups(place: Path, state: Path | None = None) -> list[Backup]:
    """List the backups of a place, newest first: those of one state directory, or with None of every console's."""
    found = []
    for path in place.iterdir() if place.is_dir() else ():
        try:
            made = datetime.strptime(path.name, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        if state is None or _secret(path) == _secret(state):
            found.append(Backup(path, int(made.timestamp() * 1000)))
    return sorted(found, key=lambda backup: backup.path.name, reverse=True)


def partial_path(target: Path) -> Path:
    """Return where a backup is written until it is whole; the name says which process of which machine writes it."""
    return target.with_name(f"{target.name}.{_machine()}-{os.getpid()}{PARTIAL}")


def clear_halves(place: Path) -> int:
    """Remove what processes that are no more have left of backups; return how many. Raises: OSError."""
    gone = 0
    for path in place.glob(f"*{PARTIAL}") if place.is_dir() else ():
        if _is_left(path):
            shutil.rmtree(path, ignore_errors=True)
            gone += 1
    return gone


def is_apart(state: Path, place: Path) -> bool:
    """Tell whether a place, or where it would be made, is on another disk than the state directory. Raises: OSError."""
    return _device(place) != _device(state)


def check_place(state: Path, place: Path) -> None:
    """Refuse a place whose disk is gone: copies would fill the meeting's own disk, and be lost together with it.

    Remembers which places were on another disk. Raises: ConferenceError(`disk`); OSError.
    """
    mark = state / APART_FILE
    known = mark.read_text(encoding="utf-8").splitlines() if mark.exists() else []
    if is_apart(state, place):
        if str(place) not in known:
            text = "".join(f"{line}\n" for line in (*known, str(place)))
            with open(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "w", encoding="utf-8") as file:
                file.write(text)
    elif str(place) in known:
        raise ConferenceError(ErrorCode.DISK, f"{place}: its disk is not there. Connect it, or name another place")


def _is_left(path: Path) -> bool:
    """Tell whether nobody writes a half any more."""
    if (found := re.fullmatch(rf"\d{{8}}T\d+Z(?:\.(.*)-(\d+))?{re.escape(PARTIAL)}", path.name)) is None:
        return False
    if found[1] == _machine():
        return not psutil.pid_exists(int(found[2])) or int(found[2]) == os.getpid()
    try:
        return time.time() - path.stat().st_mtime > LONGEST_S
    except OSError:
        return False


def _machine() -> str:
    return re.sub(r"[^A-Za-z0-9-]", "_", platform.node())[:40]


def _device(path: Path) -> int:
    """Return the disk of a directory, or of the nearest one above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path.stat().st_dev


def _secret(directory: Path) -> bytes | None:
    try:
        return (directory / SECRET_FILE).read_bytes()
    except OSError:
        return None
