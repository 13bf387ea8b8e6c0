"""The meetings of one console: each is a directory under the base, named as the meeting is.

Everything here blocks: call it in a worker thread.
"""

import asyncio
import re
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import psutil

from common.model.catalogue import CatalogueEntry, MeetingCard, NewMeeting
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId
from common.model.interpretation import FLOOR
from common.model.meeting import MeetingDetails
from room_console.core.catalogue.card import card_of, read_card, write_card, write_private
from room_console.core.catalogue.meetingfile import (
    MAX_FILE_BYTES,
    MeetingFile,
    decode_file,
    encode_file,
    file_of,
)
from room_console.core.conductor import replayed
from room_console.core.settings.declared import ChannelSettings, MeetingSettings
from room_console.core.store.files import DATABASE, LOCK_FILE, DirectoryLock, make_directory, sync_directory

START: Final = "meeting.json"
"""What a meeting begins with, until its core has taken it in."""
ARCHIVE: Final = "archive"
MAX_MEETINGS: Final = 1_000
"""That are listed: the newest."""
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

    def make(self, new: NewMeeting) -> MeetingId:
        """Make a meeting. Raises: ConferenceError(`malformed`, `disk`)."""
        details = MeetingDetails(
            self._free_id(new.symbol or new.title), new.symbol, new.title, new.format, timezone=new.timezone
        )
        return self._enter(decode_file(encode_file(MeetingFile(details=details))))

    def import_file(self, path: Path) -> MeetingId:
        """Make a meeting of a file; it gets a free name. Raises: ConferenceError(as `decode_file`; `disk`)."""
        try:
            with path.open("rb") as opened:
                data = opened.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise ConferenceError(ErrorCode.DISK, f"{path.name}: {error.strerror}") from error
        return self._enter(decode_file(data))

    def export(self, meeting: MeetingId, *, has_people: bool) -> bytes:
        """Return a meeting as a file. Raises: ConferenceError(`not_found`, `disk`; `busy` while a core has it open)."""
        directory = self._anywhere(meeting)
        if not (directory / DATABASE).exists():
            file = _start_of(directory)
            return encode_file(file if has_people else MeetingFile(details=file.details, rules=file.rules))
        return asyncio.run(_export(directory, has_people))

    def export_file(self, meeting: MeetingId, path: Path, *, has_people: bool) -> None:
        """Write a meeting as a file, for its owner only. Raises: as `export`; ConferenceError(`disk`)."""
        write_private(path, self.export(meeting, has_people=has_people))

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

    def _enter(self, file: MeetingFile) -> MeetingId:
        """Make the directory, whole or not at all."""
        meeting = self._free_id(file.details.meeting)
        details = replace(file.details, meeting=meeting)
        start = msgspec.structs.replace(file, details=details)
        partial = self.base / f".{meeting}.new"
        shutil.rmtree(partial, ignore_errors=True)
        make_directory(partial)
        write_private(partial / START, encode_file(start))
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


def read_start(directory: Path) -> MeetingFile | None:
    """Return what a meeting begins with; None for one that the configuration names. Blocks.

    Raises: ConferenceError(`disk`, or as `decode_file`).
    """
    return _start_of(directory) if (directory / START).exists() else None


def keep_start(directory: Path, file: MeetingFile) -> None:
    """Put a meeting as it is, without its people, in the place of what it began with: its core has those now.

    Blocks. Raises: ConferenceError(`disk`).
    """
    write_private(directory / START, encode_file(msgspec.structs.replace(file, people=())))


def settings_for(details: MeetingDetails) -> MeetingSettings:
    """Return the settings that name this meeting."""
    channels = tuple(ChannelSettings(language=c.language, name=c.name) for c in details.channels if c.number != FLOOR)
    return MeetingSettings(
        id=details.meeting, title=details.title, symbol=details.symbol, format=details.format, channels=channels
    )


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


async def _export(directory: Path, has_people: bool) -> bytes:
    from room_console.core.store.store import Store

    store = Store.open(directory / DATABASE)
    try:
        state = replayed(store).state
    finally:
        await store.close()
    return encode_file(file_of(state, has_people=has_people))


def _start_of(directory: Path) -> MeetingFile:
    try:
        with (directory / START).open("rb") as file:
            return decode_file(file.read(MAX_FILE_BYTES + 1))
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{directory / START}: {error.strerror}") from error


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
