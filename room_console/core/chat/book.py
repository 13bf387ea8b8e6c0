"""The lines of all chats: numbered, bounded, and on disk before they are told."""

import asyncio
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, replace
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChatKind, ChatLine, ChatMark
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.chat.places import Place
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "chat"
MOST_LINES: Final = {ChatKind.EVENT: 500, ChatKind.STAFF: 500, ChatKind.HELP: 200, ChatKind.PRIVATE: 200}
"""Of one chat; the oldest goes."""
MOST_IN_ALL: Final = 20_000
"""Of all private chats together, and of all with technicians; beyond it no line is taken. Some 10 MB each."""
MOST_OF_ONE: Final = 1_000
"""Lines that one person has in private chats; beyond it none is taken."""
MOST_CHATS: Final = 100
"""Private chats of one person; beyond it none is begun."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line, and the chat in which it stands."""

    participant: ParticipantId | None
    line: ChatLine
    kind: ChatKind = ChatKind.HELP
    other: ParticipantId | None = None
    """The second of a private chat."""

    @property
    def place(self) -> Place:
        """The chat."""
        return Place(self.kind, self.participant, self.other)

    @property
    def owner(self) -> ParticipantId | None:
        """Whose personal data it is: of help all is of who is helped."""
        return self.participant if self.kind is ChatKind.HELP else self.line.by


class ChatBook:
    """Every chat. Whoever calls has checked who may. Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._kept = Shelf(store, KIND, KeptLine, lambda kept: kept.owner)
        self._clock = clock
        self._chats: defaultdict[Place, deque[int]] = defaultdict(deque)
        """The numbers of each chat's lines, oldest first."""
        self._last: Counter[Place] = Counter()
        """The last number given; a line that could not be kept leaves a gap."""
        self._removed: Counter[Place] = Counter()
        self._of: defaultdict[ParticipantId, dict[Place, None]] = defaultdict(dict)
        """The chats of a person with another or with the technicians, in order of their first lines."""
        self._by: Counter[ParticipantId] = Counter()
        """How many lines each has in private chats."""
        self._in_all: Counter[ChatKind] = Counter()
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()
        for kept in sorted(self._kept.values(), key=lambda kept: kept.line.number):
            self._note(kept)
            self._last[kept.place] = kept.line.number

    def lines(self, place: Place, after: int = 0, most: int | None = None) -> tuple[ChatLine, ...]:
        """Return the newest lines behind a number, oldest first."""
        numbers = [number for number in self._chats.get(place, ()) if number > after]
        return tuple(self._kept[place.key(number)].line for number in numbers[-most if most else 0 :])

    def removed(self, place: Place) -> tuple[int, ...]:
        """Return which lines were removed, of those kept."""
        if not self._removed[place]:
            return ()
        return tuple(line.number for line in self.lines(place) if line.is_removed)

    def mark(self, place: Place, reader: ParticipantId) -> ChatMark:
        """Say how far a chat goes."""
        name, numbers = place.name_for(reader), self._chats.get(place)
        return ChatMark(name.kind, name.participant, numbers[-1] if numbers else 0, self._removed[place])

    def places(self, who: ParticipantId) -> tuple[Place, ...]:
        """Return the chats of a person with another or with the technicians."""
        return tuple(self._of.get(who, ()))

    async def say(self, place: Place, by: ParticipantId, text: str) -> ChatLine:
        """Keep a line; return it. Raises: ConferenceError(`limit`, `disk`, `busy`)."""
        self._bound(place, by)
        self._last[place] += 1
        line = ChatLine(self._last[place], by, self._clock.now_ms(), text)
        kept = KeptLine(place.first, line, place.kind, place.second)
        await self._kept.put({place.key(line.number): kept})
        self._note(kept)
        if len(self._chats[place]) > MOST_LINES[place.kind]:
            await self._drop_oldest(place)
        return line

    async def remove(self, place: Place, number: int) -> ChatLine:
        """Leave nothing of a line but that it was there; return it as it was.

        Raises: ConferenceError(`not_found`, `already`, `disk`, `busy`).
        """
        async with self._turn:
            key = place.key(number)
            if (kept := self._kept.get(key)) is None:
                raise ConferenceError(ErrorCode.NOT_FOUND, f"no line {number}")
            if kept.line.is_removed:
                raise ConferenceError(ErrorCode.ALREADY, f"line {number} is removed")
            await self._kept.put({key: replace(kept, line=replace(kept.line, text="", is_removed=True))})
            self._removed[place] += 1
            return kept.line

    def _bound(self, place: Place, by: ParticipantId) -> None:
        if place.kind in (ChatKind.HELP, ChatKind.PRIVATE) and self._in_all[place.kind] >= MOST_IN_ALL:
            raise ConferenceError(ErrorCode.LIMIT, f"{MOST_IN_ALL} lines of {place.kind} chats are kept")
        if place.kind is not ChatKind.PRIVATE:
            return
        if self._by[by] >= MOST_OF_ONE:
            raise ConferenceError(ErrorCode.LIMIT, f"{MOST_OF_ONE} lines of one person are kept")
        if place not in self._chats:
            for one in (place.first, place.second):
                if one is not None and self._private_chats(one) >= MOST_CHATS:
                    raise ConferenceError(ErrorCode.LIMIT, f"{MOST_CHATS} private chats of one person are kept")

    def _private_chats(self, who: ParticipantId) -> int:
        return sum(place.kind is ChatKind.PRIVATE for place in self._of.get(who, ()))

    def _note(self, kept: KeptLine) -> None:
        place = kept.place
        self._chats[place].append(kept.line.number)
        self._count(kept, 1)
        for one in (place.first, place.second):
            if one is not None:
                self._of[one][place] = None

    def _count(self, kept: KeptLine, by: int) -> None:
        self._in_all[kept.kind] += by
        if kept.kind is ChatKind.PRIVATE:
            self._by[kept.line.by] += by
        if kept.line.is_removed:
            self._removed[kept.place] += by

    async def _drop_oldest(self, place: Place) -> None:
        async with self._turn:
            numbers = self._chats[place]
            if len(numbers) > MOST_LINES[place.kind]:
                key = place.key(numbers[0])
                kept = self._kept[key]
                await self._kept.remove([key])
                numbers.popleft()
                self._count(kept, -1)
