"""One page of the journal, from the file, newest first; for a thread of its own."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from common.model.chronicle import Deeds, JournalLine
from common.model.ids import ParticipantId, Revision
from room_console.core.chronicle.lines import line_of
from room_console.core.chronicle.reading import reading
from room_console.core.meeting.events import decode_event

PAGE_LINES: Final = 200
LOOKED_AT: Final = 2_000
"""Entries that are looked through for one page, so that a rare one holds nobody up."""
_QUERY: Final = "SELECT revision, at_ms, event FROM journal WHERE revision < ? ORDER BY revision DESC LIMIT ?"
_END: Final = 1 << 62

Page = tuple[tuple[JournalLine, ...], Revision | None]


def read_page(
    database: Path, before: Revision | None, deeds: Collection[Deeds], people: frozenset[ParticipantId] | None
) -> Page:
    """Return lines older than `before`, and before which to go on, None at the beginning of the journal.

    Only of these `deeds`; with `people` only what was done by or to one of them.

    Raises: ConferenceError(`disk`, `malformed`).
    """
    found: list[JournalLine] = []
    last = 1
    with reading(database) as connection:
        for revision, at_ms, body in connection.execute(
            _QUERY, (_END if before is None else min(before, _END), LOOKED_AT)
        ):
            last = revision
            line = line_of(Revision(revision), at_ms, decode_event(body))
            if line is None or line.deeds not in deeds:
                continue
            if people is not None and line.by not in people and line.participant not in people:
                continue
            found.append(line)
            if len(found) == PAGE_LINES:
                break
    return tuple(found), Revision(last) if last > 1 else None
