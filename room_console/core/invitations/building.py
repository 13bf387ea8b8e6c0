"""Puts invitations and codes together out of what desks share."""

from collections.abc import Callable

from common.aio.clock import Clock
from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import Mailer, sender_of
from room_console.core.admission.sms import SmsGateway
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.invitations.book import InvitationBook
from room_console.core.invitations.codesdesk import CodesDesk
from room_console.core.invitations.desk import Invitations
from room_console.core.invitations.inviting import Inviter
from room_console.core.invitations.line import Line, OutboxLine, SmtpLine
from room_console.core.invitations.mailboxes import open_mailbox
from room_console.core.invitations.writing import Writer
from room_console.core.meeting.state import MeetingState
from room_console.core.operations import Address, AnnouncedOutbox
from room_console.core.settings import Settings
from room_console.core.shelf import RecordStore
from room_console.core.web.links import WebLinks


def make_invitations(
    settings: Settings,
    store: RecordStore,
    conductor: Conductor,
    admission: Admission,
    audience: Audience,
    mailer: Mailer,
    address: Address,
    secret: bytes,
    clock: Clock,
) -> tuple[Invitations, CodesDesk]:
    """Make the desks of invitations and of codes."""
    sms = admission.ways.sms if isinstance(admission.ways.sms, SmsGateway) else None
    book = InvitationBook(store, secret)
    writer = Writer(
        lambda: conductor.meeting.state.details,
        address,
        WebLinks(secret, address),
        sender_of(settings.mail),
        clock,
        {},
    )

    admission.lasts_until_ms = writer.lasts_until_ms

    def state() -> MeetingState:
        return conductor.meeting.state

    inviter = Inviter(book, writer, state, admission, audience, clock)
    invitations = Invitations(
        settings.mail,
        book,
        writer,
        _lines(settings, mailer),
        open_mailbox(settings.mail.bounces),
        inviter,
        state,
        admission.ways,
        clock,
        (lambda who: sms.notes.get(who, "")) if sms is not None else (lambda _: ""),
    )
    codes = CodesDesk(admission, sms, settings.codes.authenticator, clock)
    codes.on_authenticator = invitations.note
    if sms is not None:
        sms.on_note = invitations.note
    return invitations, codes


def _lines(settings: Settings, mailer: Mailer) -> Callable[[], Line]:
    if isinstance(mailer, AnnouncedOutbox):
        return lambda: OutboxLine(mailer.outbox, mailer.announce)
    return lambda: SmtpLine(settings.mail)
