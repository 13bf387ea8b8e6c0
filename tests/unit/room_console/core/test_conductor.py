"""Nothing is told that is not on disk, and what the disk refuses has not happened."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import Overrun, SpeechTimers
from common.model.ids import RequestId
from common.model.meeting import Rules
from room_console.core import conductor as conductor_module
from room_console.core.conductor import Conductor, replayed
from room_console.core.meeting.effects import Effect, Tell
from room_console.core.meeting.events import decode_event
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorRequested,
    FloorWithdrawn,
    Restarted,
    RulesSet,
    UplinkHeard,
)
from room_console.core.meeting.timingevents import TimeOver
from tests.helpers.corestore import JournalInMemory, journal_of
from tests.helpers.logfail import LogWatch
from tests.helpers.playbook import ANNA, BORIS, CARLA, CHAIR, OTTO, Room, a_room, given


@asynccontextmanager
async def conducting(journal: JournalInMemory) -> AsyncIterator[tuple[Conductor, list[Effect]]]:
    """Run a conductor; yield it and all effects carried out, in order."""
    carried: list[Effect] = []
    is_kept: list[bool] = []

    def carry_out(effects: Sequence[Effect]) -> None:
        kept = {revision for revision, _, _ in journal.entries}
        is_kept.extend(effect.revision in kept for effect in effects if isinstance(effect, Tell))
        carried.extend(effects)

    conductor = Conductor(journal, ManualClock(), carry_out)
    conductor.start()
    try:
        yield conductor, carried
    finally:
        await conductor.stop()
        assert all(is_kept)


def room_journal() -> JournalInMemory:
    """Return the journal of a room in which everyone has joined."""
    return journal_of(given(a_room()))


async def test_a_decision_is_kept_and_then_told() -> None:
    journal = room_journal()
    before = len(journal.entries)
    async with conducting(journal) as (conductor, carried):
        await conductor.submit(FloorRequested(ANNA))
        assert len(journal.entries) > before
        assert any(isinstance(effect, Tell) for effect in carried)
        assert conductor.meeting.state.speakers.of(ANNA) is not None


async def test_a_refusal_reaches_who_asked_and_nobody_else() -> None:
    async with conducting(room_journal()) as (conductor, carried):
        with pytest.raises(ConferenceError) as refusal:
            await conductor.submit(FloorRequested(OTTO))
        assert refusal.value.code is ErrorCode.NOT_ALLOWED
        assert carried == []


async def test_decisions_that_wait_together_are_written_together() -> None:
    journal = room_journal()
    async with conducting(journal) as (conductor, _):
        await asyncio.gather(*(conductor.submit(FloorRequested(who)) for who in (ANNA, BORIS, CARLA)))
    assert len(journal.writes) == 1


class _Slow(ManualClock):
    """Every look at it takes a second."""

    def mono_s(self) -> float:
        """Return seconds, one more each time."""
        self.advance(1.0)
        return super().mono_s()


async def test_the_loop_has_its_turn_between_long_decisions_that_are_written_together() -> None:
    journal = room_journal()
    conductor = Conductor(journal, _Slow(), lambda _: None)
    for who in (ANNA, BORIS, CARLA):
        conductor.post(FloorRequested(who))
    turns: list[int] = []
    async with asyncio.TaskGroup() as group:
        conductor.start()
        group.create_task(_count_turns(conductor, turns))
    await conductor.stop()
    assert turns[:3] == [1, 2, 3]
    assert len(journal.writes) == 1


async def _count_turns(conductor: Conductor, seen: list[int]) -> None:
    """Note at each turn of the loop how many have asked so far."""
    while len(seen) < 3:
        await asyncio.sleep(0)
        speakers = conductor.meeting.state.speakers
        seen.append(sum(speakers.of(who) is not None for who in (ANNA, BORIS, CARLA)))


async def test_a_full_disk_undoes_the_decision(expects_logs: LogWatch) -> None:
    expects_logs("decisions undone")
    journal = room_journal()
    async with conducting(journal) as (conductor, carried):
        revision = conductor.meeting.revision
        journal.is_full = True
        with pytest.raises(ConferenceError) as refusal:
            await conductor.submit(FloorRequested(ANNA))
        assert refusal.value.code is ErrorCode.DISK
        assert conductor.meeting.revision == revision
        assert conductor.meeting.state.speakers.of(ANNA) is None
        journal.is_full = False
        await conductor.submit(FloorRequested(ANNA))
        assert any(isinstance(effect, Tell) for effect in carried)


async def test_what_follows_is_called_before_anything_else_is_decided() -> None:
    async with conducting(room_journal()) as (conductor, _):
        seen: list[bool] = []
        first = conductor.submit(
            FloorRequested(ANNA), then=lambda: seen.append(conductor.meeting.state.speakers.of(BORIS) is not None)
        )
        await asyncio.gather(first, conductor.submit(FloorRequested(BORIS)))
        assert len(seen) == 1


async def test_a_posted_input_that_is_refused_disturbs_nobody() -> None:
    async with conducting(room_journal()) as (conductor, carried):
        conductor.post(FloorWithdrawn(ANNA))
        await conductor.submit(FloorRequested(ANNA))
        assert carried


async def test_what_was_decided_is_there_after_a_restart() -> None:
    journal = room_journal()
    async with conducting(journal) as (conductor, _):
        await conductor.submit(FloorRequested(BORIS))
        live = conductor.meeting.state
    async with conducting(journal) as (again, _):
        assert again.meeting.state == live


def speech_room() -> Room:
    """Return a room in which Anna has just begun to speak, for 30 s, with 15 s of grace."""
    timers = SpeechTimers(speech_s=30, overrun=Overrun.CUT, grace_s=15)
    rules = RulesSet(CHAIR, Rules(timers=timers))
    return given(a_room(ANNA), rules, FloorGranted(CHAIR, RequestId(1)), UplinkHeard(ANNA))


async def test_who_overruns_is_cut_in_time_and_nothing_is_polled() -> None:
    room = speech_room()
    journal, clock = journal_of(room), ManualClock(room.now_ms)
    conductor = Conductor(journal, clock, lambda _: None)
    conductor.start()
    await conductor.submit(UplinkHeard(ANNA))
    await clock.elapse(29.9)
    assert journal.writes == []
    await clock.elapse(0.1)
    due_ms = room.now_ms + 30_000
    assert [decode_event(body) for _, _, body in journal.entries[-1:]] == [TimeOver(RequestId(1), ANNA, due_ms)]
    await clock.elapse(14.9)
    assert conductor.meeting.state.speakers.of(ANNA) is not None
    await clock.elapse(0.1)
    assert conductor.meeting.state.speakers.of(ANNA) is None
    assert [at_ms for _, at_ms, _ in journal.entries[-2:]] == [due_ms, due_ms + 15_000]
    await conductor.stop()
    assert replayed(journal).state == conductor.meeting.state


async def test_after_a_restart_time_goes_on_from_where_it_was() -> None:
    room = speech_room()
    journal, clock = journal_of(room), ManualClock(room.now_ms)
    clock.advance(20.0)
    conductor = Conductor(journal, clock, lambda _: None)
    conductor.start()
    await conductor.submit(Restarted())
    clock.advance(3_600.0)
    await conductor.submit(UplinkHeard(ANNA))
    await clock.elapse(24.9)
    assert conductor.meeting.state.speakers.of(ANNA) is not None
    await clock.elapse(0.1)
    assert conductor.meeting.state.speakers.of(ANNA) is None
    await conductor.stop()


async def test_the_loop_has_its_turn_between_those_who_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conductor_module, "ANSWERING_S", -1.0)
    happened: list[str] = []

    async def decide(name: str) -> None:
        await conductor.submit(FloorRequested(ANNA if name == "anna" else BORIS), then=lambda: happened.append(name))
        happened.append(f"{name} is answered")

    async with conducting(room_journal()) as (conductor, _), asyncio.timeout(5.0), asyncio.TaskGroup() as group:
        group.create_task(decide("anna"))
        group.create_task(decide("boris"))
    assert happened == ["anna", "anna is answered", "boris", "boris is answered"]
