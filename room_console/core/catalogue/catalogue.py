"""The meetings of one console: each is a directory under the base, named as the meeting is.

Everything here blocks: call it in a worker thread.
"""

import asyncio
import contextlib
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import psutil

from common.model.catalogue import CatalogueEntry, MeetingCard, NewMeeting
from common.model.documents import Document
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails
from room_console.core.apart import Bounds, hear_nothing, run_apart
from room_console.core.catalogue.card import card_of, read_card, write_card
from room_console.core.catalogue.meetingfile import (
    MAX_FILE_BYTES,
    MeetingFile,
    decode_file,
    encode_file,
)
from room_console.core.catalogue.packing import documents_of, pack, read_meeting
from room_console.core.catalogue.start import START, start_of
from room_console.core.catalogue.template import next_of
from room_console.core.catalogue.unpacking import bound, is_packed, unpack
from room_console.core.meeting.state import UNNAMED
from room_console.core.record.documents.brought import read_brought, write_brought
from room_console.core.record.documents.folder import FOLDER
from room_console.core.store.copies import verify_database
from room_console.core.store.files import (
    DATABASE,
    LOCK_FILE,
    DirectoryLock,
    make_directory,
    sync_directory,
    write_private,
)

ARCHIVE: Final = "archive"
MAX_MEETINGS: Final = 1_000
"""That are listed: the newest."""
NEW: Final = ".new"
HALVES_S: Final = 86_400.0
"""A directory that was to become a meeting's and is so old was left by a process that was killed."""
UNPACKING: Final = Bounds(seconds=900, memory_bytes=600 << 20)
_ID: Final = re.compile(r"[a-z0-9-]{1,64}")
_NAMED: Final = 56
"""Characters of a name that is made of a title; behind it is room for a number."""


class Catalogue:
    """The meetings under a base directory."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def entries(self) -> list[CatalogueEntry]:
        """List every meeting, the archived too, the latest first. Raises: ConferenceError(`disk`)."""
        entries = [*self._entries(self.base, False), *self._entries(self.base / ARCHIVE, True)]
        return sorted(entries, key=lambda e: (-(e.card.starts_at_ms or 1 << 60), e.card.title, e.meeting))[
            :MAX_MEETINGS
        ]

    def directory(self, meeting: MeetingId) -> Path:
        """Return the directory of a meeting that is not archived. Raises: ConferenceError(`not_found`)."""
        return _existing(self.base, meeting)

    def card(self, meeting: MeetingId) -> MeetingCard:
        """Return the card of a meeting, archived or not. Raises: ConferenceError(`not_found`)."""
        return _card(self._anywhere(meeting))

    def make(self, new: NewMeeting) -> MeetingId:
        """Make a meeting. Raises: ConferenceError(`malformed`, `disk`)."""
        details = MeetingDetails(
            self._free_id(new.symbol or new.title), new.symbol, new.title, new.format, timezone=new.timezone
        )
        with self._new_directory() as partial:
            return self._enter(decode_file(encode_file(MeetingFile(details=details))), partial)

    def copy(self, meeting: MeetingId, new: NewMeeting, now_ms: int) -> MeetingId:
        """Make a meeting on the pattern of another, open or archived as it may be.

        Raises: ConferenceError(`not_found`, `malformed`, `disk`).
        """
        file = next_of(self._read(meeting, has_people=False, may_run=True)[0], new, now_ms)
        name = MeetingId(_slug(new.symbol or new.title))
        file = msgspec.structs.replace(file, details=replace(file.details, meeting=name))
        with self._new_directory() as partial:
            return self._enter(decode_file(encode_file(file)), partial)

    def import_file(self, path: Path) -> MeetingId:
        """Make a meeting of a file, plain or with documents; it gets a free name.

        Raises: ConferenceError(as `decode_file` and `unpack`; `disk`, and nothing is left).
        """
        file: MeetingFile | None = None
        try:
            if not is_packed(path):
                with path.open("rb") as opened:
                    file = decode_file(opened.read(MAX_FILE_BYTES + 1))
        except OSError as error:
            raise ConferenceError(ErrorCode.DISK, f"{path.name}: {error.strerror}") from error
        with self._new_directory() as partial:
            return self._enter(file if file is not None else _unpacked(path, partial / FOLDER), partial)

    def export(self, meeting: MeetingId, *, has_people: bool) -> bytes:
        """Return a meeting as a plain file. Raises: ConferenceError(`not_found`, `disk`; `busy` while it is open)."""
        return encode_file(self._read(meeting, has_people)[0])

    def export_file(self, meeting: MeetingId, path: Path, *, has_people: bool, has_documents: bool = False) -> None:
        """Write a meeting as a file, for its owner only. Raises: as `export`, `pack`."""
        file, documents = self._read(meeting, has_people)
        if has_documents:
            pack(file, documents, self._anywhere(meeting) / FOLDER, path)
        else:
            write_private(path, encode_file(file))

    def archive(self, meeting: MeetingId) -> None:
        """Put a meeting away. Raises: ConferenceError(`not_found`, `already`, `disk`, `busy`)."""
        self._move(_existing(self.base, meeting), self.base / ARCHIVE)

    def take_out(self, meeting: MeetingId) -> None:
        """Take a meeting out of the archive. Raises: ConferenceError(`not_found`, `already`, `disk`, `busy`)."""
        self._move(_existing(self.base / ARCHIVE, meeting), self.base)

    def _entries(self, base: Path, is_archived: bool) -> list[CatalogueEntry]:
        if not base.is_dir():
            return []
        try:
            found = [d for d in base.iterdir() if _is_meeting(d)]
        except OSError as error:
            raise ConferenceError(ErrorCode.DISK, f"{base}: {error.strerror}") from error
        return [CatalogueEntry(_card(d), is_running(d), is_archived) for d in found]

    def _anywhere(self, meeting: MeetingId) -> Path:
        try:
            return _existing(self.base, meeting)
        except ConferenceError:
            return _existing(self.base / ARCHIVE, meeting)

    def _read(
        self, meeting: MeetingId, has_people: bool, may_run: bool = False
    ) -> tuple[MeetingFile, Sequence[Document]]:
        """Return a meeting, and what is known of its documents."""
        directory = self._anywhere(meeting)
        if not may_run and is_running(directory):
            raise ConferenceError(ErrorCode.BUSY, "the meeting is open: export it there, or end it first")
        kept: Sequence[Document] = ()
        if (directory / DATABASE).exists():
            verify_database(directory / DATABASE)
            begun, kept = read_meeting(directory / DATABASE, has_people)
            if begun.details != UNNAMED:
                return begun, kept
        file = start_of(directory)
        documents = kept or documents_of(read_brought(directory / FOLDER), has_people)
        return (file if has_people else msgspec.structs.replace(file, people=())), documents

    @contextlib.contextmanager
    def _new_directory(self) -> Iterator[Path]:
        """Give a directory that becomes a meeting's when it is renamed; whatever is left of it goes."""
        make_directory(self.base)
        try:
            for left in [one for one in self.base.glob(f".*{NEW}") if time.time() - one.stat().st_mtime > HALVES_S]:
                shutil.rmtree(left, ignore_errors=True)
            partial = Path(tempfile.mkdtemp(prefix=".", suffix=NEW, dir=self.base))
        except OSError as error:
            raise ConferenceError(ErrorCode.DISK, f"{self.base}: {error.strerror}") from error
        try:
            yield partial
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _enter(self, file: MeetingFile, partial: Path) -> MeetingId:
        """Make the directory, whole or not at all."""
        meeting = self._free_id(file.details.meeting)
        details = replace(file.details, meeting=meeting)
        write_private(partial / START, encode_file(msgspec.structs.replace(file, details=details)))
        write_card(partial, card_of(details, list(file.people)))
        _rename(partial, self.base / meeting)
        return meeting

    def _free_id(self, text: str) -> MeetingId:
        stem = _slug(text)
        number = 1
        name = stem
        while (self.base / name).exists() or (self.base / ARCHIVE / name).exists() or name == ARCHIVE:
            number += 1
            name = f"{stem}-{number}"
        return MeetingId(name)

    def _move(self, directory: Path, to: Path) -> None:
        if is_running(directory):
            raise ConferenceError(ErrorCode.BUSY, "the meeting is open: end it first")
        if (to / directory.name).exists():
            raise ConferenceError(ErrorCode.ALREADY, f"{directory.name} is there already")
        make_directory(to)
        _rename(directory, to / directory.name)


def is_running(directory: Path) -> bool:
    """Tell whether a core has the directory open; one that begins at this moment is left alone. Blocks."""
    try:
        holder = int((directory / LOCK_FILE).read_text(encoding="ascii"))
        if not psutil.pid_exists(holder):
            return False
        DirectoryLock(directory).release()
    except ConferenceError as error:
        return error.code is ErrorCode.BUSY
    except (OSError, ValueError):
        return False
    return False


def _unpacked(path: Path, folder: Path) -> MeetingFile:
    """Take a packed meeting apart, in a process of its own: strangers wrote it. Its documents lie in `folder` then."""
    make_directory(folder)
    data, documents = asyncio.run(run_apart(UNPACKING, hear_nothing, unpack, path, folder))
    file = decode_file(data)
    write_brought(folder, bound(documents, file.people))
    return file


def _existing(base: Path, meeting: MeetingId) -> Path:
    if not _ID.fullmatch(meeting) or not _is_meeting(base / meeting):
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no meeting {meeting[:64]!r}")
    return base / meeting


def _is_meeting(directory: Path) -> bool:
    is_named = bool(_ID.fullmatch(directory.name)) and not directory.is_symlink()
    return is_named and ((directory / DATABASE).is_file() or (directory / START).is_file())


def _card(directory: Path) -> MeetingCard:
    return read_card(directory) or MeetingCard(MeetingId(directory.name), directory.name)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAMED].strip("-") or "meeting"


def _rename(old: Path, new: Path) -> None:
    try:
        old.rename(new)
        sync_directory(new.parent)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{new}: {error.strerror}") from error
