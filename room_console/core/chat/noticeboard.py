"""The chair's notices: told at once, kept as a history, withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChairNotice, NoticeTo, is_addressed
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "notice"
MOST_NOTICES: Final = 100
"""The oldest goes."""
PER_S, BURST = 6 / 60, 4
"""Of all: a notice stands before everyone."""


class NoticeBoard:
    """Whoever calls has checked who may. Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._kept = Shelf(store, KIND, ChairNotice, lambda notice: notice.by)
        self._clock = clock
        self._bucket = TokenBucket(PER_S, BURST, clock.mono_s())
        self._last = 0

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()
        self._last = max((notice.number for notice in self._kept.values()), default=0)

    def all(self, is_for: Callable[[NoticeTo], bool] = lambda _: True) -> tuple[ChairNotice, ...]:
        """Return the notices, oldest first."""
        return tuple(n for n in sorted(self._kept.values(), key=lambda n: n.number) if is_for(n.to))

    def all_for(self, role: Role) -> tuple[ChairNotice, ...]:
        """Return the notices that are addressed to a role, oldest first."""
        return self.all(lambda to: is_addressed(role, to))

    async def post(self, by: ParticipantId, text: str, to: NoticeTo) -> ChairNotice:
        """Keep a notice; return it. Raises: ConferenceError(`too_fast`, `disk`, `busy`)."""
        if wait_s := self._bucket.take(self._clock.mono_s()):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many notices a minute are too many", wait_s)
        self._last += 1
        notice = ChairNotice(self._last, by, self._clock.now_ms(), text, to)
        await self._kept.put({_key(notice.number): notice})
        if gone := [_key(old.number) for old in self.all()[:-MOST_NOTICES]]:
            await self._kept.remove(gone)
        return notice

    async def withdraw(self, number: int) -> ChairNotice:
        """Mark a notice as withdrawn; return it. Raises: ConferenceError(`not_found`, `already`, `disk`, `busy`)."""
        if (notice := self._kept.get(_key(number))) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, f"no notice {number}")
        if notice.withdrawn_at_ms is not None:
            raise ConferenceError(ErrorCode.ALREADY, f"notice {number} is withdrawn")
        withdrawn = replace(notice, withdrawn_at_ms=self._clock.now_ms())
        await self._kept.put({_key(number): withdrawn})
        return withdrawn


def _key(number: int) -> str:
    return f"{number:09}"
