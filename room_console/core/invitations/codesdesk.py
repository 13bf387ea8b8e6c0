"""A person's own authenticator app, its forgetting by the office, and the receipts of the SMS gateway."""

import logging
from collections.abc import Callable
from typing import Final

from aiohttp import web

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action
from common.protocol import invitations as messages
from common.protocol.envelope import Message
from room_console.core.admission import codes
from room_console.core.admission.admission import Admission
from room_console.core.admission.sms import RECEIPTS, SmsGateway
from room_console.core.admission.totp import Authenticators
from room_console.core.control.gateway import Connection
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.desk import Answer, Desk
from room_console.core.web.guard import read_body

_log = logging.getLogger(__name__)

OFFERS_PER_S: Final = 1 / 30
OFFER_BURST: Final = 5
MAX_RECEIPT_BYTES: Final = 4_096


class CodesDesk(Desk):
    """Thread: the core's loop."""

    def __init__(self, admission: Admission, sms: SmsGateway | None, is_allowed: bool, clock: Clock) -> None:
        self.on_authenticator: Callable[[ParticipantId], None] = lambda _: None
        """Called when somebody has set up an app, or it was forgotten."""
        self._admission = admission
        self._sms = sms
        self._is_allowed = is_allowed
        self._clock = clock
        self._buckets: dict[ParticipantId, TokenBucket] = {}
        self.answers = {
            messages.EnrolAuthenticator: Answer(self._enrol),
            messages.ConfirmAuthenticator: Answer(self._confirm),
            messages.ForgetAuthenticator: Answer(self._forget, Action.PREPARE),
        }

    async def stop(self) -> None:
        """Close the connections to the gateway."""
        if self._sms is not None:
            await self._sms.close()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the address that receipts come to; it is signed, so that nobody else can make one up."""
        if self._sms is not None:
            router.add_route("*", RECEIPTS + "{ticket}", self._receipt)

    @property
    def _apps(self) -> Authenticators:
        apps = self._admission.ways.authenticators
        if apps is None or not self._is_allowed:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "no authenticator apps here")
        return apps

    async def _enrol(self, connection: Connection, message: messages.EnrolAuthenticator) -> Message:
        who, now_s = connection.participant, self._clock.mono_s()
        bucket = self._buckets.setdefault(who, TokenBucket(OFFERS_PER_S, OFFER_BURST, now_s))
        if wait_s := bucket.take(now_s):
            raise ConferenceError(ErrorCode.TOO_FAST, "begun too often", wait_s)
        return messages.AuthenticatorOffered(message.ref, *self._apps.offer(who))

    async def _confirm(self, connection: Connection, message: messages.ConfirmAuthenticator) -> None:
        await self._apps.confirm(connection.participant, codes.read_typed_code(message.code))
        _log.info("= %s has set up an authenticator app", connection.participant)
        self.on_authenticator(connection.participant)

    async def _forget(self, connection: Connection, message: messages.ForgetAuthenticator) -> None:
        if not self._apps.has(message.participant):
            raise ConferenceError(ErrorCode.NOT_FOUND, "no authenticator app")
        await self._apps.forget(message.participant)
        _log.info("= %s has the authenticator app of %s forgotten", connection.participant, message.participant)
        self.on_authenticator(message.participant)

    async def _receipt(self, request: web.Request) -> web.Response:
        assert self._sms is not None
        if request.method not in ("GET", "POST"):
            raise web.HTTPMethodNotAllowed(request.method, ["GET", "POST"])
        await read_body(request, MAX_RECEIPT_BYTES)
        try:
            self._sms.receive(
                request.match_info["ticket"], request.query.get("status", ""), request.query.get("reason", "")
            )
        except ConferenceError as error:
            raise web.HTTPNotFound from error
        return web.Response(text="ok\n")
