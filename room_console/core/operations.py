"""What operators do beside the debate: people, links, the patch, the end."""

import ipaddress
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from typing import Any

from common.aio.clock import Clock
from common.control.joinlink import JoinLink
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId, ParticipantId
from common.protocol import operator
from common.protocol.codec import ClientMessage
from common.protocol.envelope import Bye, Message
from room_console.core.admission.admission import Admission
from room_console.core.admission.mail import OutboxMailer
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.meeting import inputs
from room_console.core.settings import new_person

TOKEN_LIFE_MS = 30 * 24 * 3600 * 1000


class Address:
    """Where links lead: known once the server listens."""

    def __init__(self, meeting: MeetingId, host: str) -> None:
        self.meeting = meeting
        self.host = host
        self.own_address = ""
        self.port = 0
        self.fingerprint = b""
        """What links name; empty where the system's trust is enough."""
        self.authority = b""
        """What links for this machine name, which no public name leads to; never empty once the server listens."""

    def local_link(self, token: str) -> JoinLink:
        """Make a join link for this machine: the public name may lead through another one, or nowhere from here."""
        own = ipaddress.ip_address(self.own_address)
        host = ("::1" if own.version == 6 else "127.0.0.1") if own.is_unspecified else self.own_address
        return JoinLink(host, self.port, self.meeting, token, self.authority or self.fingerprint)

    def link(self, token: str) -> JoinLink:
        """Make a join link."""
        return JoinLink(self.host, self.port, self.meeting, token, self.fingerprint)


class AnnouncedOutbox:
    """An outbox that says when something new lies in it; a `Mailer`."""

    def __init__(self, outbox: OutboxMailer, announce: Callable[[], None]) -> None:
        self.outbox = outbox
        self.announce = announce

    async def send(self, to: str, subject: str, text: str) -> None:
        """Write the mail, then announce it. Raises: ConferenceError(`mail_failed`)."""
        await self.outbox.send(to, subject, text)
        self.announce()

    async def send_message(self, message: EmailMessage) -> None:
        """Write a mail of several parts, then announce it. Raises: ConferenceError(`mail_failed`)."""
        await self.outbox.send_message(message)
        self.announce()


class Operations:
    """Carries out what only operators may; the front desk has checked that. Thread: the core's loop."""

    def __init__(
        self,
        conductor: Conductor,
        admission: Admission,
        clock: Clock,
        address: Address,
        outbox: OutboxMailer | None,
        audience: Audience,
        ports: Callable[[], tuple[int, int]],
        end: Callable[[], None],
    ) -> None:
        self._conductor = conductor
        self._admission = admission
        self._clock = clock
        self._address = address
        self._outbox = outbox
        self._audience = audience
        self._ports = ports
        self._end = end
        self._answers: dict[type, Callable[[ParticipantId, Any], Awaitable[Message | None]]] = {
            operator.SetPatch: self._set_patch,
            operator.AddPerson: self._add_person,
            operator.IssueLink: self._issue_link,
            operator.EndMeeting: self._end_meeting,
        }

    def takes(self, message: ClientMessage) -> bool:
        """Tell whether a message is one for operators."""
        return type(message) in self._answers

    async def handle(self, by: ParticipantId, message: ClientMessage) -> Message | None:
        """Carry out an operator's request. Raises: ConferenceError."""
        return await self._answers[type(message)](by, message)

    def now_ms(self) -> int:
        """Return the console's clock, ms since the epoch."""
        return self._clock.now_ms()

    def outbox(self) -> operator.Outbox:
        """List what lies in the outbox; nothing where mail is really sent."""
        if self._outbox is None:
            return operator.Outbox("", ())
        mails = (operator.OutboxMail(m.to, m.subject, m.written_at_ms, m.file) for m in self._outbox.mails(50))
        return operator.Outbox(str(self._outbox.folder), tuple(mails))

    async def _set_patch(self, by: ParticipantId, message: operator.SetPatch) -> None:
        await self._conductor.submit(inputs.PatchSet(by, message.patch, *self._ports()))

    async def _add_person(self, by: ParticipantId, message: operator.AddPerson) -> Message:
        state = self._conductor.meeting.state
        taken = state.people.keys() | state.former
        person = new_person(message.name, message.delegation, message.role, message.email, taken, message.booth)
        newcomers = frozenset({person.participant})
        await self._conductor.submit(inputs.PeopleRegistered((person,), by, newcomers=newcomers))
        return await self._link(message.ref, person.participant)

    async def _issue_link(self, by: ParticipantId, message: operator.IssueLink) -> Message:
        if message.participant not in self._conductor.meeting.state.people:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such participant")
        issued = await self._link(message.ref, message.participant, is_local=message.is_local)
        if message.participant != by and (connection := self._audience.get(message.participant)) is not None:
            connection.close(Bye(ErrorCode.TOKEN_EXPIRED, may_return=False))
        return issued

    async def _link(self, ref: int, participant: ParticipantId, *, is_local: bool = False) -> Message:
        expires_at_ms = self.now_ms() + TOKEN_LIFE_MS
        token = await self._admission.issue_token(participant, expires_at_ms=expires_at_ms, is_local=is_local)
        return operator.LinkIssued(ref, participant, str(self._address.link(token)))

    async def _end_meeting(self, by: ParticipantId, message: operator.EndMeeting) -> None:
        self._end()
