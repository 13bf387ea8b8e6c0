"""Keeps the window attached to a core: finds one, starts one, follows its link, and says where that stands."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from common.aio.clock import Clock
from common.aio.collector import keep_from_now
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener, LinkState
from common.control.signin import sign_in
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId, ParticipantId, Revision
from common.model.meeting import MeetingView
from common.protocol.checks import Readiness
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.envelope import Request
from common.protocol.operator import Health, LinkReports, Outbox
from room_console.ui.coreprocess import CoreProcess
from room_console.ui.state import ConsoleState, Phase

_log = logging.getLogger(__name__)

APP = "hemicycle-console"
POLL_S = 0.25
RETRY_S = 5.0
"""After a failure the link is looked at again, in case someone else has started the core."""
TRIES = 2
"""Attempts that must fail before a core elsewhere on this machine is taken for gone."""
NEWCOMERS = 500
"""Of whom something is known for the first time: then the collector of cycles is told that they stay, for a look
through thousands of them holds the window for 0.1 s."""

_PATIENT = frozenset({Phase.STARTING, Phase.RESTARTING, Phase.FAILED})
"""Phases that a mere attempt to connect does not change."""

MakeClient = Callable[[JoinLink, str, ControlListener], ControlClient]


def make_client(link: JoinLink, device_key: str, listener: ControlListener) -> ControlClient:
    """Make the client that talks to a real core."""
    return ControlClient(link, device_key, APP, listener)


class Attachment:
    """A ControlListener with a loop round it. Its callbacks are called on that loop. Thread: main."""

    def __init__(
        self,
        core: CoreProcess | None,
        link: JoinLink | None,
        device_key: str,
        clock: Clock,
        client: MakeClient = make_client,
    ) -> None:
        """With a `core` it is found and kept running; without one, `link` is followed and nothing is started."""
        self.state = ConsoleState()
        self.link: JoinLink | None = link
        self.on_state: Callable[[ConsoleState], None] = lambda state: None
        self.on_message_beside: Callable[[ConsoleMessage], None] = lambda message: None
        self.on_legs_left: Callable[[Collection[LegId]], None] = lambda legs: None
        """Called on attaching with what the core has of our legs: any other is dead."""
        self._core = core
        self._device_key = device_key
        self._clock = clock
        self._make_client = client
        self._client: ControlClient | None = None
        self._again = asyncio.Event()
        self._is_lost = asyncio.Event()
        self._failures = 0
        self._was_attached = False
        self._is_signing_in = link is not None and not link.token
        self._newcomers = 0

    async def run(self) -> None:
        """Keep at it until cancelled."""
        while True:
            link = await self._core.read_link() if self._core is not None else self.link
            if link is not None and link.token:
                await self._follow(link)
            if self._is_signing_in and self.state.phase not in (Phase.ENDED, Phase.REPLACED):
                self._tell(phase=Phase.SIGN_IN)
            if self._core is None or self.state.phase in (Phase.ENDED, Phase.REPLACED):
                await self._wait_again(None)
            elif self._core.is_starting:
                await self._clock.sleep(POLL_S)
            elif self._core.is_running:
                await self._fail(self._core, ErrorCode.TIMEOUT)
            else:
                await self._start(self._core)

    async def request(self, message: Request) -> ConsoleMessage:
        """Ask the core. Raises: ConferenceError."""
        if self._client is None or not self.state.is_attached:
            raise ConferenceError(ErrorCode.UNREACHABLE, "not attached")
        return await self._client.request(message)

    def console_now_ms(self) -> int:
        """Return the console's time, ms since the Unix epoch, UTC, by the last pings."""
        offset_ms = self._client.clock_offset_ms if self._client is not None else self.state.clock_offset_ms
        return self._clock.now_ms() + offset_ms

    async def sign_in(self, account: str, password: str, new_password: str = "") -> None:
        """Come in by a staff account, where a link without a token is followed. Raises: ConferenceError."""
        assert self.link is not None
        place = replace(self.link, token="")
        self.link = await sign_in(place, account, password, self._device_key, APP, new_password)
        self.try_again()

    def believe(self, fingerprint: bytes) -> None:
        """Take the console with this authority for the right one."""
        assert self.link is not None
        self.link = replace(self.link, fingerprint=fingerprint)

    def enter_code(self, code: str) -> None:
        """Answer the prompt for a code."""
        if self._client is not None:
            self._client.enter_code(code)

    def show_prelisten(self, participant: ParticipantId | None) -> None:
        """Keep whom the core lets the operator hear off-air."""
        self._tell(prelisten=participant)

    def try_again(self) -> None:
        """Go on after a failure, an end, or being replaced."""
        if self._core is not None:
            self._core.forgive()
        self._again.set()

    async def close(self) -> None:
        """Close the link; the core goes on."""
        if self._client is not None:
            await self._client.close()

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """Follow the link's state."""
        match state:
            case LinkState.ATTACHED:
                self._failures, self._was_attached = 0, True
                self._tell(phase=Phase.ATTACHED, error=None, detail="")
            case LinkState.CONNECTING | LinkState.RECONNECTING if error is not None:
                self._link_failed(error)
            case LinkState.CONNECTING if self.state.phase not in _PATIENT:
                self._tell(phase=Phase.CONNECTING, error=None, detail="")
            case LinkState.CLOSED if not self._is_lost.is_set():
                self._link_ended(error)
            case _:
                pass

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """Ask for the code."""
        self._tell(phase=Phase.CODE, error=error, detail=prompt.sent_to)

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """Say which legs of before are left; with a new instance of the core none is."""
        legs = () if is_new_instance else welcome.legs
        if legs is not None:
            self.on_legs_left(legs)

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Show the meeting."""
        offset_ms = self._client.clock_offset_ms if self._client is not None else 0
        self._tell(view=view, clock_offset_ms=offset_ms)

    def on_message(self, message: ConsoleMessage) -> None:
        """Keep what the core tells of itself; hand the rest on."""
        match message:
            case Health():
                self._tell(health=message, prelisten=message.prelistened)
            case LinkReports(reports=reports):
                self._count(len(reports.keys() - self.state.reports.keys()))
                self._tell(reports={**self.state.reports, **reports})
            case Readiness(reports=reports):
                self._count(len(reports.keys() - self.state.readiness.keys()))
                self._tell(readiness={**self.state.readiness, **reports})
            case Outbox():
                self._tell(outbox=message)
            case _:
                self.on_message_beside(message)

    def _count(self, newcomers: int) -> None:
        self._newcomers += newcomers
        if self._newcomers >= NEWCOMERS:
            self._newcomers = 0
            keep_from_now()

    async def _follow(self, link: JoinLink) -> None:
        """Follow a link until it is over, or its core is lost."""
        self.link = link
        self._failures = 0
        self._is_lost.clear()
        owner = TaskOwner("attachment")
        self._client = client = self._make_client(link, self._device_key, self)
        running = spawn(client.run(), "control client", owner)
        lost = spawn(self._is_lost.wait(), "core lost", owner)
        try:
            await asyncio.wait({running, lost}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._is_lost.set()
            await client.close()
            await owner.cancel_all()
            self._client = None

    async def _start(self, core: CoreProcess) -> None:
        self._tell(phase=Phase.RESTARTING if self._was_attached else Phase.STARTING, error=None, detail="")
        try:
            await core.start()
        except ConferenceError as error:
            await self._fail(core, error.code)

    async def _fail(self, core: CoreProcess, error: ErrorCode) -> None:
        _log.warning("x no core: %s", error)
        self._tell(phase=Phase.FAILED, error=error, detail=await core.last_words())
        await self._wait_again(RETRY_S)

    async def _wait_again(self, timeout_s: float | None) -> None:
        self._again.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._again.wait()
        except TimeoutError:
            return
        self._tell(phase=Phase.CONNECTING, error=None, detail="")

    def _link_failed(self, error: ErrorCode) -> None:
        self._failures += 1
        if self._was_attached and self.state.phase in (Phase.ATTACHED, Phase.RECONNECTING):
            self._tell(phase=Phase.RECONNECTING, error=error)
        elif self._core is None:
            self._tell(error=error)
        if self._core is not None and (self._core.has_died or self._core.is_starting or self._failures >= TRIES):
            self._is_lost.set()

    def _link_ended(self, error: ErrorCode | None) -> None:
        match error:
            case None:
                self._tell(phase=Phase.ENDED, error=None)
            case ErrorCode.ALREADY:
                self._tell(phase=Phase.REPLACED, error=None)
            case _ if self._core is None:
                self._tell(phase=Phase.SIGN_IN if self._is_signing_in else Phase.FAILED, error=error)
            case _:
                _log.info("x the link on this machine leads nowhere: %s", error)

    def _tell(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.on_state(self.state)
