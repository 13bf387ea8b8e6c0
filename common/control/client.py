"""The control client: gets in, stays in, and comes back by itself with what it knew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import msgspec

from common.aio.backoff import Backoff
from common.aio.clock import Clock, SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.consoleclock import ConsoleClock
from common.control.heartbeat import Heartbeat, Timing
from common.control.joinlink import JoinLink
from common.control.link import Link, link_lost
from common.control.listener import ControlListener, LinkState
from common.control.session import Ending, Session
from common.control.websocketlink import connect_websocket
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode, ProtocolError
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, EnterCode, Hello, Leave, ResendCode, Welcome
from common.protocol.envelope import Bye, Message, Refused, Request
from common.protocol.revision import apply_change, whole_view
from common.protocol.view import Changes, Roster, Snapshot

__all__ = ["FINAL", "ControlClient", "ControlListener", "LinkState"]

_log = logging.getLogger(__name__)

FINAL = frozenset(
    {
        ErrorCode.TOKEN_UNKNOWN,
        ErrorCode.TOKEN_EXPIRED,
        ErrorCode.TOKEN_USED,
        ErrorCode.CODE_LOCKED,
        ErrorCode.VERSION,
        ErrorCode.CERTIFICATE,
        ErrorCode.LINK_INVALID,
    }
)
"""Refusals that trying again by itself can't mend."""
GOODBYE_TIMEOUT_S = 2.0

Connect = Callable[[JoinLink], Awaitable[Link]]


class ControlClient:
    """A participant's end of the control link. Thread: the loop's that runs `run`, for every member.

    With `is_check`, of one that serves the checks of readiness only: the token is enough and no view comes.
    """

    def __init__(
        self,
        link: JoinLink,
        device_key: str,
        app: str,
        listener: ControlListener,
        *,
        is_check: bool = False,
        clock: Clock | None = None,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
        connect: Connect = connect_websocket,
    ) -> None:
        self.state = LinkState.OFFLINE
        self.view: MeetingView | None = None
        self.revision: Revision | None = None
        self.instance: str | None = None
        self._link = link
        self._device_key = device_key
        self._app = app
        self._listener = listener
        self._is_check = is_check
        self._clock = clock or SystemClock()
        self._backoff = backoff or Backoff()
        self._timing = timing or Timing()
        self._connect = connect
        self._owner = TaskOwner("control client")
        self._life: asyncio.Task[None] | None = None
        self._session: Session | None = None
        self._attempts = 0
        self._roster: Roster | None = None
        """On which the snapshot that follows builds."""
        self._hello_ref = 0
        self._code_error: ErrorCode | None = None
        self._error: ErrorCode | None = None
        self._is_over = False
        self._attached_s: float | None = None
        self._heartbeat: Heartbeat | None = None
        self._console_clock = ConsoleClock(self._clock)

    @property
    def round_trip_ms(self) -> float | None:
        """Of the last ping; None before the first answer."""
        return self._heartbeat.round_trip_ms if self._heartbeat else None

    @property
    def is_line_thin(self) -> bool:
        """Whether our downlink has a line too thin for pictures, as the last answer to a ping says."""
        return self._heartbeat is not None and self._heartbeat.is_line_thin

    @property
    def clock_offset_ms(self) -> int:
        """The console's clock less this machine's."""
        return self._console_clock.offset_ms

    def console_now_ms(self) -> int:
        """Return the console's time, ms since the Unix epoch, UTC: within half a round trip's unevenness."""
        return self._console_clock.now_ms()

    async def run(self) -> None:
        """Attach, and reattach for ever; return after `close`, `leave` or a final refusal. Call once."""
        self._life = spawn(self._live(), "control client", self._owner)
        try:
            await asyncio.wait({self._life})
        finally:
            await self._owner.cancel_all()
            self._is_over = True
            self._set_state(LinkState.CLOSED, self._error)
        if not self._life.cancelled():
            self._life.result()

    async def request(self, message: Request) -> ConsoleMessage:
        """Send a request; return `Done` or the answer that its page in docs/protocol.md names.

        Raises: ConferenceError with the code of the refusal; `timeout` after 10 s; `unreachable` when not attached or
        when the link is lost on the way, in which case it may or may not have been carried out.
        """
        session = self._attached_session()
        if session is None:
            raise link_lost("not attached")
        return await session.request(message)

    def post(self, message: Request) -> None:
        """Send a message that wants no answer; it is dropped when not attached."""
        if session := self._attached_session():
            session.send(msgspec.structs.replace(message, ref=0))

    def enter_code(self, code: str) -> None:
        """Answer a code prompt; what comes of it is told to the listener."""
        if session := self._session_at_code():
            session.send(EnterCode(ref=session.new_ref(), code=code))

    def resend_code(self, way: CodeWay | None = None) -> None:
        """Ask for a new code, by this way or by the last; what comes of it is told to the listener."""
        if session := self._session_at_code():
            session.send(ResendCode(ref=session.new_ref(), way=way))

    async def leave(self) -> None:
        """Say a real goodbye and end, within 2 s."""
        await self._end(Leave())

    async def close(self) -> None:
        """End without leaving the meeting, within 2 s: the console keeps the place."""
        await self._end(Bye(may_return=True))

    async def _end(self, last: Message) -> None:
        self._is_over = True
        if self._life is None:
            return
        if self._session is not None:
            self._session.send(last)
            await asyncio.wait({self._life}, timeout=GOODBYE_TIMEOUT_S)
        self._life.cancel()
        await asyncio.wait({self._life})

    async def _live(self) -> None:
        self._set_state(LinkState.CONNECTING, None)
        while not self._is_over:
            started_s = self._clock.mono_s()
            ending = await self._attempt()
            self._error = None if self._is_over else ending.code
            if self._is_over or not ending.may_return or ending.code in FINAL:
                return
            self._set_state(LinkState.CONNECTING if self.instance is None else LinkState.RECONNECTING, ending.code)
            if not self._was_stable():
                await self._clock.sleep(started_s + self._backoff.next_s() - self._clock.mono_s())

    async def _attempt(self) -> Ending:
        self._attempts += 1
        self._attached_s = None
        self._code_error = None
        self._roster = None
        try:
            link = await self._connect(self._link)
            self._session = Session(self._attempts, link, self._clock, self._timing, self._take, self._console_clock)
            self._heartbeat = self._session.heartbeat
            return await self._session.run(self._hello(self._session))
        except ConferenceError as error:
            _log.info("link-%d x %s", self._attempts, error)
            return Ending(error.code, may_return=True)
        except Exception:
            _log.exception("link-%d x ended by a bug", self._attempts)
            return Ending(ErrorCode.INTERNAL, may_return=True)
        finally:
            self._session = None

    def _was_stable(self) -> bool:
        """Tell whether the link that ended was a good one: then the first attempt to return is made at once."""
        if self._attached_s is None or self._clock.mono_s() - self._attached_s < self._timing.stable_after_s:
            return False
        self._backoff.reset()
        return True

    def _hello(self, session: Session) -> Hello:
        self._hello_ref = session.new_ref()
        return Hello(
            ref=self._hello_ref,
            protocol=PROTOCOL_VERSION,
            app=self._app,
            token=self._link.token,
            device_key=self._device_key,
            revision=self.revision,
            instance=self.instance,
            is_check=self._is_check,
            takes_packed=True,
        )

    def _take(self, message: ConsoleMessage) -> None:
        match message:
            case Welcome():
                self._welcomed(message)
            case CodeRequired():
                self._set_state(LinkState.CODE, self._code_error)
                self._listener.on_code_required(message, self._code_error)
                self._code_error = None
            case Refused(ref=ref, code=code) if ref == self._hello_ref or code in FINAL:
                raise ConferenceError(code, message.detail, message.retry_after_s)
            case Refused(code=code):
                self._code_error = code
            case Roster():
                self._roster = message
            case Snapshot(revision=revision):
                view, self._roster = whole_view(message, self._roster), None
                self._show(view, revision)
            case Changes():
                self._change(message)
            case _:
                self._listener.on_message(message)

    def _welcomed(self, welcome: Welcome) -> None:
        is_new_instance = welcome.instance != self.instance
        self.instance = welcome.instance
        self._console_clock.greeted(welcome.now_ms)
        self._attached_s = self._clock.mono_s()
        self.state = LinkState.ATTACHED
        self._listener.on_welcome(welcome, is_new_instance)
        self._listener.on_link(LinkState.ATTACHED, None)
        if self._session is not None:
            self._session.ping()

    def _change(self, changes: Changes) -> None:
        view = self.view
        if view is None:
            raise ProtocolError(ErrorCode.UNEXPECTED, "changes without a snapshot")
        try:
            for change in changes.changes:
                view = apply_change(view, change)
        except ProtocolError:
            self.revision = None
            raise
        self._show(view, changes.revision)

    def _show(self, view: MeetingView, revision: Revision) -> None:
        self.view, self.revision = view, revision
        self._listener.on_view(view, revision)

    def _attached_session(self) -> Session | None:
        return self._session if self.state is LinkState.ATTACHED else None

    def _session_at_code(self) -> Session | None:
        return self._session if self.state is LinkState.CODE else None

    def _set_state(self, state: LinkState, error: ErrorCode | None) -> None:
        self.state = state
        self._listener.on_link(state, error)
