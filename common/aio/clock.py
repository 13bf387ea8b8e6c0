"""Time as an argument: the system's clock, and one that a test moves by hand."""

import asyncio
import heapq
import itertools
import time
from typing import Protocol

_SETTLE_TURNS = 20


class Clock(Protocol):
    """Tells the time and waits."""

    def now_ms(self) -> int:
        """Return milliseconds since the Unix epoch, UTC."""
        ...

    def mono_s(self) -> float:
        """Return seconds on a clock that is never set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now_ms(self) -> int:
        """Return milliseconds since the Unix epoch, UTC."""
        return time.time_ns() // 1_000_000

    def mono_s(self) -> float:
        """Return seconds on a clock that is never set."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the loop's clock."""
        await asyncio.sleep(seconds)


async def wait_for(event: asyncio.Event, clock: Clock, most_s: float) -> bool:
    """Wait for an event, on this clock at most so long; return whether it came."""
    async with asyncio.TaskGroup() as group:
        waits = [group.create_task(event.wait()), group.create_task(clock.sleep(most_s))]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
    return event.is_set()


class ManualClock:
    """A clock that stands still until it is moved. Thread: the loop's."""

    def __init__(self, now_ms: int = 1_750_000_000_000, mono_s: float = 1_000.0) -> None:
        self._start_ms = now_ms
        self._start_s = mono_s
        self._elapsed_s = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now_ms(self) -> int:
        """Return milliseconds since the Unix epoch, UTC."""
        return self._start_ms + round(self._elapsed_s * 1000)

    def mono_s(self) -> float:
        """Return seconds on a clock that is never set."""
        return self._start_s + self._elapsed_s

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been moved so far."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed_s + seconds, next(self._numbers), waker))
        await waker

    def advance(self, seconds: float) -> None:
        """Move the clock at once; whoever is due is woken, and runs when the caller next waits."""
        self._elapsed_s += seconds
        self._wake()

    async def elapse(self, seconds: float) -> None:
        """Move the clock from sleeper to sleeper, and let each do its work before the next."""
        end_s = self._elapsed_s + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end_s:
            self._elapsed_s = max(self._elapsed_s, self._sleepers[0][0])
            self._wake()
            await self._settle()
        self._elapsed_s = end_s

    def _wake(self) -> None:
        while self._sleepers and self._sleepers[0][0] <= self._elapsed_s + 1e-9:
            waker = heapq.heappop(self._sleepers)[2]
            if not waker.done():
                waker.set_result(None)

    async def _settle(self) -> None:
        for _ in range(_SETTLE_TURNS):
            await asyncio.sleep(0)
