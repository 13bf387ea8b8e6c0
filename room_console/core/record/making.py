"""A List of Participants from the database to a file; for a process of its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import assert_never

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView, view_of
from common.model.people import Attendance, Person
from common.model.record import Attended, ListFormat, ListOrder, ListPart, ListStage
from common.model.zones import in_zone
from room_console.core.record.outline import ParticipantList
from room_console.core.record.participants import followers_part, listed
from room_console.core.record.reading import Record, read_record
from room_console.core.record.words import LANGUAGES, words

Tell = Callable[[tuple[ListStage, int]], None]


def make_list(tell: Tell, database: Path, order: ListOrder, path: Path, now_ms: int) -> int:
    """Write the list that was ordered, as of now; return how many people it names.

    Raises: ConferenceError(`disk`, `not_found`, `malformed`).
    """
    tell((ListStage.READING, 0))
    made = list_of(read_record(database, now_ms), order)
    tell((ListStage.WRITING, len(made)))
    try:
        _writer(order.format)(made, path)
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path.name}: {error.strerror}") from error
    return len(made)


def take_attendance(
    tell: Tell, database: Path, session: int | None, now_ms: int
) -> tuple[tuple[Attended, ...], tuple[ParticipantView, ...]]:
    """Say who was there, and who of them is registered no more. Raises: ConferenceError(`disk`, `not_found`)."""
    tell((ListStage.READING, 0))
    record = read_record(database, now_ms)
    found = record.attended(session)
    former = (person for one in found if (person := record.former.get(one.participant)) is not None)
    return found, tuple(map(view_of, former))


def list_of(record: Record, order: ListOrder) -> ParticipantList:
    """Arrange the record as it was ordered; e-mail addresses and followers only where the meeting lists them.

    Raises: ConferenceError(`not_found`) for a session that is none, (`malformed`).
    """
    check(order)
    details, rules = record.state.details, record.state.registration
    people: Iterable[Person] = record.state.people.values()
    title = ""
    if order.session is not None:
        people = _who_came((*people, *record.former.values()), record.attended(order.session))
        title = _session_title(record, order)
    parts = listed(list(people), order.parts, order.with_email and rules.lists_emails)
    if ListPart.FOLLOWERS in order.parts and rules.lists_followers:
        parts = (*parts, followers_part(record.followers))
    as_of = f"{in_zone(record.until_ms, details.timezone):%Y-%m-%d %H:%M} ({details.timezone})"
    return ParticipantList(details.symbol, details.title, order.languages, as_of, parts, title)


def check(order: ListOrder) -> None:
    """Refuse what can't be made. Raises: ConferenceError(`malformed`)."""
    if not order.parts:
        raise ConferenceError(ErrorCode.MALFORMED, "a list has one part at least")
    if not order.languages or len(order.languages) > len(LANGUAGES) or not set(order.languages) <= set(LANGUAGES):
        raise ConferenceError(ErrorCode.MALFORMED, f"headings are in some of {', '.join(LANGUAGES)}")


def _writer(kind: ListFormat) -> Callable[[ParticipantList, Path], None]:
    """Load what writes a format: the core, which only orders, needs none of it."""
    match kind:
        case ListFormat.PDF:
            from room_console.core.record.pdflist import write_pdf as write
        case ListFormat.DOCX:
            from room_console.core.record.docxlist import write_docx as write
        case ListFormat.CSV:
            from room_console.core.record.csvlist import write_csv as write
        case _:
            assert_never(kind)
    return write


def _who_came(people: Iterable[Person], found: Iterable[Attended]) -> Iterator[Person]:
    """Yield those who were there, as they were there: in the hall or not, whatever they had registered for."""
    came: dict[ParticipantId, Attended] = {attended.participant: attended for attended in found}
    for person in people:
        if (attended := came.get(person.participant)) is not None:
            yield replace(person, attendance=Attendance.ON_SITE if attended.is_on_site else Attendance.REMOTE)


def _session_title(record: Record, order: ListOrder) -> str:
    known = record.state.details.session(order.session)
    heading = words(order.languages[0])["session"].format(number=order.session)
    return f"{heading}: {known.title}" if known is not None and known.title else heading
