"""Invitations over a real store, without the rest of a console; as a program it sends until it is done, or killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from common.aio.clock import Clock, SystemClock
from common.model.agenda import Session
from common.model.ids import MeetingId, ParticipantId
from common.model.invitations import InvitationState
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from room_console.core.admission import Admission
from room_console.core.admission.mail import SmtpMailer, sender_of
from room_console.core.admission.ways import Ways
from room_console.core.audience import Audience
from room_console.core.invitations.book import InvitationBook
from room_console.core.invitations.desk import Invitations
from room_console.core.invitations.inviting import Inviter
from room_console.core.invitations.line import Line, SmtpLine
from room_console.core.invitations.mailboxes import open_mailbox
from room_console.core.invitations.writing import Writer
from room_console.core.meeting.state import MeetingState
from room_console.core.operations import Address
from room_console.core.settings import BounceSettings, BounceSource, CodeSettings, MailSecurity, MailSettings
from room_console.core.store.store import Store
from room_console.core.web.links import WebLinks
from tests.helpers.control import until

SECRET = b"k" * 32
MORNING_MS, HOURS_MS = 1_792_000_800_000, 3 * 3_600_000
DETAILS = MeetingDetails(
    MeetingId("kit"),
    "KIT/1",
    "A meeting of the assembly",
    timezone="Europe/Zurich",
    sessions=(Session(1, "Opening", MORNING_MS, MORNING_MS + HOURS_MS),),
)


def crowd(count: int, domain: str = "example.org") -> list[Person]:
    """Make up so many delegates."""
    names = (f"p{number:04}" for number in range(count))
    return [Person(ParticipantId(n), n.title(), "Austria", Role.DELEGATE, f"{n}@{domain}") for n in names]


def mail_settings(port: int, returned: Path | None = None, connections: int = 4) -> MailSettings:
    """Say how mails go to a server on this machine, and where they come back."""
    bounces = (
        BounceSettings(source=BounceSource.MAILDIR, address="bounces@office.test", folder=str(returned), every_s=5)
        if returned is not None
        else BounceSettings(address="bounces@office.test")
    )
    return MailSettings(
        host="127.0.0.1",
        port=port,
        sender="office@office.test",
        sender_name="The Office",
        security=MailSecurity.NONE,
        connections=connections,
        bounces=bounces,
    )


@dataclass
class Kit:
    """The desk of invitations, and what it stands on."""

    store: Store
    admission: Admission
    book: InvitationBook
    inviter: Inviter
    desk: Invitations
    state: MeetingState
    audience: Audience
    clock: Clock

    def count(self, state: InvitationState) -> int:
        """Count the invitations that stand so."""
        return sum(kept.state is state for kept in self.book.all().values())

    async def until_settled(self, most_s: float = 60.0) -> None:
        """Wait until nothing is under way."""
        await until(lambda: not (self.count(InvitationState.WAITING) + self.count(InvitationState.SENDING)), most_s)

    def state_of(self, who: ParticipantId) -> InvitationState:
        """Return how somebody's invitation stands."""
        kept = self.book.get(who)
        return kept.state if kept is not None else InvitationState.NONE


@asynccontextmanager
async def kit(
    folder: Path,
    people: list[Person],
    settings: MailSettings,
    clock: Clock | None = None,
    make_line: Callable[[], Line] | None = None,
    details: MeetingDetails = DETAILS,
) -> AsyncIterator[Kit]:
    """Open the desk of invitations on a store of its own."""
    clock = clock or SystemClock()
    state = MeetingState(details=details, people={person.participant: person for person in people})
    store, address = Store.open(folder / "console.db"), Address(MeetingId("kit"), "console.example.org")
    address.port, address.fingerprint = 8443, b"f" * 32
    audience = Audience(0, {})  # type: ignore[arg-type]
    ways = Ways(CodeSettings(), SmtpMailer(settings), lambda: state.details.title)
    admission = Admission(store, ways, state.people.get, clock, SECRET)
    book = InvitationBook(store, SECRET)
    sender = sender_of(settings)
    writer = Writer(lambda: state.details, address, WebLinks(SECRET, address), sender, clock, {})
    inviter = Inviter(book, writer, lambda: state, admission, audience, clock)
    lines = make_line or (lambda: SmtpLine(settings))
    mailbox = open_mailbox(settings.bounces)
    desk = Invitations(settings, book, writer, lines, mailbox, inviter, lambda: state, ways, clock)
    await admission.start()
    await desk.start()
    try:
        yield Kit(store, admission, book, inviter, desk, state, audience, clock)
    finally:
        await desk.stop()
        await admission.close()
        await store.close()


async def _send_all(folder: Path, port: int, count: int) -> None:
    async with kit(folder, crowd(count), mail_settings(port)) as opened:
        missing = [p for p in opened.state.people if opened.book.get(p) is None]
        await opened.inviter.invite(missing)
        os.write(1, b"queued\n")
        await opened.until_settled(120)
        os.write(1, b"settled\n")


if __name__ == "__main__":
    asyncio.run(_send_all(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
