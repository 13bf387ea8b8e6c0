"""Registration as a desk: everyone who takes part is registered, altered and taken off here, whoever asks for it."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Person, may
from common.model.registration import (
    NO_PLACE,
    Accepted,
    Applicant,
    NotRegistered,
    Obstacle,
    Overflow,
    RegistrationOutcome,
    RegistrationRules,
    SentToWebcast,
    Source,
)
from common.protocol import people as messages
from common.protocol.envelope import Message
from room_console.core.admission.admission import Admission
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting import inputs
from room_console.core.meeting.events import Event, PersonListed, PersonUnlisted, RegistrationRuled
from room_console.core.meeting.persons import check_person, cleaned, email_fault
from room_console.core.meeting.registering import CODES, obstacle, words_for
from room_console.core.meeting.state import MeetingState
from room_console.core.settings.people import free_id

PAGE_SIZE = 200
"""People in one message: about 1 ms to encode."""


class Registration(Desk):
    """Thread: the core's loop. What it accepts is on disk before it says so."""

    def __init__(self, conductor: Conductor, admission: Admission, clock: Clock, start: RegistrationRules) -> None:
        """`start` are the rules until the office sets others."""
        self._conductor = conductor
        self._admission = admission
        self._clock = clock
        self._start = start
        self.turn = asyncio.Lock()
        """Held while an id is chosen and taken."""
        self._preparers: dict[ParticipantId, Connection] = {}
        self._readers: dict[ParticipantId, Connection] = {}
        self.answers = {
            messages.ListPeople: Answer(self._list, Action.PREPARE),
            messages.RegisterPerson: Answer(self._register, Action.PREPARE),
            messages.AlterPerson: Answer(self._alter, Action.PREPARE),
            messages.RemovePerson: Answer(self._remove, Action.PREPARE),
            messages.SwapAttendance: Answer(self._swap),
            messages.SetRegistration: Answer(self._set, Action.PREPARE),
        }

    async def start(self) -> None:
        """Put the configuration's limits to the rules, unless there are others. Raises: ConferenceError(`disk`)."""
        if self._state.registration == RegistrationRules():
            await self._conductor.submit(inputs.RegistrationSet(self._start))

    async def register(
        self, wanted: Applicant, by: ParticipantId | None, source: Source | None = None
    ) -> RegistrationOutcome:
        """Register somebody who is new. Without `by`, the person asks on the open page.

        Raises: ConferenceError(`not_allowed`, `not_found`) for who may not prepare, (`disk`, `busy`).
        """
        source = source or (Source.PAGE if by is None else Source.OFFICE)
        async with self.turn:
            person = cleaned(Person(participant=self._free_id(wanted), **asdict(wanted)))
            if (fault := _fault(person)) is not None:
                return NotRegistered(Obstacle.INVALID, fault)
            state = self._state
            found = obstacle(state.registration, state.headcount, None, person, source, self._clock.now_ms())
            if found is not None:
                return self._refusal(found)
            newcomers = frozenset({person.participant})
            await self._conductor.submit(inputs.PeopleRegistered((person,), by, source, newcomers))
        return Accepted(person)

    async def remove(self, participant: ParticipantId, by: ParticipantId | None, source: Source) -> None:
        """Take somebody off the list; their token is void. Raises: ConferenceError as the rules refuse, `disk`."""
        await self._conductor.submit(inputs.PersonRemoved(participant, by, source))
        await self._admission.issue_token(participant, expires_at_ms=0)

    def greet(self, connection: Connection) -> None:
        """Tell who prepares how registration stands."""
        if may(connection.role, Action.PREPARE):
            self._preparers[connection.participant] = connection
            connection.send(messages.Registration(self._state.registration))

    def detached(self, connection: Connection) -> None:
        """Forget a link that has gone."""
        self._preparers.pop(connection.participant, None)
        self._readers.pop(connection.participant, None)

    def decided(self, events: Sequence[Event]) -> None:
        """Pass on what concerns who is registered, and how."""
        if any(isinstance(event, RegistrationRuled) for event in events):
            for connection in self._preparers.values():
                connection.send(messages.Registration(self._state.registration))
        if not self._readers:
            return
        touched = dict.fromkeys(who for event in events if (who := _listed_or_not(event)) is not None)
        if touched:
            known = self._state.people
            listed = tuple(known[who] for who in touched if who in known)
            news = messages.PeopleListed(listed, tuple(who for who in touched if who not in known))
            for connection in self._readers.values():
                connection.send(news)

    @property
    def _state(self) -> MeetingState:
        return self._conductor.meeting.state

    def _free_id(self, wanted: Applicant) -> ParticipantId:
        return ParticipantId(free_id(wanted.email, wanted.name, self._state.people.keys() | self._state.former))

    def _refusal(self, found: Obstacle) -> SentToWebcast | NotRegistered:
        rules = self._state.registration
        if found in NO_PLACE and rules.overflow is Overflow.WEBCAST:
            return SentToWebcast(rules.webcast_url, found)
        return NotRegistered(found, words_for(found))

    async def _list(self, connection: Connection, message: messages.ListPeople) -> Message | None:
        self._readers[connection.participant] = connection
        everyone = tuple(self._state.people)
        for start in range(0, len(everyone), PAGE_SIZE):
            known = self._state.people
            connection.send(
                messages.PeopleListed(tuple(known[who] for who in everyone[start : start + PAGE_SIZE] if who in known))
            )
            await asyncio.sleep(0)
        return None

    async def _register(self, connection: Connection, message: messages.RegisterPerson) -> Message | None:
        match await self.register(message.applicant, connection.participant):
            case Accepted(person=person):
                return messages.PersonKept(message.ref, person.participant)
            case SentToWebcast(url=url):
                return messages.PersonKept(message.ref, None, url)
            case NotRegistered(obstacle=found, words=words):
                raise ConferenceError(CODES[found], words)

    async def _alter(self, connection: Connection, message: messages.AlterPerson) -> Message | None:
        person = cleaned(message.person)
        before = self._state.people.get(person.participant)
        if before is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
        if (fault := _fault(replace(person, email=person.email if person.email != before.email else ""))) is not None:
            raise ConferenceError(ErrorCode.MALFORMED, fault)
        async with self.turn:
            by = connection.participant
            await self._conductor.submit(inputs.PeopleRegistered((person,), by, is_by_hand=True))
        return messages.PersonKept(message.ref, person.participant)

    async def _remove(self, connection: Connection, message: messages.RemovePerson) -> Message | None:
        await self.remove(message.participant, connection.participant, Source.OFFICE)
        return None

    async def _swap(self, connection: Connection, message: messages.SwapAttendance) -> Message | None:
        by = connection.participant
        await self._conductor.submit(inputs.AttendanceSwapped(message.participant, message.attendance, by))
        return None

    async def _set(self, connection: Connection, message: messages.SetRegistration) -> Message | None:
        await self._conductor.submit(inputs.RegistrationSet(message.registration, connection.participant))
        return None


def _fault(person: Person) -> str | None:
    try:
        check_person(person)
    except ConferenceError as error:
        return error.detail
    return f"email {fault}" if (fault := email_fault(person.email)) is not None else None


def _listed_or_not(event: Event) -> ParticipantId | None:
    match event:
        case PersonListed(person=person):
            return person.participant
        case PersonUnlisted(participant=who):
            return who
        case _:
            return None
