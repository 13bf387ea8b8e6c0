"""A state directory as a core leaves it: a journal of a small meeting, a secret, a document, an outbox."""

import hashlib
from pathlib import Path

from msgspec.json import encode

from common.model.coaching import CoachingNote, CoachingOutcome
from common.model.documents import Document, DocumentId, DocumentKind, DocumentType
from common.model.ids import ParticipantId, Revision
from common.model.people import Person, Role
from room_console.core.meeting.effects import Journal
from room_console.core.meeting.events import encode_event
from room_console.core.meeting.inputs import FloorRequested, Joined, PersonRegistered
from room_console.core.meeting.meeting import Meeting
from room_console.core.record.onsite import OnSiteMark
from room_console.core.store.records import Record
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

ANNA = Person(ParticipantId("anna"), "Anna Keller", "Norland", Role.DELEGATE, "anna@example.org", mobile="+41791234567")
BORIS = Person(ParticipantId("boris"), "Boris Antonov", "Vostok", Role.DELEGATE, "boris@example.org")
LAST_MS = 1_800_000_000_000
TEXT = b"a statement"
STATEMENT = Document(
    DocumentId("1"),
    "statement.txt",
    DocumentKind.STATEMENT,
    DocumentType.TXT,
    len(TEXT),
    hashlib.sha256(TEXT).hexdigest(),
    LAST_MS,
    ANNA.participant,
    speaker=ANNA.participant,
    delegation=ANNA.delegation,
)
SEEN = OnSiteMark(1, ANNA.participant, LAST_MS, BORIS.participant)


async def keep_meeting(state: Path) -> int:
    """Make the directory; return the journal's last revision."""
    meeting = Meeting()
    happened = (
        PersonRegistered(ANNA),
        PersonRegistered(BORIS),
        Joined(ANNA.participant),
        FloorRequested(ANNA.participant),
    )
    effects = [effect for each in happened for effect in meeting.handle(each, LAST_MS)]
    entries = [(e.revision, LAST_MS, encode_event(e.event)) for e in effects if isinstance(e, Journal)]
    store = Store.open(state / "console.db")
    await store.append(entries)
    note = CoachingNote(ANNA.participant, CoachingOutcome.READY, "anna was nervous", BORIS.participant, LAST_MS)
    await store.put_records("coaching", [Record("1", encode(note), ANNA.participant)])
    await store.put_records("document", [Record("1", encode(STATEMENT), ANNA.participant)])
    await store.put_records("on_site", [Record("1 anna", encode(SEEN), ANNA.participant)])
    await store.put_records("pending", [Record("1", b'"dora@example.org"')])
    await store.put_records("account", [Record("olga", b'"argon"', ParticipantId("boris"))])
    await store.put_report(ANNA.participant, LAST_MS, b"anna's report")
    await store.close()
    ensure_secret(state)
    (state / "documents").mkdir(parents=True)
    (state / "documents" / "1").write_bytes(TEXT)
    (state / "outbox").mkdir()
    for number, person in enumerate((ANNA, BORIS)):
        (state / "outbox" / f"{number}-1.eml").write_text(f"To: {person.email}\r\nSubject: Your code\r\n\r\n123456\r\n")
    (state / "lists").mkdir()
    (state / "lists" / "list-1.csv").write_text("Anna Keller,anna@example.org")
    (state / "operator.link").write_text("hemicycle://secret")
    (state / "core.log").write_text("anna joined")
    return Revision(len(entries))
