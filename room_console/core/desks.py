"""Every desk of the console, and what they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common.aio.clock import Clock
from common.model.ids import ParticipantId
from room_console.core.admission.accounts import Accounts
from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import Mailer
from room_console.core.admission.passwords import Passwords
from room_console.core.assistance.desk import AssistanceDesk
from room_console.core.assistance.mobile import MobilePasses
from room_console.core.audience import Audience
from room_console.core.catalogue.desk import CatalogueDesk
from room_console.core.chat.desk import ChatDesk
from room_console.core.chronicle.desk import ChronicleDesk
from room_console.core.coaching.desk import CoachingDesk
from room_console.core.conductor import Conductor
from room_console.core.desk import Desk
from room_console.core.halldesk import HallDesk
from room_console.core.hallside import HallSide
from room_console.core.invitations.building import make_invitations
from room_console.core.operations import Address
from room_console.core.people.desk import PeopleDesk
from room_console.core.record.desk import RecordDesk
from room_console.core.registration import Registration
from room_console.core.safekeeping.desk import SafekeepingDesk
from room_console.core.settings import Settings
from room_console.core.staffcommands import StaffCommands
from room_console.core.staffdesk import StaffDesk
from room_console.core.store.files import DATABASE
from room_console.core.store.store import Store
from room_console.core.web.desk import WebDesk


@dataclass(frozen=True, slots=True)
class Parts:
    """What desks share. `state` is the console's directory."""

    settings: Settings
    state: Path
    store: Store
    conductor: Conductor
    audience: Audience
    admission: Admission
    address: Address
    clock: Clock
    mailer: Mailer
    mobile: MobilePasses
    secret: bytes
    """The console's (`store.secret`)."""
    hall: HallSide
    let_go: Callable[[ParticipantId], None]
    """Closes every leg that somebody has."""


def make_desks(parts: Parts) -> tuple[Desk, ...]:
    """Make every desk."""
    registration = Registration(parts.conductor, parts.admission, parts.clock, parts.settings.registration.rules())
    coaching = _make_coaching(parts)
    record = _make_record(parts)
    staff = _make_staff(parts)
    return (
        *make_invitations(
            parts.settings,
            parts.store,
            parts.conductor,
            parts.admission,
            parts.audience,
            parts.mailer,
            parts.address,
            parts.secret,
            parts.clock,
        ),
        CatalogueDesk(parts.conductor, parts.state),
        registration,
        PeopleDesk(registration, parts.conductor, parts.store, parts.clock),
        coaching,
        ChatDesk(parts.conductor, parts.audience, parts.store, parts.settings.chat.rules(), parts.clock),
        _make_assistance(parts),
        HallDesk(parts.hall, parts.conductor, parts.audience, parts.settings.hall),
        _make_safekeeping(parts),
        record,
        ChronicleDesk(parts.state / DATABASE, lambda: parts.conductor.meeting.state, parts.audience, parts.clock),
        staff,
        StaffCommands(staff, parts.admission, parts.address),
        _make_web(parts, registration, coaching, record),
    )


def _make_coaching(parts: Parts) -> CoachingDesk:
    reminders_min = parts.settings.coaching.reminders_min
    return CoachingDesk(parts.conductor, parts.audience, parts.store, parts.mailer, reminders_min, parts.clock)


def _make_assistance(parts: Parts) -> AssistanceDesk:
    return AssistanceDesk(
        parts.conductor, parts.audience, parts.store, parts.mobile, parts.address, parts.let_go, parts.clock
    )


def _make_record(parts: Parts) -> RecordDesk:
    return RecordDesk(
        parts.store,
        parts.state,
        parts.state / DATABASE,
        parts.settings.documents,
        lambda: parts.conductor.meeting.state,
        parts.audience,
        parts.clock,
    )


def _make_safekeeping(parts: Parts) -> SafekeepingDesk:
    return SafekeepingDesk(
        parts.settings.store,
        parts.state,
        lambda: parts.conductor.meeting.revision,
        lambda: parts.store.is_writable,
        parts.clock,
    )


def _make_staff(parts: Parts) -> StaffDesk:
    accounts = Accounts(parts.store, Passwords(), parts.secret, parts.clock)
    return StaffDesk(accounts, parts.conductor, parts.audience, parts.address, parts.let_go, parts.clock)


def _make_web(parts: Parts, registration: Registration, coaching: CoachingDesk, record: RecordDesk) -> WebDesk:
    return WebDesk(
        lambda: parts.conductor.meeting.state,
        parts.store,
        registration,
        coaching.slots,
        record.followers,
        parts.mailer,
        parts.address,
        parts.settings.server.app_url,
        parts.secret,
        parts.clock,
    )
