"""The one timer of the rules."""

from collections.abc import AsyncIterator

import pytest_asyncio

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from room_console.core.alarm import Alarm


class Bell:
    """An alarm, and when it rang, in seconds from the beginning; a ring is answered by setting it to `then_ms`."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.start_ms = self.clock.now_ms()
        self.rang_s: list[float] = []
        self.is_refused = False
        self.alarm = Alarm(self.clock, self._ring)

    def _ring(self) -> None:
        self.rang_s.append((self.clock.now_ms() - self.start_ms) / 1000)
        if not self.is_refused:
            self.alarm.set(None)

    def set_in(self, seconds: float) -> None:
        self.alarm.set(self.clock.now_ms() + round(seconds * 1000))


@pytest_asyncio.fixture
async def bell() -> AsyncIterator[Bell]:
    made, owner = Bell(), TaskOwner("test")
    spawn(made.alarm.run(), "alarm", owner)
    yield made
    await owner.cancel_all()


async def test_it_rings_once_in_time(bell: Bell) -> None:
    bell.set_in(30)
    await bell.clock.elapse(29.9)
    assert bell.rang_s == []
    await bell.clock.elapse(600)
    assert bell.rang_s == [30.0]


async def test_the_last_word_counts(bell: Bell) -> None:
    bell.set_in(30)
    await bell.clock.elapse(10)
    bell.set_in(5)
    await bell.clock.elapse(10)
    bell.set_in(5)
    bell.alarm.set(None)
    await bell.clock.elapse(60)
    assert bell.rang_s == [15.0]


async def test_what_was_due_long_ago_rings_at_once(bell: Bell) -> None:
    bell.set_in(-3_600)
    await bell.clock.elapse(0)
    assert bell.rang_s == [0.0]


async def test_what_stays_due_is_tried_again_each_second(bell: Bell) -> None:
    bell.is_refused = True
    bell.set_in(1)
    await bell.clock.elapse(3.5)
    assert bell.rang_s == [1.0, 2.0, 3.0]
