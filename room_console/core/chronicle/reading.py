"""The journal as it stands on disk, read beside a core that writes it (WAL). For a thread or process of its own."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from common.model.chronicle import Moderated, Speech
from common.model.errors import ConferenceError, ErrorCode
from common.model.meeting import MeetingDetails
from room_console.core.chronicle.speeches import SpeechBook
from room_console.core.meeting.events import decode_event
from room_console.core.store import journal
from room_console.core.store.database import connect


@dataclass(frozen=True, slots=True)
class Minutes:
    """All speeches of a meeting until an instant, ms since the Unix epoch, UTC; and who moderated its chats."""

    details: MeetingDetails
    speeches: tuple[Speech, ...]
    until_ms: int
    moderated: tuple[Moderated, ...] = ()


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Open a snapshot. Raises: ConferenceError(`disk`) for a file that is not there, damaged or a stranger's."""
    try:
        with contextlib.closing(connect(database, is_read_only=True)) as connection:
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as error:
        raise ConferenceError(ErrorCode.DISK, f"{database}: {error}") from error


def read_minutes(database: Path, now_ms: int) -> Minutes:
    """Read the whole journal, verified. Raises: ConferenceError(`disk`)."""
    with reading(database) as connection:
        entries = journal.read(connection)
    book = SpeechBook()
    for _, at_ms, body in entries:
        book.note(at_ms, decode_event(body))
    return Minutes(book.state.details, book.until(now_ms), now_ms, tuple(book.moderated))
