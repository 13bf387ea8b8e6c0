"""The clock that a test moves by hand, and the system's."""

import asyncio

from common.aio.clock import ManualClock, SystemClock, wait_for
from common.aio.tasks import TaskOwner, spawn


async def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(now_ms=5_000, mono_s=10.0)
    clock.advance(1.5)
    assert (clock.now_ms(), clock.mono_s()) == (6_500, 11.5)


async def test_sleepers_wake_in_their_order_and_see_their_own_instant() -> None:
    clock = ManualClock(mono_s=0.0)
    seen: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        for _ in range(2):
            await clock.sleep(seconds)
            seen.append((name, clock.mono_s()))

    owner = TaskOwner("test")
    spawn(sleeper("slow", 3.0), "slow", owner)
    spawn(sleeper("quick", 1.0), "quick", owner)
    await clock.elapse(5.0)
    assert seen == [("quick", 1.0), ("quick", 2.0), ("slow", 3.0)]
    assert clock.mono_s() == 5.0
    await owner.cancel_all()
    await clock.elapse(5.0)
    assert len(seen) == 3


async def test_sleeping_for_nothing_lets_others_run() -> None:
    clock = ManualClock()
    await asyncio.wait_for(clock.sleep(-1.0), 1.0)


async def test_the_system_clock_moves_on_and_knows_the_year() -> None:
    clock = SystemClock()
    before = clock.mono_s()
    await clock.sleep(0.001)
    assert clock.mono_s() > before
    assert clock.now_ms() > 1_700_000_000_000


async def test_an_event_is_waited_for_on_a_clock() -> None:
    clock, event, owner = ManualClock(), asyncio.Event(), TaskOwner("test")
    came: list[bool] = []

    async def waiter() -> None:
        for _ in range(2):
            came.append(await wait_for(event, clock, 60.0))

    spawn(waiter(), "waiter", owner)
    await clock.elapse(59.0)
    assert came == []
    await clock.elapse(2.0)
    assert came == [False]
    event.set()
    await clock.elapse(0.0)
    assert came == [False, True]
    await owner.cancel_all()
