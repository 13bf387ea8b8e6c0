"""The way out to one client: a bounded queue, one writer, and the `Connection` that the console holds."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from common.aio.queues import ControlQueue, LatestMailbox
from common.aio.tasks import TaskOwner, spawn
from common.control.link import Link
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.codec import encode
from common.protocol.envelope import Message
from room_console.core.control.limits import Limits

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Latest:
    """Stands in the queue for the newest message of its kind."""

    kind: str


class LinkWriter:
    """Sends in order, at once where the link takes it; what it does not take waits in a queue, with a task to send it.

    A full queue or a send that takes too long aborts the link.
    """

    def __init__(self, link: Link, name: str, limits: Limits, owner: TaskOwner) -> None:
        self._link = link
        self._name = name
        self._limits = limits
        self._queue: ControlQueue[bytes | _Latest] = ControlQueue(limits.queued_messages)
        self._latest: LatestMailbox[bytes] = LatestMailbox()
        self._deadline: asyncio.TimerHandle | None = None
        self._owner = owner
        self._gathered: list[bytes] | None = None
        """What is sent at once when all of it is there."""
        self._task: asyncio.Task[None] | None = None

    def send(self, data: bytes) -> None:
        """Send an encoded message, or queue it."""
        if self._gathered is not None:
            self._gathered.append(data)
            return
        if self._queue.is_closed or (self._task is None and self._link.send_now(data)):
            return
        self._put(data)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Gather what is sent meanwhile, and send it at once: one packet in place of many."""
        self.gather()
        try:
            yield
        finally:
            self.send_gathered()

    def gather(self) -> None:
        """Keep what is sent from now on until `send_gathered`."""
        self._gathered = []

    def send_gathered(self) -> None:
        """Send what was gathered at once."""
        gathered, self._gathered = self._gathered, None
        if not gathered or self._queue.is_closed or (self._task is None and self._link.send_now(*gathered)):
            return
        for data in gathered:
            self._put(data)

    def send_latest(self, kind: str, data: bytes) -> None:
        """Queue an encoded message in place of one of its kind that has not left yet."""
        if self._queue.is_closed or (self._task is None and self._link.send_now(data)):
            return
        if self._latest.put(kind, data):
            self._put(_Latest(kind))

    def close(self, last: Message | None = None) -> None:
        """Send what is queued and `last`, then close the link: within `close_s`, or abruptly."""
        if self._queue.is_closed:
            return
        _log.debug("%s > closing with %s", self._name, last and last.__struct_config__.tag)
        self.send_gathered()
        self._queue.close(encode(last) if last is not None else None)
        self._begin()
        self._deadline = asyncio.get_running_loop().call_later(self._limits.close_s, self._abort)

    async def finish(self) -> None:
        """Close, if nobody has, and wait until the link is closed."""
        self.close()
        if self._task is not None:
            await asyncio.wait({self._task})
        if self._deadline is not None:
            self._deadline.cancel()

    def _put(self, item: bytes | _Latest) -> None:
        if not self._queue.put_nowait(item) and not self._queue.is_closed:
            _log.info("%s x reads too slowly, %d messages lost", self._name, self._queue.clear())
            self._queue.close()
            self._abort()
        else:
            self._begin()

    def _begin(self) -> None:
        if self._task is None:
            self._task = spawn(self._write(), f"{self._name} writer", self._owner)

    def _abort(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._link.abort()

    async def _write(self) -> None:
        try:
            while len(self._queue):
                item = await anext(self._queue)
                data = self._latest.take(item.kind) if isinstance(item, _Latest) else item
                async with asyncio.timeout(self._limits.send_s):
                    await self._link.send(data)
            if self._queue.is_closed:
                await self._link.close()
            else:
                self._task = None
        except (TimeoutError, ConferenceError) as error:
            _log.debug("%s x %s", self._name, error)
            self._queue.clear()
            self._queue.close()
            self._link.abort()


class LinkConnection:
    """A client that is in, as `gateway.Connection` has it."""

    def __init__(self, name: str, participant: ParticipantId, role: Role, writer: LinkWriter) -> None:
        self.name = name
        self.participant = participant
        self.role = role
        self._writer = writer

    def __repr__(self) -> str:
        return f"<{self.name} {self.participant}>"

    def send(self, message: Message) -> None:
        """Queue a message; a full queue closes the link."""
        _log.debug("%s > %s", self.name, message.__struct_config__.tag)
        self._writer.send(encode(message))

    def send_encoded(self, data: bytes) -> None:
        """Queue a message that was encoded once for many."""
        self._writer.send(data)

    def together(self) -> AbstractContextManager[None]:
        """Gather what is sent meanwhile, and send it at once."""
        return self._writer.together()

    def send_latest(self, kind: str, data: bytes) -> None:
        """Queue a message of which only the newest of its `kind` counts."""
        self._writer.send_latest(kind, data)

    def close(self, message: Message | None = None) -> None:
        """Close the link after what is queued, with a last message."""
        self._writer.close(message)
