"""The desk of what happened: the journal in pages, and who spoke for how long."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.chronicle import CHAIRS_DEEDS, Deeds, SpeakingTime, TimeBy, of_session, totals
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Role, may
from common.protocol import chronicle as protocol
from common.protocol.envelope import Message
from room_console.core.apart import Bounds, hear_nothing, run_apart
from room_console.core.audience import Audience
from room_console.core.chronicle.pages import read_page
from room_console.core.chronicle.reading import read_minutes
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting.state import MeetingState

_log = logging.getLogger(__name__)

MOST_AT_ONCE: Final = 2
READING: Final = Bounds(seconds=60, memory_bytes=1 << 30)


class ChronicleDesk(Desk):
    """Reads the journal from the file: a page in a thread, the whole in a process. Thread: the core's loop."""

    def __init__(self, database: Path, meeting: Callable[[], MeetingState], audience: Audience, clock: Clock) -> None:
        self._database = database
        self._meeting = meeting
        self._audience = audience
        self._clock = clock
        self._tasks = TaskOwner("chronicle")
        self._pages = 0
        self._is_reading = False
        self.answers = {
            protocol.AskJournal: Answer(self._page, Action.CONDUCT),
            protocol.AskSpeakingTime: Answer(self._ask_time, Action.CONDUCT),
        }

    async def stop(self) -> None:
        """End what is being read."""
        await self._tasks.cancel_all()

    async def _page(self, connection: Connection, message: protocol.AskJournal) -> Message:
        deeds = _readable(connection.role, message.deeds)
        if self._pages >= MOST_AT_ONCE:
            raise ConferenceError(ErrorCode.BUSY, "the journal is being read", 1)
        people = self._named(message.text) if message.text.strip() else None
        self._pages += 1
        try:
            lines, before = await asyncio.to_thread(read_page, self._database, message.before, deeds, people)
        finally:
            self._pages -= 1
        return protocol.JournalPage(message.ref, lines, before)

    def _named(self, text: str) -> frozenset[ParticipantId]:
        sought = text.casefold().strip()
        people = self._meeting().people.values()
        return frozenset(p.participant for p in people if sought in f"{p.name}\n{p.delegation}".casefold())

    async def _ask_time(self, connection: Connection, message: protocol.AskSpeakingTime) -> None:
        if message.session is not None and self._meeting().details.session(message.session) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such session")
        if self._is_reading:
            raise ConferenceError(ErrorCode.BUSY, "the journal is being read", 2)
        self._is_reading = True
        spawn(self._sum_up(connection, message.by, message.session), name="speaking time", owner=self._tasks)

    async def _sum_up(self, connection: Connection, by: TimeBy, session: int | None) -> None:
        now_ms = self._clock.now_ms()
        arguments = self._database, by, session, now_ms
        try:
            times = await run_apart(READING, hear_nothing, sum_up, *arguments)
            answer = protocol.SpeakingTimes(by, session, now_ms, times)
        except ConferenceError as error:
            _log.warning("x speaking time: %s", error)
            answer = protocol.SpeakingTimes(by, session, now_ms, error=error.code)
        finally:
            self._is_reading = False
        if self._audience.get(connection.participant) is connection:
            connection.send(answer)


def _readable(role: Role, wanted: Deeds | None) -> frozenset[Deeds]:
    """Return what of the journal is told to who asks. Raises: ConferenceError(`not_allowed`)."""
    may_read = frozenset(Deeds if may(role, Action.PREPARE) else CHAIRS_DEEDS)
    if wanted is None:
        return may_read
    if wanted not in may_read:
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{role} may not read of {wanted}")
    return frozenset({wanted})


def sum_up(
    tell: Callable[[object], None], database: Path, by: TimeBy, session: int | None, now_ms: int
) -> tuple[SpeakingTime, ...]:
    """Sum up who spoke; for a process of its own. Raises: ConferenceError(`disk`)."""
    del tell
    return totals(of_session(read_minutes(database, now_ms).speeches, session), by)
