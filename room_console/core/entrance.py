"""Who may come in and how codes reach them, put together as the settings say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from common.aio.clock import Clock
from common.model.addresses import host_port
from common.model.ids import ParticipantId
from common.model.people import Person
from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import Mailer, OutboxMailer, SmtpMailer, sender_of
from room_console.core.admission.sms import SmsGateway
from room_console.core.admission.totp import Authenticators
from room_console.core.admission.ways import Ways
from room_console.core.assistance.mobile import MobilePasses
from room_console.core.meeting.state import MeetingState
from room_console.core.operations import Address, AnnouncedOutbox
from room_console.core.settings import Settings
from room_console.core.store.store import Store

OUTBOX: Final = "outbox"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What lets people in. `outbox` is None where mail is really sent."""

    admission: Admission
    mobile: MobilePasses
    mailer: Mailer
    outbox: OutboxMailer | None


def make_entrance(
    settings: Settings,
    state: Path,
    store: Store,
    meeting: Callable[[], MeetingState],
    address: Address,
    announce: Callable[[], None],
    secret: bytes,
    clock: Clock,
) -> Entrance:
    """Make it; nothing is started. `announce` is called for a mail in the outbox, which lies in `state`."""

    def title() -> str:
        return meeting().details.title or settings.meeting.title

    def person(who: ParticipantId) -> Person | None:
        return meeting().people.get(who)

    def has_mobile(who: ParticipantId) -> bool:
        own = meeting().own.get(who)
        return own is not None and own.assistance is not None and own.assistance.has_mobile

    def site() -> str:
        return f"https://{host_port(address.host, address.port)}"

    outbox = None if settings.mail.host else OutboxMailer(state / OUTBOX, sender_of(settings.mail))
    mailer: Mailer = AnnouncedOutbox(outbox, announce) if outbox else SmtpMailer(settings.mail)
    sms = SmsGateway(settings.sms, secret, site, clock) if settings.sms.url else None
    ways = Ways(settings.codes, mailer, title, sms, Authenticators(store, secret, clock, title))
    mobile = MobilePasses(store, secret, has_mobile, clock)
    return Entrance(Admission(mobile, ways, person, clock, secret), mobile, mailer, outbox)
