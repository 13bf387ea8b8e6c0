"""The addresses of the pages, as mails carry them."""

from typing import Final, Protocol

from common.control.joinlink import JoinLink
from common.model.addresses import host_port
from common.model.ids import MeetingId, ParticipantId
from room_console.core.web.tickets import Tickets

BOOKING: Final = "booking"
BOOKING_LIFE_MS: Final = 60 * 24 * 3600 * 1000


class Place(Protocol):
    """Where the console is reached; `operations.Address` is one."""

    meeting: MeetingId
    host: str
    port: int


class WebLinks:
    """Makes links to the pages. `secret` is the console's (`store.secret`). Thread: any."""

    def __init__(self, secret: bytes, place: Place) -> None:
        self.tickets = Tickets(secret, BOOKING)
        self._place = place

    @property
    def site(self) -> str:
        """Return `https://HOST:PORT`, complete once the console listens."""
        return f"https://{host_port(self._place.host, self._place.port)}"

    def join(self, link: JoinLink) -> str:
        """Return the page that opens the app, the secret behind the `#` where no server sees it."""
        return f"{self.site}/join/{self._place.meeting}#{_secret(link)}"

    def registration(self) -> str:
        """Return the page of open registration."""
        return f"{self.site}/register/{self._place.meeting}"

    def confirmation(self, secret: str) -> str:
        """Return the page on which a registration is confirmed."""
        return f"{self.registration()}/confirm?t={secret}"

    def booking(self, participant: ParticipantId, now_ms: int) -> str:
        """Return the page on which this person books coaching, without a sign-in."""
        ticket = self.tickets.sign(participant, now_ms + BOOKING_LIFE_MS)
        return f"{self.site}/coaching/{self._place.meeting}/{ticket}"


def _secret(link: JoinLink) -> str:
    return str(link).partition("#")[2]
