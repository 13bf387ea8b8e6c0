"""The record as it stands on disk: read from the database of a console, whether or not its core runs.

Reading takes a snapshot and disturbs no writing (WAL). It is made for a process of its own.
"""

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from common.model.record import Attended
from room_console.core.meeting.events import PersonListed, decode_event
from room_console.core.meeting.state import MeetingState, apply
from room_console.core.record import followers, onsite
from room_console.core.record.attendance import PresenceBook, Presences, SessionBook, Span, attended, attended_all
from room_console.core.record.followers import Follower
from room_console.core.record.onsite import OnSiteMark
from room_console.core.store import journal, records
from room_console.core.store.database import connect


@dataclass(frozen=True, slots=True)
class Record:
    """What was read. `began_ms` is the journal's first instant; the record goes until `until_ms`."""

    state: MeetingState
    presences: Presences
    sittings: Mapping[int, tuple[Span, ...]]
    """When each session that was ever opened was open."""
    on_site: Mapping[int, frozenset[ParticipantId]]
    followers: tuple[Follower, ...]
    began_ms: int
    until_ms: int
    former: Mapping[ParticipantId, Person]
    """Who was taken off the list, as last registered: they may have attended before."""

    def attended(self, session: int | None) -> tuple[Attended, ...]:
        """Say who was in a session, or with None in any; in a meeting without sessions at any time.

        Raises: ConferenceError(`not_found`).
        """
        if session is None and (sessions := self.state.details.sessions):
            return attended_all(self.presences, self.on_site, {one.number: self.frame(one.number) for one in sessions})
        if session is None:
            seen = frozenset[ParticipantId]().union(*self.on_site.values())
            return attended(self.presences, seen, [Span(self.began_ms, self.until_ms)])
        return attended(self.presences, self.on_site.get(session, frozenset()), self.frame(session))

    def frame(self, session: int) -> Sequence[Span]:
        """Return when a session was open, or planned where nobody opened it, until now at most; empty before it.

        Raises: ConferenceError(`not_found`).
        """
        if (known := self.state.details.session(session)) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, f"there is no session {session}")
        if (sittings := self.sittings.get(session)) is not None:
            return sittings
        span = Span(known.starts_at_ms, min(known.ends_at_ms, self.until_ms))
        return (span,) if span.to_ms > span.from_ms else ()


def read_record(database: Path, now_ms: int) -> Record:
    """Read the record. Raises: ConferenceError(`disk`) for a file that is not there, damaged or a stranger's."""
    try:
        with contextlib.closing(connect(database, is_read_only=True)) as connection:
            connection.execute("BEGIN")
            entries = journal.read(connection)
            marks = records.read(connection, onsite.KIND)
            named = records.read(connection, followers.KIND)
    except sqlite3.Error as error:
        raise ConferenceError(ErrorCode.DISK, f"{database}: {error}") from error
    state, book, sessions = MeetingState(), PresenceBook(), SessionBook()
    ever: dict[ParticipantId, Person] = {}
    for _, at_ms, body in entries:
        event = decode_event(body)
        apply(state, event)
        book.note(at_ms, event)
        sessions.note(event)
        if isinstance(event, PersonListed):
            ever[event.person.participant] = event.person
    return Record(
        state,
        book.spans(now_ms),
        sessions.spans(now_ms),
        onsite.by_session(msgspec.json.decode(mark.value, type=OnSiteMark) for mark in marks),
        tuple(msgspec.json.decode(one.value, type=Follower) for one in named),
        entries[0][1] if entries else now_ms,
        now_ms,
        {who: person for who, person in ever.items() if who not in state.people},
    )
