"""The console behind the control server: entry, requests, goodbye."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from typing import Any

from common.aio.collector import keep_from_now
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId, ParticipantId, Revision
from common.model.media import LegEnd
from common.model.people import Action, Role, may
from common.protocol import PROTOCOL_VERSION, checks, entry, media, operator
from common.protocol.codec import ClientMessage
from common.protocol.envelope import Bye, Message
from room_console.core.admission.admission import Admission
from room_console.core.assistance.mobile import MobilePasses
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Admitted, Connection, Pulse
from room_console.core.desk import Answer, Desk
from room_console.core.legs import LegDesk
from room_console.core.measuring import Measuring
from room_console.core.meeting import inputs
from room_console.core.meeting.permissions import STAFF
from room_console.core.monitor import Monitor
from room_console.core.operations import Operations
from room_console.core.pulse import pulse_every_s
from room_console.core.readinessdesk import ReadinessDesk
from room_console.core.relays import Relays
from room_console.core.staffdesk import StaffDesk
from room_console.core.wishbrake import WishBrake
from room_console.core.wishes import input_of

_log = logging.getLogger(__name__)

KEPT_EVERY = 16
"""Newcomers after which the collector of cycles is told that they stay: else it would stop the sound to look through
all of them, 0.2 s at 3,000."""


class FrontDesk:
    """Answers every message; a `Gateway`. Thread: the core's loop."""

    def __init__(
        self,
        conductor: Conductor,
        admission: Admission,
        audience: Audience,
        legs: LegDesk,
        monitor: Monitor,
        operations: Operations,
        relays: Relays,
        readiness: ReadinessDesk,
        measuring: Measuring,
        desks: Sequence[Desk] = (),
        mobile: MobilePasses | None = None,
    ) -> None:
        self.instance = secrets.token_hex(8)
        self._conductor = conductor
        self._admission = admission
        self._audience = audience
        self._legs = legs
        self._monitor = monitor
        self._operations = operations
        self._relays = relays
        self._readiness = readiness
        self._measuring = measuring
        self._desks = desks
        self._mobile = mobile
        self._brake = WishBrake()
        self._staff = next((desk for desk in desks if isinstance(desk, StaffDesk)), None)
        self._at_desks: dict[type, Answer] = {kind: answer for desk in desks for kind, answer in desk.answers.items()}
        self._greeted = 0
        self._checking: dict[ParticipantId, Connection] = {}
        """Links that serve the readiness checks and nothing else, one a participant."""
        self._answers: dict[type, Callable[[Connection, Any], Awaitable[Message | None]]] = {
            entry.Leave: self._leave,
            media.OpenDownlink: self._open_downlink,
            media.AnswerDownlink: self._answer_downlink,
            media.OfferUplink: self._offer_uplink,
            media.CloseLeg: self._close_leg,
            media.ReportLink: self._report_link,
            media.ReportVoice: self._report_voice,
            checks.StartCheck: self._measuring.start,
            checks.SubmitReport: self._submit_report,
            checks.ListReadiness: self._list_readiness,
        }
        self._check_answers: dict[type, Callable[[Connection, Any], Awaitable[Message | None]]] = {
            checks.StartCheck: self._measuring.start,
            checks.SubmitReport: self._submit_report,
            entry.Leave: self._leave_check,
        }

    async def sign_in(self, asked: entry.SignIn, address: str) -> entry.SignedIn:
        """Begin a staff session. Raises: ConferenceError."""
        if asked.protocol != PROTOCOL_VERSION:
            raise ConferenceError(ErrorCode.VERSION, f"this console speaks version {PROTOCOL_VERSION}")
        if self._staff is None:
            raise ConferenceError(ErrorCode.SIGN_IN, "no account is known here")
        return await self._staff.sign_in(asked, address)

    async def enter(self, hello: entry.Hello, address: str) -> Admitted | entry.CodeRequired:
        """Check version, token and device. Raises: ConferenceError."""
        if hello.protocol != PROTOCOL_VERSION:
            raise ConferenceError(ErrorCode.VERSION, f"this console speaks version {PROTOCOL_VERSION}")
        if self._staff is not None and (signed_in := self._staff.recognise(hello.token, hello.device_key)) is not None:
            return self._admitted(signed_in)
        await self._check_mobile(hello, address)
        if hello.is_check:
            return self._admitted(await self._admission.recognise(hello.token, address))
        found = await self._admission.enter(hello.token, hello.device_key, address)
        return found if isinstance(found, entry.CodeRequired) else self._admitted(found)

    async def enter_code(self, hello: entry.Hello, code: str, address: str) -> Admitted:
        """Check a code, and keep the device. Raises: ConferenceError."""
        return self._admitted(await self._admission.enter_code(hello.token, hello.device_key, code, address))

    async def resend_code(self, hello: entry.Hello, address: str, way: CodeWay | None = None) -> entry.CodeRequired:
        """Send a new code. Raises: ConferenceError."""
        return await self._admission.resend_code(hello.token, hello.device_key, address, way)

    async def code_status(self, hello: entry.Hello) -> entry.CodeRequired:
        """Say how the code stands after a wrong one."""
        return await self._admission.code_status(hello.token, hello.device_key)

    async def attached(self, connection: Connection, hello: entry.Hello, revision: Revision | None) -> None:
        """Take a client. One for the checks alone is told nothing, nor anybody of it.

        Raises: ConferenceError(`disk`, `busy`).
        """
        if hello.is_check:
            if (older := self._checking.get(connection.participant)) is not None:
                older.close(Bye(ErrorCode.ALREADY, may_return=False))
            self._checking[connection.participant] = connection
            self._welcome(connection, hello)
            return
        await self._conductor.submit(
            inputs.Joined(connection.participant), then=lambda: self._greet(connection, hello, revision)
        )

    def pulse(self, connection: Connection) -> Pulse:
        """Tell what is still to be told; in a crowd, who works or speaks is to ping more often than others."""
        self._audience.keep_up(connection)
        is_listed = connection.participant in self._conductor.meeting.state.speakers.numbers
        again_s = pulse_every_s(connection.role, is_listed, len(self._audience))
        return Pulse(again_s, self._legs.has_thin_line(connection.participant))

    def detached(self, connection: Connection) -> None:
        """Forget a link that has closed; what its owner had is kept."""
        self._measuring.forget(connection)
        if self._checking.get(connection.participant) is connection:
            del self._checking[connection.participant]
        if self._audience.remove(connection):
            for desk in self._desks:
                desk.detached(connection)
            self._monitor.lines.forget(connection.participant)
            self._end_unheeded(connection)
            self._conductor.post(inputs.Dropped(connection.participant))

    def dismiss(self, participant: ParticipantId) -> None:
        """Close the links of who was taken off the list of participants."""
        for connection in (self._audience.get(participant), self._checking.get(participant)):
            if connection is not None:
                connection.close(Bye(ErrorCode.TOKEN_UNKNOWN, may_return=False))

    async def handle(self, connection: Connection, message: ClientMessage) -> Message | None:
        """Carry out a request. Raises: ConferenceError for `Refused`; (`unexpected`) from a link that was replaced."""
        if self._checking.get(connection.participant) is connection:
            return await self._handle_check(connection, message)
        if self._audience.get(connection.participant) is not connection:
            raise ConferenceError(ErrorCode.UNEXPECTED, "a newer link has taken over")
        wish = input_of(connection.participant, message)
        if wish is not None:
            self._brake.check(connection, message)
            is_muting = isinstance(message, media.SetMuted) and message.is_muted
            with self._legs.hushed(connection.participant) if is_muting else nullcontext():
                await self._conductor.submit(wish)
            return None
        if (answer := self._answers.get(type(message))) is not None:
            return await answer(connection, message)
        if (at_desk := self._at_desks.get(type(message))) is not None:
            _check(connection, at_desk.needs)
            return await at_desk.handler(connection, message)
        if isinstance(message, checks.PreListen):
            _check(connection, Action.OPERATE)
            self._legs.prelisten(message.participant)
            return None
        if self._operations.takes(message):
            _check(connection, Action.OPERATE)
            return await self._operations.handle(connection.participant, message)
        raise ConferenceError(ErrorCode.UNEXPECTED, type(message).__name__)

    async def _check_mobile(self, hello: entry.Hello, address: str) -> None:
        """Let a mobile device in by the link granted to it only. Raises: ConferenceError(`not_allowed`, `token_…`)."""
        if self._mobile is not None and not self._mobile.fits(hello.app, hello.token):
            await self._admission.recognise(hello.token, address)
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "a mobile device comes by the link that the technician grants")

    async def _handle_check(self, connection: Connection, message: ClientMessage) -> Message | None:
        if (answer := self._check_answers.get(type(message))) is None:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "this link is for the readiness checks")
        return await answer(connection, message)

    def _end_unheeded(self, gone: Connection) -> None:
        """Listen to nobody off-air once no operator is there who could end it."""
        if gone.role is Role.OPERATOR and not any(True for _ in self._audience.staff(frozenset({Role.OPERATOR}))):
            self._legs.prelisten(None)

    def _admitted(self, participant: ParticipantId) -> Admitted:
        person = self._conductor.meeting.state.people.get(participant)
        if person is None:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN, "registered no more")
        return Admitted(participant, person.role)

    def _greet(self, connection: Connection, hello: entry.Hello, revision: Revision | None) -> None:
        self._greeted += 1
        if self._greeted % KEPT_EVERY == 0:
            keep_from_now()
        meeting = self._conductor.meeting
        who = connection.participant
        if self._mobile is not None:
            self._mobile.note(connection, hello.app)
        older = self._audience.add(connection)
        if older is not None:
            older.close(Bye(ErrorCode.ALREADY, may_return=False))
        with connection.together():
            downlink, uplink = self._legs.downlink(who), self._legs.uplink(who)
            self._welcome(connection, hello, tuple(leg for leg in (downlink, uplink and uplink.leg) if leg))
            self._audience.greet(meeting.state, connection, revision, hello.takes_packed)
            if connection.role is Role.OPERATOR:
                connection.send(self._operations.outbox())
            if connection.role in STAFF:
                connection.send(operator.LinkReports(self._monitor.lines.changed(self._legs, everything=True)))
                self._readiness.greet(connection)
            for desk in self._desks:
                desk.greet(connection)

    def _welcome(self, connection: Connection, hello: entry.Hello, legs: tuple[LegId, ...] | None = None) -> None:
        now_ms, who = self._operations.now_ms(), connection.participant
        servers = self._relays.grant(who) if legs is not None else ()
        connection.send(entry.Welcome(hello.ref, PROTOCOL_VERSION, self.instance, who, now_ms, servers, legs))

    async def _leave_check(self, connection: Connection, _: entry.Leave) -> Message | None:
        connection.close(Bye(None, may_return=False))
        return None

    async def _leave(self, connection: Connection, _: entry.Leave) -> Message | None:
        if self._audience.remove(connection):
            for desk in self._desks:
                desk.detached(connection)
        self._monitor.lines.forget(connection.participant)
        self._end_unheeded(connection)
        await self._legs.close_all(connection.participant, LegEnd.LEFT)
        await self._conductor.submit(inputs.Left(connection.participant))
        connection.close(Bye(None, may_return=False))
        return None

    async def _open_downlink(self, connection: Connection, message: media.OpenDownlink) -> Message | None:
        leg, offer = await self._legs.open_downlink(connection.participant, with_picture=message.with_picture)
        return media.DownlinkOffer(message.ref, leg, offer)

    async def _answer_downlink(self, connection: Connection, message: media.AnswerDownlink) -> Message | None:
        await self._legs.answer_downlink(connection.participant, message.leg, message.sdp)
        return None

    async def _offer_uplink(self, connection: Connection, message: media.OfferUplink) -> Message | None:
        leg, answer = await self._legs.open_uplink(connection.participant, message.sdp)
        return media.UplinkAnswer(message.ref, leg, answer)

    async def _close_leg(self, connection: Connection, message: media.CloseLeg) -> Message | None:
        await self._legs.close_leg(connection.participant, message.leg)
        return None

    async def _report_link(self, connection: Connection, message: media.ReportLink) -> Message | None:
        self._monitor.lines.take(connection.participant, message)
        return None

    async def _report_voice(self, connection: Connection, message: media.ReportVoice) -> Message | None:
        self._monitor.take_voice(connection.participant, message)
        return None

    async def _submit_report(self, connection: Connection, message: checks.SubmitReport) -> Message | None:
        await self._readiness.submit(connection.participant, message)
        return None

    async def _list_readiness(self, connection: Connection, message: checks.ListReadiness) -> Message | None:
        if connection.role not in STAFF:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "for staff")
        return await self._readiness.history(message)


def _check(connection: Connection, needs: Action) -> None:
    if not may(connection.role, needs):
        raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{connection.role} may not {needs}")
