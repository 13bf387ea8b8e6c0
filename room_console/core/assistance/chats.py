"""The private chats between participants and technicians: bounded, and on disk before a line is told."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChatLine
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.names import clean_line, line_fault
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.shelf import RecordStore, Shelf

MOST_LINES: Final = 200
"""Of one chat; the oldest goes."""
MOST_LINES_IN_ALL: Final = 20_000
"""Of all chats together, some 10 MB; beyond it no line is taken."""
MOST_ROWS: Final = 12
"""Of one line as it is shown."""
RATE_PER_S, BURST = 12 / 60, 6
"""Of one sender in one chat."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line, and in the chat with whom it stands."""

    participant: ParticipantId
    line: ChatLine


class Chats:
    """One chat a participant. Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._kept = Shelf(store, "chat", KeptLine, lambda kept: kept.participant)
        self._clock = clock
        self._chats: dict[ParticipantId, deque[str]] = {}
        """The keys of each chat's lines, oldest first."""
        self._last: dict[ParticipantId, int] = {}
        self._buckets: dict[tuple[ParticipantId, ParticipantId], TokenBucket] = {}
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()
        for key, kept in sorted(self._kept.items(), key=lambda item: item[1].line.number):
            self._note(key, kept)

    def lines(self, participant: ParticipantId) -> tuple[ChatLine, ...]:
        """Return the chat with a participant, oldest first."""
        return tuple(self._kept[key].line for key in self._chats.get(participant, ()))

    async def say(self, participant: ParticipantId, by: ParticipantId, text: str) -> ChatLine:
        """Keep a line in the chat with a participant; return it.

        Raises: ConferenceError(`malformed`, `too_fast`, `limit`, `disk`).
        """
        plain = plain_text(text)
        now_s = self._clock.mono_s()
        bucket = self._buckets.setdefault((participant, by), TokenBucket(RATE_PER_S, BURST, now_s))
        if wait_s := bucket.take(now_s):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many lines a minute are too many", wait_s)
        async with self._turn:
            line = ChatLine(self._last.get(participant, 0) + 1, by, self._clock.now_ms(), plain)
            key = f"{participant}/{line.number:09}"
            kept = KeptLine(participant, line)
            if len(self._kept) >= MOST_LINES_IN_ALL:
                raise ConferenceError(ErrorCode.LIMIT, f"{MOST_LINES_IN_ALL} lines of chat are kept")
            await self._kept.put({key: kept})
            self._note(key, kept)
            await self._drop_oldest(participant)
        return line

    def _note(self, key: str, kept: KeptLine) -> None:
        self._chats.setdefault(kept.participant, deque()).append(key)
        self._last[kept.participant] = kept.line.number

    async def _drop_oldest(self, participant: ParticipantId) -> None:
        chat = self._chats[participant]
        if len(chat) > MOST_LINES:
            await self._kept.remove([chat[0]])
            chat.popleft()


def plain_text(text: str) -> str:
    """Return a text in the form in which it is kept: rows of plain characters. Raises: ConferenceError(`malformed`)."""
    rows = [clean_line(row) for row in text.splitlines()]
    for row in rows:
        if (fault := line_fault(row)) is not None:
            raise ConferenceError(ErrorCode.MALFORMED, f"the text {fault}")
    plain = "\n".join(rows[:MOST_ROWS]).strip()
    if not plain:
        raise ConferenceError(ErrorCode.MALFORMED, "the text is empty")
    return plain
