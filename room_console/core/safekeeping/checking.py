"""Whether the documents of a state directory, or of a backup, are what was handed in."""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import msgspec

from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.record.documents.cabinet import KIND
from room_console.core.record.documents.folder import FOLDER
from room_console.core.store import records
from room_console.core.store.database import connect
from room_console.core.store.files import DATABASE


def check_documents(state: Path) -> tuple[int, list[str]]:
    """Compare each document with its SHA-256; return how many there are, and what is wrong with those that are not.

    Of a database of before there were any, none. Blocks. Raises: ConferenceError(`disk`).
    """
    try:
        with contextlib.closing(connect(state / DATABASE, is_read_only=True)) as connection:
            kept = records.read_of_any(connection, KIND)
        known = [msgspec.json.decode(record.value, type=Document) for record in kept]
    except (sqlite3.Error, msgspec.DecodeError) as error:
        raise ConferenceError(ErrorCode.DISK, f"{state / DATABASE}: {error}") from error
    faults = ((document, _fault(state / FOLDER / document.document, document)) for document in known)
    return len(known), [f"{one.name} ({one.document}): {fault}" for one, fault in faults if fault]


def _fault(path: Path, document: Document) -> str:
    try:
        with path.open("rb") as file:
            return (
                "" if hashlib.file_digest(file, "sha256").hexdigest() == document.sha256 else "not as it was handed in"
            )
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"can't be read: {error.strerror}"
