"""Tickets: what lets one transfer through, once and in time. Kept as hashes, in memory: a restart voids them."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId

LIFE_S: Final = 120.0
MOST: Final = 8_192
MOST_OF_ONE: Final = 16
"""Of one participant; the oldest makes room."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Issued(Generic[T]):
    of: ParticipantId
    grants: T
    ends_s: float


class TransferTickets(Generic[T]):
    """Issues tickets for grants of a kind. Thread: the core's loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: OrderedDict[bytes, _Issued[T]] = OrderedDict()

    def issue(self, of: ParticipantId, grants: T) -> str:
        """Make a ticket of 128 random bits. Raises: ConferenceError(`busy`) where too many are out."""
        self._forget_old()
        own = [key for key, issued in self._issued.items() if issued.of == of]
        if len(own) >= MOST_OF_ONE:
            del self._issued[own[0]]
        elif len(self._issued) >= MOST:
            raise ConferenceError(ErrorCode.BUSY, f"{MOST} transfers are under way", LIFE_S)
        ticket = secrets.token_urlsafe(16)
        self._issued[_hashed(ticket)] = _Issued(of, grants, self._clock.mono_s() + LIFE_S)
        return ticket

    def take(self, ticket: str) -> T | None:
        """Return what a ticket grants, once; None for one that is unknown, used or too old."""
        issued = self._issued.pop(_hashed(ticket), None)
        return issued.grants if issued is not None and self._clock.mono_s() < issued.ends_s else None

    def grants(self) -> tuple[T, ...]:
        """Return what the tickets that are still good would grant."""
        self._forget_old()
        return tuple(issued.grants for issued in self._issued.values())

    def _forget_old(self) -> None:
        now_s = self._clock.mono_s()
        while self._issued and next(iter(self._issued.values())).ends_s <= now_s:
            self._issued.popitem(last=False)


def _hashed(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="replace")).digest()
