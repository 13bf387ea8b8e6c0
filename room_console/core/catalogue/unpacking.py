"""A packed meeting from a stranger, taken apart in a process of its own: nothing in it counts before it was checked.

No name in it becomes a path: the members that may be there are known by what the file says of its documents.
"""

import os
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from common.model.names import clean_line, line_fault
from common.model.people import Person
from room_console.core.catalogue.meetingfile import MAX_FILE_BYTES, RESERVED
from room_console.core.catalogue.packing import DOCUMENTS, MEETING, check_room, copy
from room_console.core.record.documents.cabinet import MOST_DOCUMENTS
from room_console.core.record.documents.folder import FOLDER
from room_console.core.record.documents.looking import look
from room_console.core.record.documents.naming import harmless_name
from room_console.core.store.files import FILE_MODE

MAGIC: Final = b"PK\x03\x04"
MAX_LIST_BYTES: Final = 4 * 1024 * 1024
MAX_LINE: Final = 300
MAX_AT_MS: Final = 1 << 53
ENCRYPTED: Final = 0x1
_ID: Final = re.compile(r"d-[0-9a-f]{16}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_BROKEN: Final = (zipfile.BadZipFile, EOFError, NotImplementedError, OverflowError, ValueError)


def is_packed(path: Path) -> bool:
    """Tell a packed meeting from a plain file, by how it begins. Blocks. Raises: OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unpack(tell: Callable[[Any], None], path: Path, folder: Path) -> tuple[bytes, tuple[Document, ...]]:
    """Put the documents of a file into an empty folder; return the meeting, still to be decoded, and what they are.

    Raises: ConferenceError(`malformed`, `limit`, `too_large`, `disk`); what lies in the folder then is worth nothing.
    """
    del tell
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path.stat().st_size)
            meeting = _read(archive, members, MEETING, MAX_FILE_BYTES)
            documents = _documents(_read(archive, members, DOCUMENTS, MAX_LIST_BYTES))
            if set(members) != {MEETING, DOCUMENTS, *(f"{FOLDER}/{one.document}" for one in documents)}:
                raise ConferenceError(ErrorCode.MALFORMED, "other files are in it than it says")
            check_room(folder, sum(document.size_bytes for document in documents))
            for document in documents:
                _take_out(archive, members[f"{FOLDER}/{document.document}"], document, folder)
    except _BROKEN as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"no whole meeting file: {error}"[:200]) from error
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path.name}: {error.strerror}") from error
    return meeting, documents


def bound(documents: Sequence[Document], people: Sequence[Person]) -> tuple[Document, ...]:
    """Bind documents to the people that are there: nobody's are those of others."""
    known = {person.participant for person in people}
    (nobody,) = RESERVED
    return tuple(
        replace(
            one,
            by=one.by if one.by in known else nobody,
            speaker=one.speaker if one.speaker in known else None,
        )
        for one in documents
    )


def _members(archive: zipfile.ZipFile, size_bytes: int) -> Mapping[str, zipfile.ZipInfo]:
    """Return the members by name, none compressed, and no more in all than the file is long."""
    found = archive.infolist()
    if len(found) > MOST_DOCUMENTS + 2:
        raise ConferenceError(ErrorCode.LIMIT, f"more than {MOST_DOCUMENTS} documents")
    members = {member.filename: member for member in found}
    if len(members) < len(found):
        raise ConferenceError(ErrorCode.MALFORMED, "a name is there twice")
    for member in found:
        is_stored = member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
        if not is_stored or member.flag_bits & ENCRYPTED:
            raise ConferenceError(ErrorCode.MALFORMED, "a part of it is compressed or encrypted")
    if sum(member.file_size for member in found) > size_bytes:
        raise ConferenceError(ErrorCode.TOO_LARGE, "more would come out of the file than it is long")
    return members


def _read(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], name: str, most_bytes: int) -> bytes:
    if (member := members.get(name)) is None:
        raise ConferenceError(ErrorCode.MALFORMED, f"no meeting file: it has no {name}")
    if member.file_size > most_bytes:
        raise ConferenceError(ErrorCode.TOO_LARGE, f"its {name} is longer than {most_bytes >> 20} MB")
    return archive.read(member)


def _documents(data: bytes) -> tuple[Document, ...]:
    try:
        said = msgspec.json.decode(data, type=tuple[Document, ...])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"{DOCUMENTS}: {error}"[:200]) from error
    if len({document.document for document in said}) < len(said):
        raise ConferenceError(ErrorCode.MALFORMED, "a document is there twice")
    return tuple(map(_checked, said))


def _checked(said: Document) -> Document:
    """Return what a file says of a document, made harmless. Raises: ConferenceError(`malformed`)."""
    is_sound = _ID.fullmatch(said.document) and _SHA256.fullmatch(said.sha256)
    if not is_sound or said.size_bytes < 1 or not 0 <= said.at_ms <= MAX_AT_MS:
        raise ConferenceError(ErrorCode.MALFORMED, f"{DOCUMENTS}: {said.document[:40]!r}")
    item, delegation, language = lines = [clean_line(text) for text in (said.item, said.delegation, said.language)]
    if any(len(line) > MAX_LINE or line_fault(line) for line in lines):
        raise ConferenceError(ErrorCode.MALFORMED, f"{DOCUMENTS}: a text of {said.document}")
    name = harmless_name(said.name, said.type)
    return replace(said, name=name, item=item, delegation=delegation, language=language)


def _take_out(archive: zipfile.ZipFile, member: zipfile.ZipInfo, document: Document, folder: Path) -> None:
    """Write a document to the disk and look into it, as into any that is handed in."""
    path = folder / document.document
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with archive.open(member) as source, open(os.open(path, flags, FILE_MODE), "wb") as target:
        found = copy(source, target, document.size_bytes)
        target.flush()
        os.fsync(target.fileno())
    if found != (document.size_bytes, document.sha256):
        raise ConferenceError(ErrorCode.MALFORMED, f"{document.name} is damaged")
    if look(lambda _: None, path) is not document.type:
        raise ConferenceError(ErrorCode.MALFORMED, f"{document.name} is of another type than it says")
