"""The slots of coaching: made by staff, one coming slot a person; on disk before it is promised."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from common.aio.clock import Clock
from common.model.coaching import CoachingSlot, SlotId, SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.coaching.series import instants_of
from room_console.core.shelf import RecordStore, Shelf

_log = logging.getLogger(__name__)

MAX_SLOTS: Final = 2_000
"""Of a meeting, past ones among them."""


@dataclass(frozen=True, slots=True)
class KeptSlot:
    """A slot as kept, with the reminders that are over for it, in minutes before its beginning."""

    slot: CoachingSlot
    reminded_min: tuple[int, ...] = ()
    is_refused: bool = False
    """Whether the last reminder was refused for good: who booked was told nothing by it."""


class Slots:
    """All slots of the meeting. Whoever calls has checked who may. Thread: the core's loop.

    Bookings are decided one after the other: two never get the same slot, however close they come.
    """

    def __init__(
        self,
        store: RecordStore,
        is_known: Callable[[ParticipantId], bool],
        timezone: Callable[[], str],
        clock: Clock,
    ) -> None:
        self.on_changed: Callable[[], None] = lambda: None
        """Called after each change."""
        self._kept: Shelf[KeptSlot] = Shelf(store, "slot", KeptSlot, lambda kept: kept.slot.participant)
        self._is_known = is_known
        self._timezone = timezone
        self._clock = clock
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()

    def all(self) -> tuple[CoachingSlot, ...]:
        """Return every slot, earliest first."""
        return tuple(sorted((self._as_is(kept) for kept in self._kept.values()), key=lambda slot: slot.starts_at_ms))

    def free(self) -> tuple[CoachingSlot, ...]:
        """Return those that can be booked now, earliest first."""
        now_ms = self._clock.now_ms()
        return tuple(slot for slot in self.all() if slot.participant is None and slot.starts_at_ms > now_ms)

    def of(self, participant: ParticipantId) -> CoachingSlot | None:
        """Return the slot that someone has booked and that is not over; None without one."""
        now_ms = self._clock.now_ms()
        mine = (slot for slot in self.all() if slot.participant == participant and slot.ends_at_ms > now_ms)
        return next(mine, None)

    def refused_reminders(self) -> tuple[SlotId, ...]:
        """Return the booked slots whose last reminder was refused for good."""
        refused = (self._as_is(kept) for kept in self._kept.values() if kept.is_refused)
        return tuple(slot.slot for slot in refused if slot.participant is not None)

    def due_reminders(self, before_min: tuple[int, ...]) -> list[tuple[CoachingSlot, int]]:
        """Return the coming slots for which a reminder is due and not sent: each with the nearest of `before_min`."""
        now_ms = self._clock.now_ms()
        found = []
        for kept in self._kept.values():
            slot = self._as_is(kept)
            left_min = (slot.starts_at_ms - now_ms) / 60_000
            due = [minutes for minutes in before_min if 0 < left_min <= minutes]
            if slot.participant is not None and due and min(due) not in kept.reminded_min:
                found.append((slot, min(due)))
        return found

    async def add(self, series: SlotSeries) -> tuple[CoachingSlot, ...]:
        """Make the slots of a series that are still to come; return them.

        Raises: ConferenceError(`malformed`), (`already`) where one would overlap another, (`limit`), (`disk`).
        """
        wanted = [
            CoachingSlot(SlotId(f"{start:014}"), start, end)
            for start, end in instants_of(series, self._timezone())
            if start > self._clock.now_ms()
        ]
        if not wanted:
            raise ConferenceError(ErrorCode.MALFORMED, "every slot of this series is over")
        async with self._turn:
            if len(self._kept) + len(wanted) > MAX_SLOTS:
                raise ConferenceError(ErrorCode.LIMIT, f"at most {MAX_SLOTS} slots a meeting")
            if _overlap([*self.all(), *wanted]):
                raise ConferenceError(ErrorCode.ALREADY, "there are slots at this time")
            await self._kept.put({slot.slot: KeptSlot(slot) for slot in wanted})
        self.on_changed()
        return tuple(wanted)

    async def remove(self, slot: SlotId) -> None:
        """Take away a slot that nobody has booked. Raises: ConferenceError(`not_found`, `already`, `disk`)."""
        async with self._turn:
            if self._slot(slot).participant is not None:
                raise ConferenceError(ErrorCode.ALREADY, "somebody has booked this slot")
            await self._kept.remove([slot])
        self.on_changed()

    async def book(self, slot: SlotId, participant: ParticipantId) -> CoachingSlot:
        """Give a free slot to a person, in the place of the coming one that they had.

        Raises: ConferenceError(`not_found`), (`limit`) for one that another has, (`unexpected`) for one that is over.
        """
        async with self._turn:
            wanted, before = self._slot(slot), self.of(participant)
            if not self._is_known(participant):
                raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
            if wanted.participant == participant:
                return wanted
            if wanted.participant is not None:
                raise ConferenceError(ErrorCode.LIMIT, "somebody else has booked this slot")
            if wanted.ends_at_ms <= self._clock.now_ms():
                raise ConferenceError(ErrorCode.UNEXPECTED, "this slot is over")
            booked = replace(wanted, participant=participant)
            values: dict[str, KeptSlot] = {slot: KeptSlot(booked)}
            if before is not None:
                values[before.slot] = KeptSlot(replace(before, participant=None))
            await self._kept.put(values)
        _log.info("= coaching slot %s is booked by %s", slot, participant)
        self.on_changed()
        return booked

    async def cancel(self, participant: ParticipantId) -> None:
        """Free the coming slot of a person. Raises: ConferenceError(`not_found`, `disk`)."""
        async with self._turn:
            booked = self.of(participant)
            if booked is None:
                raise ConferenceError(ErrorCode.NOT_FOUND, "no slot is booked")
            await self._kept.put({booked.slot: KeptSlot(replace(booked, participant=None))})
        _log.info("= coaching slot %s is free again", booked.slot)
        self.on_changed()

    async def note_reminded(self, slot: CoachingSlot, before_min: int, *, is_refused: bool = False) -> bool:
        """Keep that a reminder is over, sent or refused; False where the booking has changed meanwhile.

        Raises: ConferenceError(`disk`).
        """
        async with self._turn:
            kept = self._kept.get(slot.slot)
            if kept is None or kept.slot != slot or before_min in kept.reminded_min:
                return False
            reminded_min = (*kept.reminded_min, before_min)
            await self._kept.put({slot.slot: KeptSlot(kept.slot, reminded_min, is_refused)})
        if is_refused is not kept.is_refused:
            self.on_changed()
        return True

    def _slot(self, slot: SlotId) -> CoachingSlot:
        kept = self._kept.get(slot)
        if kept is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such slot")
        return self._as_is(kept)

    def _as_is(self, kept: KeptSlot) -> CoachingSlot:
        """Return the slot; free where who had booked it is registered no more."""
        who = kept.slot.participant
        return kept.slot if who is None or self._is_known(who) else replace(kept.slot, participant=None)


def _overlap(slots: list[CoachingSlot]) -> bool:
    ordered = sorted(slots, key=lambda slot: slot.starts_at_ms)
    return any(second.starts_at_ms < first.ends_at_ms for first, second in pairwise(ordered))
