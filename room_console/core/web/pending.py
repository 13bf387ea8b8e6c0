"""Registrations that wait for their confirmation: kept a day, good once, known by a hash of what the mail carries."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from common.aio.clock import Clock
from common.model.registration import Applicant
from room_console.core.shelf import RecordStore, Shelf
from room_console.core.web.tickets import Tickets, make_secret

LIFE_MS: Final = 24 * 3600 * 1000
MOST_PENDING: Final = 5_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PendingApplicant:
    """Somebody who has not confirmed yet. `made_at_ms` since the Unix epoch, UTC."""

    applicant: Applicant
    made_at_ms: int


class PendingApplicants:
    """On disk before it is promised. Of more than 5,000 the oldest is dropped. Thread: the core's loop."""

    def __init__(self, store: RecordStore, tickets: Tickets, clock: Clock) -> None:
        self._shelf: Shelf[PendingApplicant] = Shelf(store, "pending", PendingApplicant)
        self._tickets = tickets
        self._clock = clock
        self._turn = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._shelf)

    async def start(self) -> None:
        """Read what is kept, and forget who is too late. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()
        await self.purge()

    async def put(self, applicant: Applicant) -> str:
        """Keep somebody; return the secret by which they confirm. Raises: ConferenceError(`disk`, `busy`)."""
        secret = make_secret()
        async with self._turn:
            await self._make_room()
            kept = PendingApplicant(applicant, self._clock.now_ms())
            await self._shelf.put({self._tickets.digest(secret): kept})
        return secret

    def find(self, secret: str) -> Applicant | None:
        """Return who may confirm by this secret now."""
        kept = self._shelf.get(self._tickets.digest(secret))
        return kept.applicant if kept is not None and not self._is_late(kept) else None

    async def redeem(self, secret: str, act: Callable[[Applicant], Awaitable[T]]) -> T | None:
        """Do something for who holds a secret, once: None where nobody may confirm by it.

        What `act` raises leaves the secret good. Raises: ConferenceError(`disk`, `busy`).
        """
        async with self._turn:
            applicant = self.find(secret)
            if applicant is None:
                return None
            done = await act(applicant)
            await self._shelf.remove([self._tickets.digest(secret)])
            return done

    async def purge(self) -> None:
        """Forget who is too late: their data is kept no longer. Raises: ConferenceError(`disk`, `busy`)."""
        if late := [key for key, kept in self._shelf.items() if self._is_late(kept)]:
            await self._shelf.remove(late)

    async def _make_room(self) -> None:
        await self.purge()
        if len(self._shelf) >= MOST_PENDING:
            await self._shelf.remove([min(self._shelf, key=lambda key: self._shelf[key].made_at_ms)])

    def _is_late(self, kept: PendingApplicant) -> bool:
        return abs(self._clock.now_ms() - kept.made_at_ms) >= LIFE_MS
