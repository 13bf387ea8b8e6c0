"""The console's own people in a rehearsal: an operator who hands out links, a chair who gives the floor."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from common.aio.tasks import TaskOwner, spawn
from common.control.client import Connect, ControlClient
from common.control.joinlink import JoinLink, parse_join_link
from common.control.listener import LinkState
from common.control.websocketlink import connect_websocket
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId, RequestId, Revision
from common.model.meeting import MeetingView
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.floor import GrantFloor
from common.protocol.operator import IssueLink, LinkIssued

_log = logging.getLogger(__name__)

APP = "rehearsal"
ATTACH_TIMEOUT_S = 20.0


class StaffLink:
    """A control link of a member of staff. `on_view` is called with every new view. Thread: the loop's."""

    def __init__(
        self,
        link: JoinLink,
        on_view_changed: Callable[[MeetingView], None] | None = None,
        connect: Connect = connect_websocket,
    ) -> None:
        self.client = ControlClient(link, secrets.token_urlsafe(32), APP, self, connect=connect)
        self._on_view_changed = on_view_changed
        self._attached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._owner = TaskOwner(APP)

    async def __aenter__(self) -> "StaffLink":
        spawn(self.client.run(), name="staff link", owner=self._owner)
        async with asyncio.timeout(ATTACH_TIMEOUT_S):
            await self._attached
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()
        await self._owner.cancel_all()

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """Fail the wait where the console refuses."""
        if state is LinkState.CLOSED and error is not None and not self._attached.done():
            self._attached.set_exception(ConferenceError(error, "staff could not attach"))

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """Fail the wait: staff attach by a local link, for which no code is asked."""
        if not self._attached.done():
            self._attached.set_exception(ConferenceError(ErrorCode.NOT_ALLOWED, "a code was asked for"))

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """Nothing to do: the view follows."""

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """End the wait, and hand the view on."""
        if not self._attached.done():
            self._attached.set_result(None)
        if self._on_view_changed is not None:
            self._on_view_changed(view)

    def on_message(self, message: ConsoleMessage) -> None:
        """Levels and health are for windows."""


async def issue_links(operator_link: Path, people: Iterable[ParticipantId], local: frozenset[str]) -> dict[str, str]:
    """Issue a join link to each, as the operator; those in `local` need no code here. Raises: ConferenceError."""
    text = await asyncio.to_thread(operator_link.read_text)
    links: dict[str, str] = {}
    async with StaffLink(parse_join_link(text)) as operator:
        for participant in people:
            answer = await operator.client.request(IssueLink(participant=participant, is_local=participant in local))
            if isinstance(answer, LinkIssued):
                links[participant] = answer.link
    return links


class ScriptedChair:
    """Gives the floor to the first who waits when nobody has it, after `patience_s` in which a person may do so."""

    def __init__(self, patience_s: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._patience_s = patience_s
        self._sleep = sleep
        self._view: MeetingView | None = None
        self._is_new = asyncio.Event()

    def see(self, view: MeetingView) -> None:
        """Take the newest view."""
        self._view = view
        self._is_new.set()

    async def run(self, client: ControlClient) -> None:
        """Chair until cancelled."""
        while True:
            await self._is_new.wait()
            self._is_new.clear()
            request = self._next()
            if request is None:
                continue
            await self._sleep(self._patience_s)
            if self._next() != request:
                self._is_new.set()
                continue
            try:
                await client.request(GrantFloor(request=request))
            except ConferenceError as error:
                _log.info("x the chair's grant: %s", error)

    def _next(self) -> RequestId | None:
        floor = self._view.floor if self._view is not None else ()
        if any(r.status is RequestStatus.GRANTED for r in floor):
            return None
        return next((r.request for r in floor), None)
