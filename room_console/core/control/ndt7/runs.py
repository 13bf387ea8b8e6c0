"""Who may measure, and how many at once: tickets for participants, and one place for a guest without one.

A run is one download and one upload by one ticket. It keeps its place until both have ended, until its ticket has
expired, or until it is ended. Those who must wait get their turn in the order in which they asked.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.control.ndt7.pace import Budget, Pace

RUN_S: Final = 45.0
"""A ticket's life: a whole network check takes 30 s."""
USUAL_S: Final = 12.0
"""What a run takes, by which those who wait are told when to ask again."""
LEAST_WAIT_S: Final = 2.0
MOST_WAIT_S: Final = 30.0
SLACK_S: Final = 5.0
"""Who asks so much later than told has lost the place in the queue."""
TICKET_BYTES: Final = 24


class Direction(StrEnum):
    """The two tests of ndt7, as the participant sees them."""

    DOWNLOAD = "download"
    UPLOAD = "upload"


class Transfer:
    """One test under way. `with` ends it."""

    def __init__(self, who: str, test: Direction, budget: Budget, on_end: "Callable[[Transfer], None]") -> None:
        self.who = who
        self.test = test
        self.pace = Pace(budget)
        self.cut: Callable[[], None] = lambda: None
        """Ends the connection at once."""
        self._budget = budget
        self._on_end = on_end
        self._has_ended = False
        budget.active += 1

    def __enter__(self) -> "Transfer":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Give the share to others; nothing happens the second time."""
        if not self._has_ended:
            self._has_ended = True
            self._budget.active -= 1
            self._on_end(self)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a participant measures with, once for each test. It does not show in `repr`."""

    text: str = field(repr=False)
    expires_in_s: float = RUN_S


@dataclass(slots=True)
class _Run:
    participant: ParticipantId
    ticket_hash: bytes
    until_mono_s: float
    unused: set[Direction] = field(default_factory=lambda: set(Direction))
    active: set[Transfer] = field(default_factory=set)

    def is_over(self, mono_s: float) -> bool:
        return not self.active and (not self.unused or mono_s >= self.until_mono_s)


class Runs:
    """The runs under way. Thread: the core's loop. Tickets are kept as hashes."""

    def __init__(
        self, most_at_once: int = 3, most_mbps: float = 100.0, mono_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_at_once = most_at_once
        self._budget = Budget(most_mbps * 1e6)
        self._mono_s = mono_s
        self._runs: dict[ParticipantId, _Run] = {}
        self._by_ticket: dict[bytes, _Run] = {}
        self._waiting: dict[ParticipantId, float] = {}
        """Until when each has a place in the queue, in its order."""
        self._guests: set[Transfer] = set()

    def __len__(self) -> int:
        return len(self._runs)

    def start(self, participant: ParticipantId) -> Ticket:
        """Let a participant measure; their run of before ends. Raises: ConferenceError(`busy`) with a wait."""
        now = self._mono_s()
        self.end(participant)
        self._tidy(now)
        queue = list(self._waiting)
        ahead = queue.index(participant) if participant in queue else len(queue)
        if len(self._runs) + ahead >= self._most_at_once:
            wait_s = self._wait_s(ahead)
            self._waiting[participant] = now + wait_s + SLACK_S
            raise ConferenceError(ErrorCode.BUSY, "others are measuring", wait_s)
        self._waiting.pop(participant, None)
        ticket = Ticket(secrets.token_urlsafe(TICKET_BYTES))
        run = _Run(participant, _hash(ticket.text), now + ticket.expires_in_s)
        self._runs[participant] = self._by_ticket[run.ticket_hash] = run
        return ticket

    def end(self, participant: ParticipantId) -> None:
        """End a participant's run, if there is one, and cut what is under way."""
        if (run := self._runs.get(participant)) is not None:
            self._forget(run)
            for transfer in tuple(run.active):
                transfer.cut()

    def leave_queue(self, participant: ParticipantId) -> None:
        """Give up a participant's place in the queue."""
        self._waiting.pop(participant, None)

    def begin(self, test: Direction, ticket: str | None) -> Transfer:
        """Begin a test. Raises: ConferenceError(`token_unknown`, `token_used`; `busy` for a guest)."""
        if ticket is None:
            return self._begin_guest(test)
        now = self._mono_s()
        run = self._by_ticket.get(_hash(ticket))
        if run is None or now >= run.until_mono_s:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        if test not in run.unused:
            raise ConferenceError(ErrorCode.TOKEN_USED)
        run.unused.discard(test)
        transfer = Transfer(run.participant, test, self._budget, lambda ended: self._end(run, ended))
        run.active.add(transfer)
        return transfer

    def cut_all(self) -> None:
        """Cut everything that is under way."""
        for transfer in (*self._guests, *(t for run in self._runs.values() for t in run.active)):
            transfer.cut()

    def _begin_guest(self, test: Direction) -> Transfer:
        if self._guests:
            raise ConferenceError(ErrorCode.BUSY, "another without a ticket is measuring", USUAL_S)
        transfer = Transfer("guest", test, self._budget, self._guests.discard)
        self._guests.add(transfer)
        return transfer

    def _end(self, run: _Run, transfer: Transfer) -> None:
        run.active.discard(transfer)
        if run.is_over(self._mono_s()):
            self._forget(run)

    def _forget(self, run: _Run) -> None:
        if self._runs.get(run.participant) is run:
            del self._runs[run.participant], self._by_ticket[run.ticket_hash]

    def _tidy(self, now: float) -> None:
        for run in [run for run in self._runs.values() if run.is_over(now)]:
            self._forget(run)
        for late in [who for who, until_mono_s in self._waiting.items() if now > until_mono_s]:
            del self._waiting[late]

    def _wait_s(self, ahead: int) -> float:
        """Guess when the turn comes of somebody with so many before them."""
        return min(MOST_WAIT_S, max(LEAST_WAIT_S, ahead / self._most_at_once * USUAL_S))


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).digest()
