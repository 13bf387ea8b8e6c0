"""One timer for what the rules must be told in time."""

import asyncio
from collections.abc import Callable
from typing import Final

from common.aio.clock import Clock, wait_for

AGAIN_S: Final = 1.0
"""What was due and is still due, since the disk refused it, is tried again after so long."""


class Alarm:
    """Rings when its clock reaches the instant it is set to. Thread: the loop's that runs `run`."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._due_ms: int | None = None
        self._is_changed = asyncio.Event()

    def set(self, due_ms: int | None) -> None:
        """Ring at this instant, ms since the Unix epoch, UTC, and not as set before; never for None."""
        if due_ms != self._due_ms:
            self._due_ms = due_ms
            self._is_changed.set()

    async def run(self) -> None:
        """Ring in time until cancelled."""
        while True:
            self._is_changed.clear()
            if self._due_ms is None:
                await self._is_changed.wait()
                continue
            wait_s = (self._due_ms - self._clock.now_ms()) / 1000
            if wait_s <= 0:
                self._ring()
                wait_s = AGAIN_S
            await wait_for(self._is_changed, self._clock, wait_s)
