"""The queue at work: takes who is due, offers, prepares, commits; several lines side by side.

What is exact about it, and what cannot be. A mail is committed by the last line of its content; until the server
answers, nobody but the server knows. So a record says *sending*, on disk, before the content leaves, and *sent* or
*failed* once the answer has come. What is cut off in between (the line breaks, the console is killed) is *doubtful*: it
is never sent again by itself, because the person would then hold two letters of which the first is void. It is resolved
by what comes in: a delivery notification that names it, or the person, who enters by its link; else the office decides.
Whatever was not yet committed is sent after a restart.
"""

import asyncio
import contextlib
import heapq
import itertools
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from common.aio.backoff import Backoff
from common.aio.clock import Clock, wait_for
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.invitations import InvitationState, MailTrouble
from room_console.core.invitations.book import Invitation, InvitationBook
from room_console.core.invitations.line import Line, LineLostError, RefusedError

_log = logging.getLogger(__name__)

RETRY_S: Final = (60, 120, 300, 900, 1_800, 3_600)
"""Before the second, third, … try of one person; the last is used on."""
IDLE_S: Final = 5.0
"""After this a line that has nothing to do is closed."""
LOOK_S: Final = 1.0
"""How often it is looked who is due: the wall clock may be set meanwhile."""
COARSE_S: Final = 0.02
"""Nothing shorter is waited for; a pace that is set makes up for so much lateness."""
RATE_WINDOW_S: Final = 5.0
KEEP_S: Final = 1.0
"""Before what became of a mail is written again, to a disk that took nothing."""
DRAIN_S: Final = 0.8
LOST: Final = "the line broke before the mail server had answered"

Prepare = Callable[[Invitation, str], Awaitable[bytes]]
"""Makes token and mail for an invitation and its Message-ID's tag. Raises: ConferenceError."""


class Dispatch:
    """Works through the queue. Thread: the core's loop."""

    def __init__(
        self,
        book: InvitationBook,
        make_line: Callable[[], Line],
        address_of: Callable[[ParticipantId], str | None],
        prepare: Prepare,
        clock: Clock,
        *,
        lines: int,
        attempts: int,
        most_per_minute: int = 0,
    ) -> None:
        self.trouble = MailTrouble.NONE
        """Why nothing goes out just now."""
        self._problem = ""
        """The same in words, for the log."""
        self.is_paused = False
        self._book = book
        self._make_line = make_line
        self._address_of = address_of
        self._prepare = prepare
        self._clock = clock
        self._lines = lines
        self._attempts = attempts
        self._pause_s = 60.0 / most_per_minute if most_per_minute else 0.0
        self._next_s = 0.0
        self._order = itertools.count()
        self._queue: list[tuple[int, int, ParticipantId]] = []
        self._under_way: set[ParticipantId] = set()
        self._news, self._ended = asyncio.Event(), asyncio.Event()
        self._backoff = Backoff(first_s=1.0, most_s=120.0)
        self._held_until_s = 0.0
        self._sent_s: deque[float] = deque(maxlen=10_000)
        self._tasks = TaskOwner("invitations")

    def start(self) -> None:
        """Begin with what waits in the book."""
        for kept in self._book.all().values():
            if kept.state is InvitationState.WAITING:
                self.add(kept)
        for number in range(self._lines):
            spawn(self._work(), name=f"mail line {number}", owner=self._tasks)

    async def stop(self) -> None:
        """Begin no other mail, let those under way end, within a second."""
        self.is_paused = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                while self._under_way:
                    self._ended.clear()
                    await self._ended.wait()
        await self._tasks.cancel_all()

    def add(self, invitation: Invitation) -> None:
        """Queue an invitation that the book holds as waiting."""
        heapq.heappush(self._queue, (invitation.next_at_ms, next(self._order), invitation.participant))
        self._news.set()

    def pause(self, is_paused: bool) -> None:
        """Take no other from the queue, or go on."""
        self.is_paused = is_paused
        self._news.set()

    def rate_per_s(self) -> float:
        """Return how many went out a second, of the last five."""
        now_s = self._clock.mono_s()
        while self._sent_s and now_s - self._sent_s[0] > RATE_WINDOW_S:
            self._sent_s.popleft()
        return len(self._sent_s) / RATE_WINDOW_S

    async def _work(self) -> None:
        line = self._make_line()
        try:
            while True:
                who = self._take()
                if who is not None:
                    try:
                        await self._send(line, who)
                    finally:
                        self._under_way.discard(who)
                        self._ended.set()
                elif not await self._wait():
                    await line.close()
                    await self._wait(None)
        finally:
            await line.close()

    def _take(self) -> ParticipantId | None:
        """Take who is due next, once."""
        if self.is_paused or self._clock.mono_s() < max(self._held_until_s, self._next_s):
            return None
        while self._queue and self._queue[0][0] <= self._clock.now_ms():
            _, _, who = heapq.heappop(self._queue)
            kept = self._book.get(who)
            if kept is not None and kept.state is InvitationState.WAITING and who not in self._under_way:
                self._under_way.add(who)
                self._next_s = max(self._next_s, self._clock.mono_s() - COARSE_S) + self._pause_s
                return who
        return None

    async def _wait(self, most_s: float | None = IDLE_S) -> bool:
        """Wait until there may be something to take; return whether there was news."""
        self._news.clear()
        now_s = self._clock.mono_s()
        waits = [most_s] if most_s is not None else []
        if self._queue and not self.is_paused:
            due_s = (self._queue[0][0] - self._clock.now_ms()) / 1000
            wait_s = max(COARSE_S, due_s, self._held_until_s - now_s, self._next_s - now_s)
            waits.append(min(wait_s, LOOK_S))
        if not waits:
            return await self._news.wait()
        if await wait_for(self._news, self._clock, min(waits)):
            return True
        return not self.is_paused and bool(self._queue) and self._queue[0][0] <= self._clock.now_ms()

    async def _send(self, line: Line, who: ParticipantId) -> None:
        kept, address = self._book.get(who), self._address_of(who)
        try:
            if kept is None or address is None:
                await self._book.remove([who])
                return
            await self._hand_over(line, msgspec.structs.replace(kept, address=address))
        except ConferenceError as error:
            _log.error("x invitation of %s: %s", who, error.detail)
            self._hold(error.detail, MailTrouble.DISK if error.code is ErrorCode.DISK else MailTrouble.BROKEN)
            if kept is not None:
                self.add(kept)

    async def _hand_over(self, line: Line, invitation: Invitation) -> None:
        tag = self._book.tag(invitation.participant, invitation.number)
        try:
            await self._offer(line, invitation.address, tag)
        except LineLostError as lost:
            self._hold(str(lost), lost.trouble)
            self.add(invitation)
            return
        except RefusedError as refusal:
            await self._refused(invitation, refusal)
            return
        if self._address_of(invitation.participant) != invitation.address:
            await line.close()
            self.add(invitation)
            return
        try:
            mail = await self._prepare(invitation, tag)
            now_ms = self._clock.now_ms()
            sending = msgspec.structs.replace(invitation, state=InvitationState.SENDING, at_ms=now_ms)
            await self._book.put([sending])
        except ConferenceError:
            await line.close()
            raise
        await self._commit(line, sending, mail)

    async def _commit(self, line: Line, invitation: Invitation, mail: bytes) -> None:
        try:
            answer = await line.commit(invitation.address, mail)
        except RefusedError as refusal:
            await self._refused(invitation, refusal)
        except LineLostError as lost:
            _log.warning("x invitation of %s is doubtful: %s", invitation.participant, lost)
            await self._settle(invitation, InvitationState.DOUBTFUL, LOST)
            self._hold(str(lost), lost.trouble)
        else:
            self.trouble, self._problem = MailTrouble.NONE, ""
            self._backoff.reset()
            self._sent_s.append(self._clock.mono_s())
            await self._settle(invitation, InvitationState.SENT, answer)

    async def _settle(self, invitation: Invitation, state: InvitationState, reason: str) -> None:
        """Keep what became of a mail that was handed over; a disk that takes nothing is waited for.

        Else the record would say *sending* until the console is started anew, and nobody could send another.
        """
        await self._until_kept(lambda: self._book.settle(invitation, state, self._clock.now_ms(), reason))

    async def _until_kept(self, keep: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await keep()
            except ConferenceError as error:
                self._hold(error.detail, MailTrouble.DISK)
                await self._clock.sleep(KEEP_S)

    async def _offer(self, line: Line, address: str, tag: str) -> None:
        """Offer; the server may have closed a line that was used before, so once more on a new one."""
        try:
            await line.offer(address, tag)
        except LineLostError:
            await line.close()
            await line.offer(address, tag)

    async def _refused(self, invitation: Invitation, refusal: RefusedError) -> None:
        tried = msgspec.structs.replace(invitation, attempts=invitation.attempts + 1)
        now_ms = self._clock.now_ms()
        if refusal.is_final or tried.attempts >= self._attempts:
            failed = {"state": InvitationState.FAILED, "reason": refusal.words, "next_at_ms": 0, "at_ms": now_ms}
            final = msgspec.structs.replace(tried, **failed)
            await self._until_kept(lambda: self._book.put([final]))
            return
        next_at_ms = now_ms + RETRY_S[min(tried.attempts, len(RETRY_S)) - 1] * 1000
        later = {"state": InvitationState.WAITING, "reason": refusal.words, "next_at_ms": next_at_ms, "at_ms": now_ms}
        again = msgspec.structs.replace(tried, **later)
        await self._until_kept(lambda: self._book.put([again]))
        self.add(again)

    def _hold(self, why: str, trouble: MailTrouble) -> None:
        """Let all lines rest a while: the fault is not one mail's."""
        if self._problem != why:
            _log.warning("x invitations rest: %s", why)
        self.trouble, self._problem = trouble, why
        if self._clock.mono_s() >= self._held_until_s:
            self._held_until_s = self._clock.mono_s() + self._backoff.next_s()
