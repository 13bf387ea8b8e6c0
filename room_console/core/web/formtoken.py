"""A form shows that a page of ours was read before it was sent: neither at once, as programs do, nor days ago."""

from enum import Enum, auto
from typing import Final

from common.model.errors import ConferenceError
from room_console.core.web.tickets import Tickets

LEAST_MS: Final = 2_000
LIFE_MS: Final = 12 * 3600 * 1000


class Freshness(Enum):
    """How a form's token is."""

    GOOD = auto()
    TOO_SOON = auto()
    STALE = auto()


class FormTokens:
    """Makes and judges the tokens of forms. Thread: any."""

    def __init__(self, secret: bytes) -> None:
        self._tickets = Tickets(secret, "form")

    def make(self, now_ms: int) -> str:
        """Make a token for a form that is shown now."""
        return self._tickets.sign(str(now_ms), now_ms + LIFE_MS)

    def judge(self, token: str, now_ms: int) -> Freshness:
        """Say how a token is that came back."""
        try:
            shown_at_ms = int(self._tickets.read(token, now_ms))
        except ConferenceError:
            return Freshness.STALE
        return Freshness.TOO_SOON if now_ms - shown_at_ms < LEAST_MS else Freshness.GOOD
