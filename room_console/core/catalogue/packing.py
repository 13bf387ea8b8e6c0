"""A meeting and its documents as one file: a ZIP (APPNOTE 6.3) in which nothing is compressed.

So what comes out of one is never more than it is long. docs/meetings.md says what stands in it.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from common.model.record import ListStage
from room_console.core.catalogue.meetingfile import RESERVED, MeetingFile, encode_file, file_of
from room_console.core.meeting.events import decode_event
from room_console.core.meeting.state import MeetingState, apply
from room_console.core.record.documents.cabinet import KIND
from room_console.core.record.documents.folder import FOLDER
from room_console.core.store import journal, records
from room_console.core.store.database import connect
from room_console.core.store.files import FILE_MODE, sync_directory

MEETING, DOCUMENTS = "meeting.json", "documents.json"
"""Members: the meeting (`meetingfile`), and what is known of the documents; each of them stands in FOLDER."""
ENDING: Final = "zip"
CHUNK_BYTES: Final = 1 << 18
KEEP_FREE_BYTES: Final = 200_000_000
"""On the disk that is written to: a journal may lie there."""
NEW: Final = ".new"


def read_meeting(database: Path, has_people: bool) -> tuple[MeetingFile, tuple[Document, ...]]:
    """Read a meeting and what is known of its documents, whether or not its core runs.

    Raises: ConferenceError(`disk`).
    """
    try:
        with contextlib.closing(connect(database, is_read_only=True)) as connection:
            connection.execute("BEGIN")
            entries = journal.read(connection)
            kept = records.read_of_any(connection, KIND)
    except sqlite3.Error as error:
        raise ConferenceError(ErrorCode.DISK, f"{database}: {error}") from error
    state = MeetingState()
    for _, _, body in entries:
        apply(state, decode_event(body))
    known = (msgspec.json.decode(record.value, type=Document) for record in kept)
    return file_of(state, has_people=has_people), documents_of(known, has_people)


def documents_of(known: Iterable[Document], has_people: bool) -> tuple[Document, ...]:
    """Return what a file says of documents: without the people also not who handed them in, or whose they are."""
    (nobody,) = RESERVED
    return tuple(known) if has_people else tuple(replace(one, by=nobody, speaker=None) for one in known)


def pack_meeting(tell: Callable[[Any], None], database: Path, has_people: bool, path: Path, now_ms: int) -> int:
    """Pack the meeting of a state directory, for a process of its own; return how many documents are in the file.

    Raises: ConferenceError(`disk`).
    """
    del now_ms
    tell((ListStage.READING, 0))
    file, documents = read_meeting(database, has_people)
    tell((ListStage.WRITING, len(documents)))
    pack(file, documents, database.parent / FOLDER, path)
    return len(documents)


def pack(file: MeetingFile, documents: Sequence[Document], folder: Path, path: Path) -> None:
    """Write a meeting and the documents of a folder as one file, for its owner only: whole or not at all. Blocks.

    Raises: ConferenceError(`disk`), also where a document is gone, or not what was handed in.
    """
    partial = path.with_name(f"{path.name}{NEW}")
    try:
        check_room(path.parent, sum(document.size_bytes for document in documents))
        with open(
            os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), FILE_MODE), "w+b"
        ) as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(zipfile.ZipInfo(MEETING), encode_file(file))
                archive.writestr(zipfile.ZipInfo(DOCUMENTS), msgspec.json.encode(documents))
                for document in documents:
                    _put(archive, document, folder)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def check_room(folder: Path, size_bytes: int) -> None:
    """Raises: ConferenceError(`disk`) where so much does not go on the disk beside what must stay free; OSError."""
    if shutil.disk_usage(folder).free < size_bytes + KEEP_FREE_BYTES:
        raise ConferenceError(ErrorCode.DISK, f"{folder}: the disk has no room for {size_bytes / 1e6:.0f} MB")


def copy(source: IO[bytes], target: IO[bytes], most_bytes: int) -> tuple[int, str]:
    """Copy a file, at most one byte more than so many; return its length and SHA-256."""
    digest, total = hashlib.sha256(), 0
    while chunk := source.read(min(CHUNK_BYTES, most_bytes + 1 - total)):
        digest.update(chunk)
        target.write(chunk)
        total += len(chunk)
    return total, digest.hexdigest()


def _put(archive: zipfile.ZipFile, document: Document, folder: Path) -> None:
    info = zipfile.ZipInfo(f"{FOLDER}/{document.document}")
    info.file_size = document.size_bytes
    try:
        with (folder / document.document).open("rb") as source, archive.open(info, "w") as target:
            found = copy(source, target, document.size_bytes)
    except FileNotFoundError as error:
        raise ConferenceError(ErrorCode.DISK, f"{document.name} ({document.document}) is gone") from error
    if found != (document.size_bytes, document.sha256):
        raise ConferenceError(ErrorCode.DISK, f"{document.name} ({document.document}) is not what was handed in")
