"""The end of personal data: out of the journal, the records, the reports, the outbox and the backups."""

import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from room_console.core.meeting.erasing import without_contacts, without_people
from room_console.core.meeting.events import Event, PersonListed, decode_event, encode_event
from room_console.core.safekeeping.beside import forget_contacts, forget_people
from room_console.core.store import erasures, journal
from room_console.core.store.chain import Entry
from room_console.core.store.copies import verify_database, ways_back
from room_console.core.store.database import connect
from room_console.core.store.files import DATABASE, DirectoryLock
from room_console.core.store.migrations import migrate

OUTBOX = "outbox"
LISTS = "lists"
LOGS = "core.log*"
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done to one directory."""

    people: int
    events: int
    mails: int


def people_in(state: Path) -> dict[ParticipantId, Person]:
    """Return who is in the journal, as last registered. Raises: ConferenceError(`disk`, `not_found`)."""
    found: dict[ParticipantId, Person] = {}
    for _, _, body in _journal_of(state):
        event = decode_event(body)
        if isinstance(event, PersonListed):
            found[event.person.participant] = event.person
    return found


def due_at_ms(state: Path, retention_days: int) -> int:
    """Return when the means to reach people are due to be erased: so long after the meeting's last entry.

    Raises: ConferenceError(`disk`, `not_found`).
    """
    last_ms = max((at_ms for _, at_ms, _ in _journal_of(state)), default=0)
    return last_ms + retention_days * DAY_MS


def _journal_of(state: Path) -> list[Entry]:
    """Read a journal. Raises: ConferenceError(`disk`, `not_found`)."""
    if not (state / DATABASE).is_file():
        raise ConferenceError(ErrorCode.NOT_FOUND, f"{state} holds no {DATABASE}")
    try:
        with contextlib.closing(connect(state / DATABASE, is_read_only=True)) as connection:
            return journal.read(connection)
    except sqlite3.Error as error:
        raise ConferenceError(ErrorCode.DISK, f"{state / DATABASE}: {error}") from error


def erase_people(
    state: Path, who: Sequence[ParticipantId], is_everyone: bool = False, addresses: Iterable[str] = ()
) -> Erased:
    """Erase persons whole: what they did stays in the journal and the minutes, under a stand-in. No core may run.

    With `is_everyone`, those who were never registered go too; else of them who gave one of these e-mail addresses, or
    that of one who is named.

    Raises: ConferenceError(`busy`, `not_found`, `disk`), and nothing has changed.
    """
    known = people_in(state)
    if unknown := [one for one in who if one not in known]:
        raise ConferenceError(ErrorCode.NOT_FOUND, f"no participant {', '.join(unknown)} in {state}")
    stand_ins = {one: ParticipantId(f"erased-{secrets.token_hex(4)}") for one in who}

    def forget(connection: sqlite3.Connection) -> None:
        forget_people(connection, stand_ins, is_everyone, emails)

    emails = {email.casefold() for email in (*addresses, *(known[one].email for one in who)) if email}
    return _erase(state, lambda event: without_people(event, stand_ins), forget, len(who), emails)


def erase_contacts(state: Path) -> Erased:
    """Erase everyone's means to be reached, and what was kept beside the journal; names stay for the minutes.

    No core may run. Raises: ConferenceError(`busy`, `not_found`, `disk`), and nothing has changed.
    """
    known = people_in(state)

    def forget(connection: sqlite3.Connection) -> None:
        forget_contacts(connection, known)

    return _erase(state, without_contacts, forget, len(known), {person.email for person in known.values()})


def _erase(
    state: Path,
    left_of: Callable[[Event], Event],
    forget: Callable[[sqlite3.Connection], None],
    people: int,
    emails: Iterable[str],
) -> Erased:
    def rewrite(body: bytes) -> bytes:
        event = decode_event(body)
        left = left_of(event)
        return body if left == event else encode_event(left)

    lock = DirectoryLock(state)
    try:
        path = state / DATABASE
        verify_database(path)
        with contextlib.closing(connect(path)) as connection:
            migrate(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                events = erasures.rewrite_journal(connection, rewrite)
                forget(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            erasures.wipe(connection)
        verify_database(path)
        return Erased(people, events, _clear_beside(state, {email.casefold() for email in emails if email}))
    except (sqlite3.Error, OSError) as error:
        raise ConferenceError(ErrorCode.DISK, f"{state}: {error}") from error
    finally:
        lock.release()


def _clear_beside(state: Path, emails: set[str]) -> int:
    """Remove mails to these addresses, older copies of the database, lists and logs, which may name anybody."""
    gone = 0
    for mail in sorted((state / OUTBOX).glob("*.eml")):
        with mail.open("rb") as file:
            to = str(BytesHeaderParser(policy=SMTP).parse(file)["To"] or "").casefold()
        if any(email in to for email in emails):
            mail.unlink()
            gone += 1
    lists = (state / LISTS).glob("*")
    for path in (*ways_back(state / DATABASE), state / f"{DATABASE}.newer", *state.glob(LOGS), *lists):
        path.unlink(missing_ok=True)
    return gone
