"""A clock that is set while somebody speaks neither takes their time nor gives them more."""

from collections.abc import Sequence

import pytest

from common.aio.clock import ManualClock
from common.model.floor import Overrun, SpeechTimers
from common.model.meeting import Rules
from room_console.core.conductor import Conductor
from room_console.core.heldclock import HeldClock
from room_console.core.meeting.effects import Effect
from room_console.core.meeting.inputs import (
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorTaken,
    RulesSet,
    UplinkHeard,
)
from tests.helpers.corestore import JournalInMemory, journal_of
from tests.helpers.playbook import ANNA, BORIS, CHAIR, a_room, given

HOUR_MS = 3_600_000
CUT = Rules(2, 1, timers=SpeechTimers(speech_s=60, overrun=Overrun.CUT, grace_s=10))


class SetClock(ManualClock):
    """A clock that somebody sets."""

    ahead_ms = 0

    def now_ms(self) -> int:
        """Return what it shows."""
        return super().now_ms() + self.ahead_ms


def test_it_goes_on_by_itself_while_held_and_follows_after() -> None:
    below = SetClock()
    clock, start_ms = HeldClock(below), below.now_ms()
    below.ahead_ms = HOUR_MS
    assert clock.now_ms() == start_ms + HOUR_MS
    clock.hold(True)
    below.ahead_ms = -HOUR_MS
    below.advance(5)
    clock.hold(True)
    assert clock.now_ms() == start_ms + HOUR_MS + 5_000
    clock.hold(False)
    assert clock.now_ms() == below.now_ms() == start_ms - HOUR_MS + 5_000


async def spoken_until_cut(set_by_ms: int) -> tuple[float, JournalInMemory]:
    """Let Anna speak for 30 s, set the clock, and go on until she is cut; return after how many seconds."""
    clock, journal = SetClock(), journal_of(given(a_room()))
    conductor = Conductor(journal, clock, lambda _: None)
    conductor.start()
    await conductor.submit(RulesSet(CHAIR, CUT))
    await conductor.submit(FloorRequested(ANNA))
    request = conductor.meeting.state.speakers.numbers[ANNA]
    await conductor.submit(FloorGranted(CHAIR, request))
    await conductor.submit(UplinkHeard(ANNA))
    await clock.elapse(30)
    clock.ahead_ms = set_by_ms
    await conductor.submit(FloorRequested(BORIS))
    seconds = 30.0
    while request in conductor.meeting.state.speakers.requests and seconds < 200:
        await clock.elapse(1)
        seconds += 1
    assert conductor.clock.now_ms() == clock.now_ms()
    await conductor.stop()
    return seconds, journal


@pytest.mark.parametrize("set_by_ms", [0, HOUR_MS, -HOUR_MS])
async def test_a_clock_set_in_mid_speech_moves_no_cut(set_by_ms: int) -> None:
    assert (await spoken_until_cut(set_by_ms))[0] == 70


async def test_the_chair_who_may_be_on_air_all_day_holds_no_clock() -> None:
    clock = SetClock()
    carried: list[Sequence[Effect]] = []
    conductor = Conductor(journal_of(given(a_room())), clock, carried.append)
    conductor.start()
    await conductor.submit(FloorTaken(CHAIR))
    await conductor.submit(UplinkHeard(CHAIR))
    clock.ahead_ms = HOUR_MS
    assert conductor.clock.now_ms() == clock.now_ms()
    await conductor.submit(FloorReleased(CHAIR))
    await conductor.stop()
    assert carried
