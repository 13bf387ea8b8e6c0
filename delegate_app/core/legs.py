"""Keeping a leg open while it is wanted, whatever happens to it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId
from common.model.media import Direction

OPEN_TIMEOUT_S = 10.0
"""From asking for a leg to its answer; a peer that doesn't come up after that says so itself."""
_log = logging.getLogger(__name__)


class Waits(Protocol):
    """A back-off, as `common.aio.backoff.Backoff` is."""

    def next_s(self) -> float: ...
    def reset(self) -> None: ...


class LegKeeper:
    """Opens a leg when it is wanted and the console is attached; opens it again, with back-off, when it is lost.

    Losing the control link alone closes nothing: sound goes on. Thread: the client's loop.
    """

    def __init__(
        self,
        direction: Direction,
        open_leg: Callable[[], Awaitable[LegId]],
        close_leg: Callable[[LegId, bool], Awaitable[None]],
        on_up: Callable[[bool], None],
        waits: Waits,
    ) -> None:
        self.direction = direction
        self.leg: LegId | None = None
        self.opening: LegId | None = None
        """A leg that is named already and not open yet."""
        self.times_lost = 0
        self._open_leg = open_leg
        self._close_leg = close_leg
        self._on_up = on_up
        self._waits = waits
        self._is_wanted = False
        self._is_attached = False
        self._is_lost = False
        self._is_up = False
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()

    def want(self, is_wanted: bool) -> None:
        """Say whether the leg should be there."""
        if is_wanted and not self._is_wanted:
            self._hurry.set()
        self._is_wanted = is_wanted
        self._changed.set()

    def attached(self, is_attached: bool) -> None:
        """Say whether the console can be asked."""
        if is_attached and not self._is_attached:
            self._hurry.set()
        self._is_attached = is_attached
        self._changed.set()

    def up(self) -> None:
        """Media can flow."""
        if not self._is_lost:
            self._set_up(True)
            self._waits.reset()

    def lost(self) -> None:
        """The leg has died; whatever is left of it is cleared away."""
        if not self._is_lost and self.leg is not None:
            self.times_lost += 1
        self._is_lost = True
        self._set_up(False)
        self._changed.set()

    def closed(self, leg: LegId) -> None:
        """The console has closed a leg; nothing happens if it is not this one."""
        if leg in {self.leg, self.opening}:
            self.lost()

    async def run(self) -> None:
        """Keep at it until cancelled."""
        while True:
            if self.leg is None and self._is_wanted and self._is_attached:
                await self._open()
            elif self.leg is not None and (self._is_lost or not self._is_wanted):
                await self._close(self.leg)
            else:
                await self._changed.wait()
                self._changed.clear()

    async def _open(self) -> None:
        self._is_lost = False
        self.opening = None
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                self.leg = await self._open_leg()
        except (ConferenceError, TimeoutError) as error:
            code = error.code if isinstance(error, ConferenceError) else ErrorCode.TIMEOUT
            _log.info("x %s was not opened: %s", self.direction, code)
            await self._pause()
            return
        _log.info("= %s is leg %s", self.direction, self.leg)

    async def _close(self, leg: LegId) -> None:
        was_lost = self._is_lost
        self._set_up(False)
        self.leg = None
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await self._close_leg(leg, was_lost)
        except (ConferenceError, TimeoutError):
            _log.info("x closing %s %s was not answered", self.direction, leg)
        _log.info("= %s %s is %s", self.direction, leg, "lost" if was_lost else "closed")
        if was_lost:
            await self._pause()

    async def _pause(self) -> None:
        self._hurry.clear()
        try:
            async with asyncio.timeout(self._waits.next_s()):
                await self._hurry.wait()
        except TimeoutError:
            return

    def _set_up(self, is_up: bool) -> None:
        if is_up != self._is_up:
            self._is_up = is_up
            self._on_up(is_up)
