"""Writes the letter for a person: what the meeting is called now, their language, their links."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from common.aio.clock import Clock
from common.control.joinlink import JoinLink
from common.model.ids import ParticipantId
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from room_console.core.admission.mail import Sender
from room_console.core.invitations.calendar import calendar_of
from room_console.core.invitations.letter import Letter, Links, write_letter
from room_console.core.operations import TOKEN_LIFE_MS, Address
from room_console.core.web.links import WebLinks
from room_console.core.web.words import Words, words_for

DAY_MS: Final = 24 * 3600 * 1000
NO_TOKEN: Final = "this-link-is-an-example-and-opens-nothing-0"
SOMEBODY: Final = Person(ParticipantId("example"), "Anna Example", "", Role.DELEGATE, title="Ms.")


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes letters. Thread: the core's loop; about half a millisecond each."""

    details: Callable[[], MeetingDetails]
    address: Address
    links: WebLinks
    sender: Sender
    clock: Clock
    calendars: dict[tuple[object, ...], bytes]
    """Those written last, by what they are made of."""

    def write(self, person: Person, token: str) -> Letter:
        """Write the letter that carries this token."""
        words = words_for(person.language)
        link = self.address.link(token)
        found = self._links(link, person)
        return write_letter(self.details(), person, found, words, self._calendar(words, found.test))

    def example(self, person: Person | None, language: str) -> Letter:
        """Write the letter as a person would get it, with links that open nothing."""
        shown = person or SOMEBODY
        return self.write(replace(shown, language=language or shown.language), NO_TOKEN)

    def token_ends_at_ms(self) -> int:
        """Return until when a token is good: a day after the last session, and no less than a day."""
        now_ms, ends_at_ms = self.clock.now_ms(), self.lasts_until_ms()
        return max(ends_at_ms, now_ms + DAY_MS) if ends_at_ms else now_ms + TOKEN_LIFE_MS

    def lasts_until_ms(self) -> int:
        """Return a day after the last session, as the meeting is planned now; 0 without sessions."""
        return max((session.ends_at_ms + DAY_MS for session in self.details().sessions), default=0)

    def _links(self, link: JoinLink, person: Person) -> Links:
        page = self.links.join(link)
        booking = self.links.booking(person.participant, self.clock.now_ms())
        return Links(str(link), page, page.partition("#")[0], booking if link.token != NO_TOKEN else "", link.token)

    def _calendar(self, words: Words, place: str) -> bytes:
        details = self.details()
        key = (details.title, details.symbol, details.sessions, details.timezone, words.language, place)
        if key not in self.calendars:
            self.calendars.clear()
            self.calendars[key] = calendar_of(details, words, self.sender.address, place, self.clock.now_ms())
        return self.calendars[key]
