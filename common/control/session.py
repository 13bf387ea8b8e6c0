"""One attachment of a client, from an open link to its end: reads, writes, keeps the pulse."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from common.aio.clock import Clock
from common.aio.queues import ControlQueue
from common.aio.tasks import TaskOwner, spawn
from common.control.consoleclock import ConsoleClock
from common.control.heartbeat import Heartbeat, Timing
from common.control.link import Link, link_lost
from common.control.requests import WaitingRequests
from common.model.errors import ConferenceError, ErrorCode
from common.protocol.checks import CheckAccess, ReadinessHistory
from common.protocol.codec import ConsoleMessage, decode_from_console, encode
from common.protocol.entry import Hello
from common.protocol.envelope import Bye, Done, Message, Ping, Pong, Request
from common.protocol.media import DownlinkOffer, UplinkAnswer
from common.protocol.operator import Devices, LinkIssued

_log = logging.getLogger(__name__)

CAPACITY = 256
"""Messages that wait to be sent; more means a link that has stopped."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a link ended; `may_return` tells whether to attach again."""

    code: ErrorCode | None
    may_return: bool


class Session:
    """Runs one link. `deliver` gets each message that answers no request; what it raises ends the link."""

    def __init__(
        self,
        number: int,
        link: Link,
        clock: Clock,
        timing: Timing,
        deliver: Callable[[ConsoleMessage], None],
        console_clock: ConsoleClock,
    ) -> None:
        self.name = f"link-{number}"
        self.heartbeat = Heartbeat(timing, clock.mono_s(), console_clock)
        self._link = link
        self._clock = clock
        self._timing = timing
        self._deliver = deliver
        self._requests = WaitingRequests()
        self._outgoing: ControlQueue[bytes] = ControlQueue(CAPACITY)
        self._owner = TaskOwner(self.name)

    async def run(self, hello: Hello) -> Ending:
        """Say hello and live until the link ends. Raises what is not a ConferenceError."""
        self.send(hello)
        spawn(self._write(), f"{self.name} writer", self._owner)
        spawn(self._tick(), f"{self.name} pulse", self._owner)
        try:
            return await self._read()
        except ConferenceError as error:
            return Ending(error.code, may_return=True)
        finally:
            self._requests.fail_all()
            self._outgoing.close()
            await self._owner.cancel_all()
            await self._link.close()

    def new_ref(self) -> int:
        """Number a request on this link."""
        return self._requests.new_ref()

    def send(self, message: Message) -> None:
        """Queue a message; a full queue ends the link."""
        _log.debug("%s > %s", self.name, _name(message))
        if not self._outgoing.put_nowait(encode(message)):
            _log.debug("%s x %s", self.name, _name(message))
            self._link.abort()

    def ping(self) -> None:
        """Ask how late the console is, and how far."""
        ref = self.new_ref()
        self.heartbeat.pinged(ref, self._clock.mono_s())
        self.send(Ping(ref=ref))

    async def request(self, message: Request) -> ConsoleMessage:
        """Send a request and wait for its answer. Raises: ConferenceError."""
        if self._outgoing.is_closed:
            raise link_lost("the link is closing")
        ref = self.new_ref()
        self.send(msgspec.structs.replace(message, ref=ref))
        return await self._requests.wait_answer(ref, self._clock.mono_s() + self._timing.request_s)

    async def _write(self) -> None:
        try:
            async for data in self._outgoing:
                await self._link.send(data)
        except ConferenceError as error:
            _log.debug("%s x %s", self.name, error)
            self._link.abort()

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(self._timing.tick_s)
            now_s = self._clock.mono_s()
            self._requests.expire(now_s)
            if self.heartbeat.is_dead(now_s):
                _log.info("%s x silent for %.0f s", self.name, self._timing.dead_after_s)
                self._link.abort()
                return
            if self.heartbeat.is_due(now_s):
                self.ping()

    async def _read(self) -> Ending:
        while True:
            message = decode_from_console(await self._link.receive())
            _log.debug("%s < %s", self.name, _name(message))
            self.heartbeat.heard(self._clock.mono_s())
            match message:
                case Bye(code=code, may_return=may_return):
                    return Ending(code, may_return)
                case Pong():
                    self.heartbeat.answered(message, self._clock.mono_s())
                    self._requests.settle(message.ref, message)
                case _ if self._requests.settle(getattr(message, "ref", 0), message):
                    pass
                case (
                    Done()
                    | DownlinkOffer()
                    | UplinkAnswer()
                    | LinkIssued()
                    | Devices()
                    | CheckAccess()
                    | ReadinessHistory()
                ):
                    _log.debug("%s x %s came too late", self.name, _name(message))
                case _:
                    self._deliver(message)


def _name(message: Message) -> str:
    return str(message.__struct_config__.tag)
