"""Lines of a moderated event chat, until a moderator has looked at them."""

import asyncio
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChatLine
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "chat_waiting"
MOST_WAITING: Final = 200
MOST_OF_ONE: Final = 3


class WaitingLines:
    """Oldest first, with numbers of their own. Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._kept = Shelf(store, KIND, ChatLine, lambda line: line.by)
        self._clock = clock
        self._last = 0
        self._taken: set[int] = set()
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()
        self._last = max((line.number for line in self._kept.values()), default=0)

    def all(self, by: ParticipantId | None = None) -> tuple[ChatLine, ...]:
        """Return those that wait, of everyone or of one."""
        lines = (line for line in self._kept.values() if by in (None, line.by) and line.number not in self._taken)
        return tuple(sorted(lines, key=lambda line: line.number))

    async def add(self, by: ParticipantId, text: str) -> None:
        """Let a line wait. Raises: ConferenceError(`limit`, `disk`, `busy`)."""
        async with self._turn:
            if len(self._kept) >= MOST_WAITING or len(self.all(by)) >= MOST_OF_ONE:
                raise ConferenceError(ErrorCode.LIMIT, f"{MOST_WAITING} lines wait, {MOST_OF_ONE} of one person")
            self._last += 1
            line = ChatLine(self._last, by, self._clock.now_ms(), text)
            await self._kept.put({_key(line.number): line})

    def take(self, number: int) -> ChatLine:
        """Take a line that waits, for one moderator only; then `drop` it, or `give_back`. Raises: `not_found`."""
        line = self._kept.get(_key(number))
        if line is None or number in self._taken:
            raise ConferenceError(ErrorCode.NOT_FOUND, f"no line {number} waits")
        self._taken.add(number)
        return line

    def give_back(self, line: ChatLine) -> None:
        """Let a line wait again."""
        self._taken.discard(line.number)

    async def drop(self, line: ChatLine) -> None:
        """Forget a line that was taken. Raises: ConferenceError(`disk`, `busy`)."""
        try:
            await self._kept.remove([_key(line.number)])
        finally:
            self._taken.discard(line.number)


def _key(number: int) -> str:
    return f"{number:09}"
