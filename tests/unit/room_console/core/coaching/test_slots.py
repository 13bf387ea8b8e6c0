"""Slots: one a person, never double-booked, kept over a restart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.coaching import SlotId, SlotSeries
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.coaching.slots import Slots
from room_console.core.store.store import Store

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
SERIES = SlotSeries("2027-05-10", 9 * 60, 10 * 60, 20)
EVE_MS = round(datetime(2027, 5, 9, 9, tzinfo=UTC).timestamp() * 1000)
HOUR_S, DAY_S = 3600.0, 86_400.0


class Kit:
    """Slots on a real store, with a clock that is moved."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock(EVE_MS)
        self.known = {ANNA, BORIS, *(ParticipantId(f"p{n}") for n in range(50))}
        self.slots = self.new()

    def new(self) -> Slots:
        """Make the slots as after a restart."""
        return Slots(self.store, self.known.__contains__, lambda: "UTC", self.clock)


@pytest.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    store = Store.open(tmp_path / "console.db")
    kit = Kit(store)
    await kit.slots.start()
    yield kit
    await store.close()


async def refused(code: ErrorCode, work: object) -> None:
    """Check that it is refused so."""
    with pytest.raises(ConferenceError) as refusal:
        await work  # type: ignore[misc]
    assert refusal.value.code is code


async def test_a_slot_is_booked_moved_and_cancelled(kit: Kit) -> None:
    first, second, _ = await kit.slots.add(SERIES)
    assert (await kit.slots.book(first.slot, ANNA)).participant == ANNA
    assert kit.slots.free()[0] == second
    await kit.slots.book(second.slot, ANNA)
    assert kit.slots.of(ANNA) is not None
    assert [slot.slot for slot in kit.slots.all() if slot.participant == ANNA] == [second.slot]
    await kit.slots.cancel(ANNA)
    assert len(kit.slots.free()) == 3
    await refused(ErrorCode.NOT_FOUND, kit.slots.cancel(ANNA))


async def test_of_fifty_who_want_one_slot_at_once_one_gets_it(kit: Kit) -> None:
    (slot, *_) = await kit.slots.add(SERIES)
    came = await asyncio.gather(
        *(kit.slots.book(slot.slot, ParticipantId(f"p{n}")) for n in range(50)), return_exceptions=True
    )
    booked = [each for each in came if not isinstance(each, BaseException)]
    assert len(booked) == 1
    assert {e.code for e in came if isinstance(e, ConferenceError)} == {ErrorCode.LIMIT}
    assert [s.participant for s in kit.slots.all()] == [booked[0].participant, None, None]


async def test_one_person_who_books_all_at_once_has_one(kit: Kit) -> None:
    slots = await kit.slots.add(SERIES)
    await asyncio.gather(*(kit.slots.book(slot.slot, ANNA) for slot in slots))
    assert sum(slot.participant == ANNA for slot in kit.slots.all()) == 1


async def test_bookings_are_there_after_a_restart(kit: Kit) -> None:
    (slot, *_) = await kit.slots.add(SERIES)
    await kit.slots.book(slot.slot, ANNA)
    again = kit.new()
    await again.start()
    assert again.all() == kit.slots.all()
    assert again.of(ANNA) is not None


async def test_series_must_not_overlap(kit: Kit) -> None:
    await kit.slots.add(SERIES)
    await refused(ErrorCode.ALREADY, kit.slots.add(SlotSeries("2027-05-10", 9 * 60 + 50, 11 * 60, 20)))
    assert len(kit.slots.all()) == 3


async def test_a_booked_slot_is_not_removed_a_free_one_is(kit: Kit) -> None:
    first, second, _ = await kit.slots.add(SERIES)
    await kit.slots.book(first.slot, ANNA)
    await refused(ErrorCode.ALREADY, kit.slots.remove(first.slot))
    await kit.slots.remove(second.slot)
    assert len(kit.slots.all()) == 2
    await refused(ErrorCode.NOT_FOUND, kit.slots.remove(second.slot))


async def test_what_is_over_is_not_booked_and_counts_no_more(kit: Kit) -> None:
    first, second, third = await kit.slots.add(SERIES)
    await kit.slots.book(first.slot, ANNA)
    kit.clock.advance(DAY_S + 0.7 * HOUR_S)
    await refused(ErrorCode.UNEXPECTED, kit.slots.book(second.slot, BORIS))
    assert kit.slots.of(ANNA) is None
    await kit.slots.book(third.slot, ANNA)
    assert [slot.slot for slot in kit.slots.all() if slot.participant == ANNA] == [first.slot, third.slot]


async def test_strangers_book_nothing_and_leave_their_slot_when_they_go(kit: Kit) -> None:
    (slot, *_) = await kit.slots.add(SERIES)
    await refused(ErrorCode.NOT_FOUND, kit.slots.book(slot.slot, ParticipantId("nobody")))
    await refused(ErrorCode.NOT_FOUND, kit.slots.book(SlotId("00"), ANNA))
    await kit.slots.book(slot.slot, ANNA)
    kit.known.remove(ANNA)
    assert len(kit.slots.free()) == 3
    assert (await kit.slots.book(slot.slot, BORIS)).participant == BORIS


async def test_each_reminder_is_due_once_and_moves_with_the_booking(kit: Kit) -> None:
    first, second, _ = await kit.slots.add(SERIES)
    before = (24 * 60, 60)
    await kit.slots.book(first.slot, ANNA)
    ((slot, minutes),) = kit.slots.due_reminders(before)
    assert (slot.participant, minutes) == (ANNA, 24 * 60)
    assert await kit.slots.note_reminded(slot, minutes)
    assert not await kit.slots.note_reminded(slot, minutes)
    assert kit.slots.due_reminders(before) == []
    kit.clock.advance(DAY_S - HOUR_S)
    assert [minutes for _, minutes in kit.slots.due_reminders(before)] == [60]
    moved = await kit.slots.book(second.slot, ANNA)
    assert not await kit.slots.note_reminded(slot, 60)
    assert [s for s, _ in kit.slots.due_reminders((60 * 24, 60))] == [moved]
    kit.clock.advance(DAY_S)
    assert kit.slots.due_reminders(before) == []
