"""Who was seen in the hall: by a badge list, or ticked by the secretariat; session by session."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from common.protocol.documents import BadgeFault
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "on_site"
MAX_FAULTS: Final = 200
"""That are told of one part of a list; the rest is as wrong."""
MAX_TOLD: Final = 120

People = Callable[[], Mapping[ParticipantId, Person]]


@dataclass(frozen=True, slots=True)
class OnSiteMark:
    """That a person was in the hall in a session; `at_ms` is when `by` said so."""

    session: int
    participant: ParticipantId
    at_ms: int
    by: ParticipantId


class OnSite:
    """Keeps the marks. Thread: the core's loop."""

    def __init__(self, store: RecordStore, people: People) -> None:
        self._shelf = Shelf(store, KIND, OnSiteMark, lambda mark: mark.participant)
        self._people = people

    async def load(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()

    def marks(self) -> tuple[OnSiteMark, ...]:
        """Return all marks."""
        return tuple(self._shelf.values())

    async def mark(self, session: int, who: Iterable[ParticipantId], by: ParticipantId, now_ms: int) -> None:
        """Note people as seen; who was seen before stays as noted.

        Raises: ConferenceError(`not_found`, `disk`), and nothing has changed.
        """
        new = {_key(session, one): OnSiteMark(session, one, now_ms, by) for one in self._known(who)}
        if new := {key: mark for key, mark in new.items() if key not in self._shelf}:
            await self._shelf.put(new)

    async def unmark(self, session: int, who: Iterable[ParticipantId]) -> None:
        """Note people as not seen. Raises: ConferenceError(`not_found`, `disk`), and nothing has changed."""
        if gone := [key for one in self._known(who) if (key := _key(session, one)) in self._shelf]:
            await self._shelf.remove(gone)

    async def renumber(self, session: int, to: int) -> None:
        """Let the marks of a session follow to its new number. Raises: ConferenceError(`disk`)."""
        moved = [(key, mark) for key, mark in self._shelf.items() if mark.session == session]
        await self._shelf.put({_key(to, mark.participant): replace(mark, session=to) for _, mark in moved})
        await self._shelf.remove([key for key, _ in moved])

    async def read_badges(
        self, session: int, text: str, first_line: int, by: ParticipantId, now_ms: int
    ) -> tuple[int, tuple[BadgeFault, ...]]:
        """Mark all whom a badge list names; return how many, and the lines that name nobody or more than one.

        Raises: ConferenceError(`malformed`) for what is no CSV, (`disk`).
        """
        index = _index(self._people().values())
        found: set[ParticipantId] = set()
        faults: list[BadgeFault] = []
        for line, value in _values(text):
            match index.get(value.casefold(), ()):
                case [one]:
                    found.add(one)
                case several if len(faults) < MAX_FAULTS:
                    faults.append(BadgeFault(first_line + line - 1, value[:MAX_TOLD], bool(several)))
        await self.mark(session, sorted(found), by, now_ms)
        return len(found), tuple(faults)

    def _known(self, who: Iterable[ParticipantId]) -> list[ParticipantId]:
        people = self._people()
        wanted = list(who)
        if any(one not in people for one in wanted):
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
        return wanted


def by_session(marks: Iterable[OnSiteMark]) -> dict[int, frozenset[ParticipantId]]:
    """Arrange marks by session."""
    found: defaultdict[int, set[ParticipantId]] = defaultdict(set)
    for mark in marks:
        found[mark.session].add(mark.participant)
    return {session: frozenset(people) for session, people in found.items()}


def _key(session: int, participant: ParticipantId) -> str:
    return f"{session}/{participant}"


def _index(people: Iterable[Person]) -> Mapping[str, Sequence[ParticipantId]]:
    """Find people by whatever a badge may carry, case-folded."""
    found: defaultdict[str, list[ParticipantId]] = defaultdict(list)
    for person in people:
        for value in {person.participant.casefold(), person.key.casefold(), person.email.casefold()} - {""}:
            found[value].append(person.participant)
    return found


def _values(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and first column of each line that has one. Raises: ConferenceError(`malformed`)."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text))
    try:
        for row in reader:
            if row and (value := row[0].strip()):
                yield reader.line_num, value
    except csv.Error as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"line {reader.line_num}: {error}") from error


def _delimiter(text: str) -> str:
    """Take the separator that the first line has: a comma, a semicolon (as many offices write it), or a tab."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
