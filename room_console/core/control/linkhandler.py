"""One client's link on the server, from its first message to its end.

The reader answers pings, counts and checks; one worker brings the client in and carries out its requests, one after
the other, so that a slow request delays its own client's next one and nothing else.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable

from common.aio.clock import Clock
from common.aio.queues import ControlQueue
from common.aio.tasks import TaskOwner, spawn
from common.control.link import Link
from common.model.errors import ConferenceError, ErrorCode, ProtocolError
from common.protocol.codec import ClientMessage, decode_from_client, encode
from common.protocol.entry import CodeRequired, EnterCode, Hello, Leave, ResendCode, SignIn
from common.protocol.envelope import Bye, Done, Message, Ping, Pong, Refused, Request
from room_console.core.control.connection import LinkConnection, LinkWriter
from room_console.core.control.gateway import Admitted, Gateway, Pulse
from room_console.core.control.limits import Limits
from room_console.core.control.tokenbucket import TokenBucket

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)

MENDABLE = frozenset(
    {
        ErrorCode.CODE_WRONG,
        ErrorCode.CODE_EXPIRED,
        ErrorCode.TOO_FAST,
        ErrorCode.MAIL_FAILED,
        ErrorCode.NOT_ALLOWED,
    }
)
"""Refusals at the code after which it is asked for again."""

_PING, _PING_WITHIN_BYTES = b'"ping"', 24
PING_EVERY_S = 2.0
SILENT_PINGS = 5
"""So many pings may be missing."""


class LinkHandler:
    """Runs one link; `on_token` is called when its token proved good. Thread: the core's loop."""

    def __init__(
        self,
        link: Link,
        address: str,
        gateway: Gateway,
        limits: Limits,
        clock: Clock,
        on_token: Callable[[], None],
    ) -> None:
        self.name = f"link-{next(_numbers)}"
        self._link = link
        self._address = address
        self._gateway = gateway
        self._limits = limits
        self._clock = clock
        self._on_token = on_token
        self._owner = TaskOwner(self.name)
        self._writer = LinkWriter(link, self.name, limits, self._owner)
        self._inbox: ControlQueue[ClientMessage] = ControlQueue(limits.queued_requests)
        self._bucket = TokenBucket(limits.requests_per_s, limits.request_burst, clock.mono_s())
        self._excess = TokenBucket(limits.excess_per_s, limits.excess_burst, clock.mono_s())
        self._connection: LinkConnection | None = None
        self._silence_s = limits.silence_s
        self._heard_s = 0.0
        """When the other end was heard last, by the loop's clock."""
        self._watch: asyncio.TimerHandle | None = None
        self._worker = spawn(self._work(), f"{self.name} worker", self._owner)

    async def run(self) -> None:
        """Live until the link ends; the console is told `detached` if it was told `attached`."""
        _log.debug("%s = open from %s", self.name, self._address)
        try:
            await self._read()
            self._inbox.close()
            await asyncio.wait({self._worker}, timeout=self._limits.handle_s)
        finally:
            await self._end()

    def close(self, message: Message) -> None:
        """Close the link after what is queued, with a last message."""
        self._writer.close(message)

    def abort(self) -> None:
        """Close the link at once, and give up the request in hand."""
        self._link.abort()
        self._worker.cancel()

    async def _end(self) -> None:
        self._worker.cancel()
        if self._connection is not None:
            self._gateway.detached(self._connection)
        try:
            await self._writer.finish()
        finally:
            await self._owner.cancel_all()
            _log.debug("%s = closed", self.name)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        self._heard_s = loop.time()
        try:
            async with asyncio.timeout(None) as limit:
                self._watch_silence(limit)
                while await self._read_one():
                    self._heard_s = loop.time()
        except TimeoutError:
            self._bye(ErrorCode.TIMEOUT)
        except ProtocolError as error:
            _log.info("%s x %s", self.name, error)
            self._bye(error.code)
        except ConferenceError as error:
            _log.debug("%s x %s", self.name, error)
        finally:
            if self._watch is not None:
                self._watch.cancel()

    def _watch_silence(self, limit: asyncio.Timeout) -> None:
        """Let `limit` pass when the other end is silent for too long: a timer for that, not one for each message."""
        loop = asyncio.get_running_loop()
        over_s = self._heard_s + self._silence_s
        if loop.time() >= over_s:
            limit.reschedule(over_s)
        else:
            self._watch = loop.call_at(over_s, self._watch_silence, limit)

    async def _read_one(self) -> bool:
        """Take one message; return whether to go on. Raises: ConferenceError."""
        message = decode_from_client(await self._link.receive())
        _log.debug("%s < %s", self.name, message.__struct_config__.tag)
        if isinstance(message, Bye):
            return False
        if self._is_too_fast(message):
            await asyncio.sleep(0)
            return True
        if isinstance(message, Ping):
            self._answer_ping(message)
        elif not self._inbox.put_nowait(message):
            self._refuse(message, ConferenceError(ErrorCode.BUSY))
        return True

    def answer_at_once(self, data: bytes) -> bool:
        """Answer a ping of who is in, without waking anybody; False leaves the message to be received."""
        if self._connection is None or _PING not in data[:_PING_WITHIN_BYTES]:
            return False
        try:
            ping = decode_from_client(data)
        except ProtocolError:
            return False
        if not isinstance(ping, Ping) or self._bucket.take(self._clock.mono_s()):
            return False
        self._heard_s = asyncio.get_running_loop().time()
        self._answer_ping(ping)
        return True

    def _answer_ping(self, ping: Ping) -> None:
        pulse = Pulse(PING_EVERY_S)
        self._writer.gather()
        try:
            if self._connection is not None:
                pulse = self._gateway.pulse(self._connection)
            self._writer.send(encode(Pong(ping.ref, self._clock.now_ms(), pulse.again_s, pulse.is_line_thin)))
        finally:
            self._writer.send_gathered()
        self._silence_s = max(self._limits.silence_s, pulse.again_s * SILENT_PINGS)

    def _is_too_fast(self, message: Request) -> bool:
        """Refuse what exceeds the rate. Raises: ProtocolError(`too_fast`) when it goes on."""
        now_s = self._clock.mono_s()
        wait_s = self._bucket.take(now_s)
        if not wait_s:
            return False
        if self._excess.take(now_s):
            raise ProtocolError(ErrorCode.TOO_FAST, "too many requests")
        self._refuse(message, ConferenceError(ErrorCode.TOO_FAST, retry_after_s=wait_s))
        return True

    async def _work(self) -> None:
        try:
            await self._serve()
        except ConferenceError as error:
            _log.info("%s x %s", self.name, error)
            self._bye(error.code)
        except Exception:
            _log.exception("%s x ended by a bug", self.name)
            self._bye(ErrorCode.INTERNAL)

    async def _serve(self) -> None:
        hello = await self._next()
        if isinstance(hello, SignIn):
            if not await self._sign_in(hello):
                return
            hello = await self._next()
        if not isinstance(hello, Hello):
            raise ProtocolError(ErrorCode.UNEXPECTED, "the first message is not hello")
        admitted = await self._enter(hello)
        if admitted is None:
            return
        connection = LinkConnection(self.name, admitted.participant, admitted.role, self._writer)
        self._connection = connection
        _log.info("%s = %s is in, from %s", self.name, admitted.participant, self._address)
        await self._gateway.attached(connection, hello, hello.revision)
        async for message in self._inbox:
            await self._carry_out(connection, message)

    async def _next(self) -> ClientMessage:
        async for message in self._inbox:
            return message
        raise ConferenceError(ErrorCode.UNREACHABLE, "gone before it was in")

    async def _sign_in(self, asked: SignIn) -> bool:
        """Begin a staff session; False is refused and closing."""
        try:
            signed_in = await self._gateway.sign_in(asked, self._address)
        except ConferenceError as error:
            self._refuse_and_close(asked, error)
            return False
        self._on_token()
        self._send(signed_in)
        return True

    async def _enter(self, hello: Hello) -> Admitted | None:
        """Bring a client in; None is refused and closing. Raises: ConferenceError when the link ends."""
        try:
            outcome = await self._gateway.enter(hello, self._address)
        except ConferenceError as error:
            self._refuse_and_close(hello, error)
            return None
        self._on_token()
        while isinstance(outcome, CodeRequired):
            self._send(outcome)
            message = await self._next()
            try:
                outcome = await self._try_code(hello, message)
            except ConferenceError as error:
                if error.code not in MENDABLE:
                    self._refuse_and_close(message, error)
                    return None
                self._refuse(message, error)
                outcome = await self._gateway.code_status(hello)
        return outcome

    async def _try_code(self, hello: Hello, message: ClientMessage) -> Admitted | CodeRequired:
        match message:
            case EnterCode(code=code):
                return await self._gateway.enter_code(hello, code, self._address)
            case ResendCode(way=way):
                return await self._gateway.resend_code(hello, self._address, way)
            case _:
                raise ProtocolError(ErrorCode.UNEXPECTED, "a code is awaited")

    async def _carry_out(self, connection: LinkConnection, message: ClientMessage) -> None:
        if isinstance(message, Hello | SignIn | EnterCode | ResendCode):
            self._refuse(message, ConferenceError(ErrorCode.UNEXPECTED, "already in"))
            return
        try:
            answer = await self._gateway.handle(connection, message)
        except ProtocolError:
            raise
        except ConferenceError as error:
            self._refuse(message, error)
            return
        except Exception:
            _log.exception("%s x %s failed by a bug", self.name, message.__struct_config__.tag)
            self._refuse(message, ConferenceError(ErrorCode.INTERNAL))
            return
        if isinstance(message, Leave):
            self._writer.close(answer if isinstance(answer, Bye) else Bye())
        elif ref := _ref_of(message):
            self._send(answer or Done(ref=ref))

    def _send(self, message: Message) -> None:
        _log.debug("%s > %s", self.name, message.__struct_config__.tag)
        self._writer.send(encode(message))

    def _refuse(self, message: Message, error: ConferenceError) -> None:
        if ref := _ref_of(message):
            self._send(_refusal(ref, error))

    def _refuse_and_close(self, message: Message, error: ConferenceError) -> None:
        _log.info("%s x %s", self.name, error)
        self._writer.close(_refusal(_ref_of(message), error))

    def _bye(self, code: ErrorCode) -> None:
        self._writer.close(Bye(code=code, may_return=True))


def _refusal(ref: int, error: ConferenceError) -> Refused:
    return Refused(ref=ref, code=error.code, detail=error.detail, retry_after_s=error.retry_after_s)


def _ref_of(message: Message) -> int:
    return message.ref if isinstance(message, Request) else 0
