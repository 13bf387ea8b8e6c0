"""How everyone is told of the event chat and of notices: encoded once, in slices, after the floor."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.chat import ChatKind, ChatLine
from common.protocol.chat import ChatSaid
from common.protocol.codec import encode
from common.protocol.envelope import Message
from room_console.core.audience import Audience
from room_console.core.control.gateway import Connection

GATHER_S: Final = 0.2
"""How long a line waits for others, so that one sending serves several."""
SLICE: Final = 16
SLICE_S: Final = 0.002
"""How long one slice may hold the loop."""
GIVE_WAY_S: Final = 0.005
MOST_GIVEN_S: Final = 0.5
"""How long one sending gives way to the floor's; then it goes on beside it."""


class Crowd:
    """Tells in order: what was given first leaves first. Thread: the core's loop."""

    def __init__(self, audience: Audience, clock: Clock) -> None:
        self._audience = audience
        self._clock = clock
        self._lines: list[ChatLine] = []
        """Bounded by the rate at which the event chat takes lines."""
        self._messages: list[tuple[Message, Callable[[Connection], bool]]] = []
        self._is_telling = False
        self._tasks = TaskOwner("chat to all")

    async def stop(self) -> None:
        """Tell nothing more."""
        await self._tasks.cancel_all()

    def say(self, line: ChatLine) -> None:
        """Tell everyone of a line of the event chat, a little later."""
        self._lines.append(line)
        self._begin()

    def tell(self, message: Message, is_for: Callable[[Connection], bool] = lambda _: True) -> None:
        """Tell at once, after the lines that wait."""
        self._take_lines()
        self._messages.append((message, is_for))
        self._begin()

    def _begin(self) -> None:
        if not self._is_telling:
            self._is_telling = True
            spawn(self._run(), name="chat to all", owner=self._tasks)

    def _take_lines(self) -> None:
        if self._lines:
            self._messages.append((ChatSaid(ChatKind.EVENT, None, tuple(self._lines)), lambda _: True))
            self._lines.clear()

    async def _run(self) -> None:
        try:
            while self._lines or self._messages:
                if not self._messages:
                    await self._clock.sleep(GATHER_S)
                    self._take_lines()
                message, is_for = self._messages.pop(0)
                await self._round(encode(message), [each for each in self._audience.everyone() if is_for(each)])
        finally:
            self._is_telling = False

    async def _round(self, data: bytes, to: Iterable[Connection]) -> None:
        await self._give_way()
        until_s = self._clock.mono_s() + SLICE_S
        for number, each in enumerate(to):
            if number % SLICE == 0 and self._clock.mono_s() >= until_s:
                await asyncio.sleep(0)
                await self._give_way()
                until_s = self._clock.mono_s() + SLICE_S
            each.send_encoded(data)

    async def _give_way(self) -> None:
        until_s = self._clock.mono_s() + MOST_GIVEN_S
        while self._audience.is_telling and self._clock.mono_s() < until_s:
            await self._clock.sleep(GIVE_WAY_S)
