"""A control link for the checks alone: the token is enough, nobody is told, and nothing of the meeting is seen."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from common import VERSION
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink
from common.control.link import link_lost
from common.control.websocketlink import connect_websocket
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.envelope import Request

OPEN_TIMEOUT_S = 5.0
_KEY_BYTES = 16

Ask = Callable[[Request], Awaitable[ConsoleMessage]]
"""Sends a request and returns the answer. Raises: ConferenceError."""


class _Listener:
    """Waits for the link to be up, or refused for good."""

    def __init__(self) -> None:
        self.is_decided = asyncio.Event()
        self.error: ErrorCode | None = ErrorCode.TIMEOUT

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """Note how it stands."""
        if state is LinkState.ATTACHED:
            self.error = None
        elif error is not None:
            self.error = error
        if state in {LinkState.ATTACHED, LinkState.CLOSED}:
            self.is_decided.set()

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """Give up: a console that asks here for a code knows no links for checks."""
        self.error = ErrorCode.UNEXPECTED
        self.is_decided.set()

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """Pass over."""

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Pass over."""

    def on_message(self, message: ConsoleMessage) -> None:
        """Pass over."""


@asynccontextmanager
async def open_check_link(
    link: JoinLink, app: str = f"check {VERSION}", timeout_s: float = OPEN_TIMEOUT_S, name: str = ""
) -> AsyncIterator[Ask]:
    """Have a link of its own for as long as the context lasts. It is closed within 2 s, however that ends.

    `name` is the console's where the link's host is an address of it.
    Raises: ConferenceError with what the console refuses it for, or `timeout`, `unreachable`, `certificate`, `clock`.
    """
    listener, owner = _Listener(), TaskOwner("check link")
    connect = partial(connect_websocket, name=name)
    client = ControlClient(link, secrets.token_hex(_KEY_BYTES), app, listener, is_check=True, connect=connect)
    spawn(client.run(), name="check link", owner=owner)
    try:
        try:
            async with asyncio.timeout(timeout_s):
                await listener.is_decided.wait()
        except TimeoutError as error:
            raise UserError(listener.error or ErrorCode.TIMEOUT, "the link did not come up") from error
        if client.state is not LinkState.ATTACHED:
            raise ConferenceError(listener.error, "the link was refused") if listener.error else link_lost()
        yield client.request
    finally:
        await client.close()
        await owner.cancel_all()
