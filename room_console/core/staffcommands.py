"""`POST /staff`: what the command `account` asks of a core that runs, without a link: it takes nobody's place."""

import secrets
from typing import Final

from aiohttp import web

from common.model.errors import ConferenceError, ErrorCode
from common.protocol.codec import decode_from_client, encode
from common.protocol.envelope import Done, Message, Refused, Request
from room_console.core.admission.admission import Admission
from room_console.core.admission.tokens import is_this_machine
from room_console.core.desk import Desk
from room_console.core.opening import OPERATOR
from room_console.core.operations import Address
from room_console.core.staffdesk import StaffDesk
from room_console.core.web.guard import bearer, read_body

PATH: Final = "/staff"
MOST_BYTES: Final = 4096


class StaffCommands(Desk):
    """Answers who has the link that lies in the state directory, at this machine only. Thread: the core's loop."""

    def __init__(self, staff: StaffDesk, admission: Admission, address: Address) -> None:
        self._staff = staff
        self._admission = admission
        self._address = address

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the command."""
        router.add_post(PATH, self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        """Answer 200 with a message of docs/protocol.md, as a link would."""
        await self._admit(request)
        body = await read_body(request, MOST_BYTES)
        return web.Response(body=encode(await self._answer(body)), content_type="application/json")

    async def _admit(self, request: web.Request) -> None:
        """Let pass the operator of this machine. Raises: web.HTTPNotFound, web.HTTPUnauthorized."""
        where = request.remote or ""
        if not is_this_machine(where, self._address.own_address):
            raise web.HTTPNotFound
        try:
            who = await self._admission.enter(bearer(request), secrets.token_urlsafe(32), where)
        except ConferenceError as error:
            raise web.HTTPUnauthorized(text=error.code) from error
        if who != OPERATOR.participant:
            raise web.HTTPUnauthorized(text=ErrorCode.NOT_ALLOWED)

    async def _answer(self, body: bytes) -> Message:
        ref = 0
        try:
            message = decode_from_client(body)
            if not isinstance(message, Request):
                raise ConferenceError(ErrorCode.UNEXPECTED, type(message).__name__)
            ref = message.ref
            return await self._staff.command(message) or Done(ref)
        except ConferenceError as error:
            return Refused(ref, error.code, error.detail, error.retry_after_s)
