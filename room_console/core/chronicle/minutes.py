"""The minutes index as a file: who spoke to what, from when to when, on whose behalf, in which language."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, assert_never

import msgspec

from common.model.chronicle import MinutesFormat, Speech, TimeBy, of_session, totals
from common.model.csvcells import guarded
from common.model.errors import ConferenceError, ErrorCode
from common.model.record import ListStage
from common.model.zones import in_zone
from room_console.core.chronicle.reading import Minutes, read_minutes

COLUMNS: Final = (
    "session",
    "agenda_item",
    "agenda_item_title",
    "speaker",
    "delegation",
    "on_behalf_of",
    "kind",
    "language",
    "from",
    "to",
    "spoken",
    "where",
)
ENCODING: Final = "utf-8-sig"
"""With the mark by which spreadsheets know UTF-8."""
HALL, REMOTE = "hall", "remote"


def make_minutes(
    tell: Callable[[tuple[ListStage, int]], None],
    database: Path,
    kind: MinutesFormat,
    session: int | None,
    path: Path,
    now_ms: int,
) -> int:
    """Write the index of a session, or of all for None; return how many speeches it names.

    Raises: ConferenceError(`disk`, `not_found`).
    """
    tell((ListStage.READING, 0))
    minutes = read_minutes(database, now_ms)
    if session is not None and minutes.details.session(session) is None:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"there is no session {session}")
    minutes = replace(
        minutes,
        speeches=tuple(of_session(minutes.speeches, session)),
        moderated=tuple(of_session(minutes.moderated, session)),
    )
    tell((ListStage.WRITING, len(minutes.speeches)))
    try:
        _writer(kind)(minutes, path)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path.name}: {error.strerror}") from error
    return len(minutes.speeches)


def write_csv(minutes: Minutes, path: Path) -> None:
    """Write a row a speech (RFC 4180), safe to open in a spreadsheet. Raises: OSError."""
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([guarded(cell) for cell in row] for row in rows(minutes))


def write_json(minutes: Minutes, path: Path) -> None:
    """Write speeches and speaking times for other programs (RFC 8259). Raises: OSError."""
    details = minutes.details
    whole = {
        "symbol": details.symbol,
        "title": details.title,
        "timezone": details.timezone,
        "until_ms": minutes.until_ms,
        "speeches": minutes.speeches,
        "chat_moderated": minutes.moderated,
        "speaking_time": {by: totals(minutes.speeches, by) for by in TimeBy},
    }
    path.write_bytes(msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n")


def rows(minutes: Minutes) -> Iterator[tuple[str, ...]]:
    """Yield what stands in the columns, a speech at a time."""
    for speech in minutes.speeches:
        yield (
            "" if speech.session is None else str(speech.session),
            speech.item or "",
            speech.item_title,
            speech.name,
            speech.delegation,
            speech.on_behalf_of,
            speech.kind.replace("_", " "),
            speech.language,
            _clock(minutes, speech.from_ms),
            _clock(minutes, speech.to_ms),
            duration(speech),
            HALL if speech.is_in_hall else REMOTE,
        )


def duration(speech: Speech) -> str:
    """Write the time on air as hours, minutes and seconds."""
    minutes, seconds = divmod(round(speech.spoken_ms / 1000), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _clock(minutes: Minutes, at_ms: int) -> str:
    return f"{in_zone(at_ms, minutes.details.timezone):%Y-%m-%d %H:%M:%S}"


def _writer(kind: MinutesFormat) -> Callable[[Minutes, Path], None]:
    """Find what writes a format; that of DOCX is loaded where it is needed alone."""
    match kind:
        case MinutesFormat.CSV:
            return write_csv
        case MinutesFormat.JSON:
            return write_json
        case MinutesFormat.DOCX:
            from room_console.core.chronicle.minutesdocx import write_docx

            return write_docx
        case _:
            assert_never(kind)
