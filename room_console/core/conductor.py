"""One decision at a time: rules, disk, then the world.

Inputs wait in a bounded queue. The conductor takes those that wait, lets the rules decide each, commits all their
events with one write, and only then carries the effects out and answers. So nothing is told that is not on disk, and
the state that a callback sees is always the durable one.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from room_console.core.alarm import Alarm
from room_console.core.heldclock import HeldClock
from room_console.core.meeting.effects import Effect, Journal
from room_console.core.meeting.events import decode_event, encode_event
from room_console.core.meeting.inputs import Input
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.timing import is_timed, next_due_ms
from room_console.core.meeting.timinginputs import Ticked

_log = logging.getLogger(__name__)

MAX_WAITING = 10_000
MAX_BATCH = 200
SPELL_S = 0.0005
"""So long inputs are decided before the loop has its turn; those of one batch are kept together all the same."""

ANSWERING_S = 0.002
"""So long those who wait are answered before the loop has its turn: newcomers are told the whole view then."""


class JournalStore(Protocol):
    """What the conductor needs of the store."""

    def read_journal(self) -> list[tuple[Revision, int, bytes]]:
        """Return every entry: revision, instant in ms since the epoch, encoded event."""
        ...

    async def append(self, entries: Sequence[tuple[Revision, int, bytes]]) -> None:
        """Keep entries durably. Raises: ConferenceError(`disk`), and then none of them is kept."""
        ...


@dataclass(slots=True)
class _Waiting:
    input: Input
    answer: asyncio.Future[None]
    then: Callable[[], None] | None


def replayed(store: JournalStore) -> Meeting:
    """Bring a meeting back as the journal has it."""
    return Meeting.replay((revision, decode_event(body)) for revision, _, body in store.read_journal())


class Conductor:
    """Owns the meeting. Thread: the core's loop."""

    def __init__(self, store: JournalStore, clock: Clock, carry_out: Callable[[Sequence[Effect]], None]) -> None:
        self.meeting = replayed(store)
        self._store = store
        self.clock = HeldClock(clock)
        """By which the rules decide; screens that show speaking time must go by it too."""
        self._carry_out = carry_out
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue(MAX_WAITING)
        self._is_ahead = False
        """The meeting has decided what the disk does not hold."""
        self._alarm = Alarm(self.clock, lambda: self.post(Ticked()))
        self._tasks = TaskOwner("conductor")

    def start(self) -> None:
        """Begin to decide."""
        spawn(self._run(), name="decide", owner=self._tasks)
        spawn(self._alarm.run(), name="alarm", owner=self._tasks)
        self._keep_time()

    async def stop(self) -> None:
        """Decide what waits, then end."""
        await self._waiting.join()
        await self._tasks.cancel_all()

    async def submit(self, given: Input, then: Callable[[], None] | None = None) -> None:
        """Have an input decided; return when its events are on disk and its effects are on their way.

        `then` is called right after, before anything else is decided. Cancelling does not take the input back.
        Raises: ConferenceError as the rules refuse, `disk`, or `busy` where too many wait.
        """
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Waiting(given, answer, then))
        await answer

    def post(self, given: Input) -> None:
        """Have an input decided, sometime; a refusal is only logged."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: _note_refusal(given, done))
        try:
            self._put(_Waiting(given, answer, None))
        except ConferenceError as error:
            answer.set_exception(error)

    def _put(self, waiting: _Waiting) -> None:
        try:
            self._waiting.put_nowait(waiting)
        except asyncio.QueueFull as full:
            raise ConferenceError(ErrorCode.BUSY, "too many decisions wait") from full

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MAX_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._decide(batch)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def _decide(self, batch: Sequence[_Waiting]) -> None:
        if self._is_ahead and not self._catch_up(batch):
            return
        now_ms, since_s = self.clock.now_ms(), self.clock.mono_s()
        effects: list[Effect] = []
        decided: list[_Waiting] = []
        for waiting in batch:
            if self.clock.mono_s() - since_s > SPELL_S:
                await asyncio.sleep(0)
                since_s = self.clock.mono_s()
            try:
                effects += self.meeting.handle(waiting.input, now_ms)
                decided.append(waiting)
            except ConferenceError as refusal:
                _answer(waiting, refusal)
        entries = [(e.revision, now_ms, encode_event(e.event)) for e in effects if isinstance(e, Journal)]
        try:
            if entries:
                await self._store.append(entries)
        except ConferenceError as error:
            _log.error("x %d decisions undone: %s", len(decided), error)
            self._is_ahead = True
            for waiting in decided:
                _answer(waiting, error)
            self._catch_up(())
            return
        self._keep_time()
        self._carry_out(effects)
        await self._answer_all(decided)

    async def _answer_all(self, decided: Sequence[_Waiting]) -> None:
        """Call and answer those who wait, and let the loop have its turn between."""
        since_s = self.clock.mono_s()
        for waiting in decided:
            if waiting.then is not None and not waiting.answer.cancelled():
                waiting.then()
            _answer(waiting, None)
            if self.clock.mono_s() - since_s > ANSWERING_S:
                await asyncio.sleep(0)
                since_s = self.clock.mono_s()

    def _keep_time(self) -> None:
        """Hold the clock while somebody's time runs, and set the alarm to its end."""
        self.clock.hold(is_timed(self.meeting.state))
        self._alarm.set(next_due_ms(self.meeting.state))

    def _catch_up(self, batch: Sequence[_Waiting]) -> bool:
        """Go back to what the disk holds; where even that can't be read, refuse the batch and stay to try again."""
        try:
            self.meeting = replayed(self._store)
            self._is_ahead = False
        except ConferenceError as error:
            _log.error("x the journal can't be read: %s", error)
            for waiting in batch:
                _answer(waiting, error)
        return not self._is_ahead


def _answer(waiting: _Waiting, error: ConferenceError | None) -> None:
    if waiting.answer.done():
        return
    if error is None:
        waiting.answer.set_result(None)
    else:
        waiting.answer.set_exception(error)


def _note_refusal(given: Input, done: "asyncio.Future[None]") -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        _log.info("x %s: %s", type(given).__name__, error)
