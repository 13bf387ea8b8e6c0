"""What is kept beside the journal, and what becomes of it when personal data end."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from common.model.chat import ChairNotice
from common.model.coaching import CoachingNote
from common.model.documents import Document
from common.model.ids import ParticipantId
from common.model.rooms import ClosedCase
from room_console.core.chat import book, noticeboard
from room_console.core.chat.book import KeptLine
from room_console.core.meeting.erasing import StandIns, substituted
from room_console.core.record.onsite import OnSiteMark
from room_console.core.store import erasures, records
from room_console.core.store.records import Record

MINUTES: Final[dict[str, type]] = {
    "document": Document,
    "on_site": OnSiteMark,
    noticeboard.KIND: ChairNotice,
}
"""Kinds that belong to the minutes: a person in them gets a stand-in."""
CHATS: Final[dict[str, type]] = {book.KIND: KeptLine}
"""Kinds of which all goes that names a person: what they wrote, and what was written to them alone."""
OF_STAFF: Final[dict[str, type]] = {"case": ClosedCase, "coaching": CoachingNote}
"""Kinds that go with whom they are of, and in which the staff who wrote them get a stand-in."""
STAFF: Final = frozenset({"account", "session", "apikey"})
"""Kinds by which staff and other systems come in."""
NAMES: Final = frozenset({"follower"})
OF_NOBODY: Final = ("pending",)
"""Kinds that hold addresses of people who are not registered."""


def forget_contacts(connection: sqlite3.Connection, people: Iterable[ParticipantId]) -> None:
    """Forget all but minutes, names, and the ways in of staff, within the transaction that is open."""
    for person in people:
        erasures.forget_person(connection, person, {*MINUTES, *STAFF, *NAMES})
    for kind in OF_NOBODY:
        records.remove_all(connection, kind)


def forget_people(
    connection: sqlite3.Connection, stand_ins: StandIns, is_everyone: bool, emails: Iterable[str] = ()
) -> None:
    """Forget these people, with stand-ins in the minutes, and who asked to be registered by one of these addresses.

    Within the transaction that is open; `emails` are casefolded.
    """
    for person in stand_ins:
        erasures.forget_person(connection, person, MINUTES)
    for kind, of in (MINUTES | OF_STAFF).items():
        for record in records.read(connection, kind):
            replaced = _with_stand_ins(record, of, stand_ins)
            if replaced != record:
                records.remove(connection, kind, [record.key])
                records.put(connection, kind, [replaced])
    for kind, of in CHATS.items():
        naming = [r.key for r in records.read(connection, kind) if _with_stand_ins(r, of, stand_ins) != r]
        records.remove(connection, kind, naming)
    asked = [f'"{email}"'.encode() for email in emails]
    for kind in OF_NOBODY:
        naming = [r.key for r in records.read(connection, kind) if any(email in r.value.lower() for email in asked)]
        records.remove(connection, kind, naming)
    for kind in (*OF_NOBODY, *NAMES) if is_everyone else ():
        records.remove_all(connection, kind)


def _with_stand_ins(record: Record, of: Any, stand_ins: StandIns) -> Record:
    value = msgspec.json.decode(record.value, type=of)
    left = substituted(value, of, stand_ins)
    if left == value and record.participant not in stand_ins:
        return record
    key, owner = record.key, record.participant
    if owner is not None and (stand_in := stand_ins.get(owner)) is not None:
        key, owner = key.replace(owner, stand_in), stand_in
    return Record(key, msgspec.json.encode(left), owner)
