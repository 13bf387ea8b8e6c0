"""One passes at once, many together, all in order, and never too many at once."""

import asyncio
from collections.abc import Callable

import pytest

from common.aio.tasks import TaskOwner, spawn
from room_console.core.admission.turnstile import EVERY_S, MOST_AT_ONCE, NEXT_S, Turnstile


class Loop:
    """A clock, and timers that fire when it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 50.0
        self._timers: list[tuple[float, Callable[[], None]]] = []
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: self.now_s)
        monkeypatch.setattr(loop, "call_at", lambda at_s, call: self._timers.append((at_s, call)))
        monkeypatch.setattr(loop, "call_later", lambda s, call: self._timers.append((self.now_s + s, call)))

    async def move(self, seconds: float) -> None:
        self.now_s += seconds
        due = [timer for timer in self._timers if timer[0] <= self.now_s + 1e-9]
        self._timers = [timer for timer in self._timers if timer not in due]
        for _, call in due:
            call()
        await settle()


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


class People:
    """Those who go through, in the order in which they are in."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self._owner = TaskOwner("people")
        self.inside: list[int] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, *numbers: int) -> None:
        self.tasks += [spawn(self._go(number), f"{number}", self._owner) for number in numbers]
        await settle()

    async def _go(self, number: int) -> None:
        await self._turnstile.go_through()
        self.inside.append(number)


async def test_who_comes_alone_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, people = Loop(monkeypatch), People(Turnstile())
    for number in range(3):
        await people.come(number)
        assert people.inside[-1] == number
        await loop.move(EVERY_S)


async def test_who_comes_soon_after_goes_in_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, people = Loop(monkeypatch), People(Turnstile())
    await people.come(0)
    await loop.move(EVERY_S / 4)
    await people.come(1)
    await loop.move(EVERY_S / 4)
    await people.come(2, 3)
    assert people.inside == [0]
    await loop.move(EVERY_S / 2)
    assert people.inside == [0, 1, 2, 3]
    await people.come(4)
    await loop.move(EVERY_S)
    assert people.inside == [0, 1, 2, 3, 4]


async def test_of_thousands_some_pass_at_a_time_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, people = Loop(monkeypatch), People(Turnstile())
    await people.come(*range(3 * MOST_AT_ONCE + 2))
    assert people.inside == [0]
    await loop.move(EVERY_S)
    assert people.inside == list(range(MOST_AT_ONCE + 1))
    await people.come(99)
    for _ in range(4):
        before = len(people.inside)
        await loop.move(NEXT_S)
        assert len(people.inside) - before <= MOST_AT_ONCE
    assert people.inside == [*range(3 * MOST_AT_ONCE + 2), 99]


async def test_who_goes_away_meanwhile_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, people = Loop(monkeypatch), People(Turnstile())
    await people.come(0, 1, 2)
    people.tasks[1].cancel()
    await settle()
    await loop.move(EVERY_S)
    assert people.inside == [0, 2]
