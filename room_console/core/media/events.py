"""The engine's events on their way to their one reader: a bounded queue that drops the oldest."""

import asyncio
import logging
from collections.abc import AsyncIterator

from room_console.core.media.engine import EngineEvent

_log = logging.getLogger(__name__)
CAPACITY_EVENTS = 1_000


class EngineEvents:
    """Thread: the media loop's."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[EngineEvent | None] = asyncio.Queue(CAPACITY_EVENTS)

    def tell(self, event: EngineEvent | None) -> None:
        """Add an event; None ends the reading."""
        if self._queue.full():
            _log.warning("x engine event %s: nobody reads", self._queue.get_nowait())
        self._queue.put_nowait(event)

    async def read(self) -> AsyncIterator[EngineEvent]:
        """Yield events until the engine closes."""
        while (event := await self._queue.get()) is not None:
            yield event
