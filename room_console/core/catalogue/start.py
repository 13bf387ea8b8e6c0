"""What a meeting begins with: a file of its directory, which the settings and the core are made of at a start."""

from pathlib import Path
from typing import Final

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.interpretation import FLOOR
from common.model.meeting import MeetingDetails
from room_console.core.catalogue.meetingfile import MAX_FILE_BYTES, MeetingFile, decode_file, encode_file
from room_console.core.settings.declared import ChannelSettings, MeetingSettings
from room_console.core.store.files import write_private

START: Final = "meeting.json"
"""What a meeting begins with, until its core has taken it in."""


def read_start(directory: Path) -> MeetingFile | None:
    """Return what a meeting begins with; None for one that the configuration names. Blocks.

    Raises: ConferenceError(`disk`, or as `decode_file`).
    """
    return start_of(directory) if (directory / START).exists() else None


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


def start_of(directory: Path) -> MeetingFile:
    """Return what a meeting begins with. Blocks. Raises: ConferenceError(`disk`, or as `decode_file`)."""
    try:
        with (directory / START).open("rb") as file:
            return decode_file(file.read(MAX_FILE_BYTES + 1))
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{directory / START}: {error.strerror}") from error
