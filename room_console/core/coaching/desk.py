"""Coaching at the console: slots, their bookings, reminders, what came of it (R6)."""

import asyncio
from collections.abc import Mapping
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.coaching import CoachingNote, CoachingSlot
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Person, Role, may
from common.protocol import coaching
from common.protocol.envelope import Message
from room_console.core.admission.mail import Mailer
from room_console.core.audience import Audience
from room_console.core.coaching.notes import CoachingNotes
from room_console.core.coaching.reminders import Reminders
from room_console.core.coaching.slots import Slots
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting.permissions import known
from room_console.core.shelf import RecordStore

GATHER_S: Final = 0.3
PREPARING: Final = frozenset(role for role in Role if may(role, Action.PREPARE))
"""Who sees everybody's bookings."""


class CoachingDesk(Desk):
    """`slots` may be booked by pages too: whoever calls it has checked who may. Thread: the core's loop."""

    def __init__(
        self,
        conductor: Conductor,
        audience: Audience,
        store: RecordStore,
        mailer: Mailer,
        reminders_min: tuple[int, ...],
        clock: Clock,
    ) -> None:
        self._conductor = conductor
        self._audience = audience
        self._clock = clock
        self.slots = Slots(store, lambda who: self._person(who) is not None, self._timezone, clock)
        self.slots.on_changed = self._changed
        self._notes = CoachingNotes(store)
        self._reminders = Reminders(
            self.slots, mailer, self._person, lambda: conductor.meeting.state.details, reminders_min, clock
        )
        self._told: dict[ParticipantId, CoachingSlot] = {}
        self._has_changed = asyncio.Event()
        self._tasks = TaskOwner("coaching")
        follow, prepare = Action.FOLLOW, Action.PREPARE
        self.answers: Mapping[type[Message], Answer] = {
            coaching.AddSlots: Answer(self._add, prepare),
            coaching.RemoveSlot: Answer(self._remove, prepare),
            coaching.BookSlot: Answer(self._book, follow),
            coaching.CancelSlot: Answer(self._cancel, follow),
            coaching.ListSlots: Answer(self._list, follow),
            coaching.NoteCoaching: Answer(self._note, prepare),
            coaching.ReadCoaching: Answer(self._read, prepare),
        }

    async def start(self) -> None:
        """Read what is kept, and begin to remind. Raises: ConferenceError(`disk`)."""
        await self.slots.start()
        await self._notes.start()
        self._told = self._booked()
        spawn(self._tell_changes(), name="tell coaching", owner=self._tasks)
        spawn(self._reminders.run(), name="remind of coaching", owner=self._tasks)

    async def stop(self) -> None:
        """Remind no more."""
        await self._tasks.cancel_all()

    def greet(self, connection: Connection) -> None:
        """Tell staff everything, anybody else their own slot."""
        if connection.role in PREPARING:
            connection.send(self._plan())
        if (slot := self.slots.of(connection.participant)) is not None:
            connection.send(coaching.OwnSlot(slot))

    async def _add(self, connection: Connection, message: coaching.AddSlots) -> None:
        await self.slots.add(message.series)

    async def _remove(self, connection: Connection, message: coaching.RemoveSlot) -> None:
        await self.slots.remove(message.slot)

    async def _book(self, connection: Connection, message: coaching.BookSlot) -> None:
        await self.slots.book(message.slot, _for_whom(connection, message.participant))

    async def _cancel(self, connection: Connection, message: coaching.CancelSlot) -> None:
        await self.slots.cancel(_for_whom(connection, message.participant))

    async def _list(self, connection: Connection, message: coaching.ListSlots) -> Message:
        return coaching.SlotsOffered(message.ref, self.slots.free(), self.slots.of(connection.participant))

    async def _note(self, connection: Connection, message: coaching.NoteCoaching) -> None:
        known(self._conductor.meeting.state, message.participant)
        by, now_ms = connection.participant, self._clock.now_ms()
        await self._notes.keep(CoachingNote(message.participant, message.outcome, message.text.strip(), by, now_ms))
        self._changed()

    async def _read(self, connection: Connection, message: coaching.ReadCoaching) -> Message:
        known(self._conductor.meeting.state, message.participant)
        return coaching.CoachingKept(message.ref, message.participant, self._notes.of(message.participant))

    def _changed(self) -> None:
        self._has_changed.set()

    async def _tell_changes(self) -> None:
        """Tell staff the plan, and those whose slot is another one; many changes together are told once."""
        while True:
            await self._has_changed.wait()
            await self._clock.sleep(GATHER_S)
            self._has_changed.clear()
            plan = self._plan()
            for member in self._audience.staff(PREPARING):
                member.send(plan)
            before, self._told = self._told, self._booked()
            for who in before.keys() | self._told.keys():
                if before.get(who) != self._told.get(who) and (connection := self._audience.get(who)) is not None:
                    connection.send(coaching.OwnSlot(self._told.get(who)))

    def _plan(self) -> Message:
        return coaching.CoachingPlan(self.slots.all(), self._notes.outcomes(), self.slots.refused_reminders())

    def _booked(self) -> dict[ParticipantId, CoachingSlot]:
        now_ms = self._clock.now_ms()
        coming = [slot for slot in self.slots.all() if slot.ends_at_ms > now_ms]
        return {slot.participant: slot for slot in reversed(coming) if slot.participant is not None}

    def _person(self, who: ParticipantId) -> Person | None:
        return self._conductor.meeting.state.people.get(who)

    def _timezone(self) -> str:
        return self._conductor.meeting.state.details.timezone


def _for_whom(connection: Connection, named: ParticipantId | None) -> ParticipantId:
    """Return whose booking is meant. Raises: ConferenceError(`not_allowed`) for another's without the right."""
    who = named if named is not None else connection.participant
    if who != connection.participant and not may(connection.role, Action.PREPARE):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, "one books for oneself")
    return who
