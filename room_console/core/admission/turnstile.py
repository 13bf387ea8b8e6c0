"""Who comes with many others goes in with some of them: one write to the disk, and one telling, for all of those."""

import asyncio
from collections import deque
from typing import Final

EVERY_S: Final = 0.2
"""Two who come further apart do not wait for each other."""
MOST_AT_ONCE: Final = 16
"""So that nobody else waits long for their greeting: 1 ms each."""
NEXT_S: Final = 0.02
"""Until more go in, where more than that wait."""


class Turnstile:
    """Lets one pass at once, and those who come soon after together. Thread: the loop's."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._opens_s = 0.0
        """Not before this, by the loop's clock, does the next one pass."""

    async def go_through(self) -> None:
        """Wait for one's turn: in order, and not at all where nobody came for a while."""
        loop = asyncio.get_running_loop()
        if not self._waiting and loop.time() >= self._opens_s:
            self._opens_s = loop.time() + EVERY_S
            return
        if not self._waiting:
            loop.call_at(self._opens_s, self._open)
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _open(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(min(MOST_AT_ONCE, len(self._waiting))):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
        if self._waiting:
            loop.call_later(NEXT_S, self._open)
        self._opens_s = loop.time() + EVERY_S
