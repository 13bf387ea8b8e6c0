"""A console played by hand over a link in memory: the client's other end in unit tests."""

import asyncio
from dataclasses import dataclass, field

from common.aio.clock import ManualClock
from common.control.joinlink import JoinLink
from common.control.link import Link
from common.control.memorylink import MemoryLink, memory_pair
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ClientMessage, decode_from_client, encode
from common.protocol.entry import Hello, Welcome
from common.protocol.envelope import Message, Ping
from tests.helpers.control import Notes


@dataclass
class Console:
    """The other end, played by hand. `refusals` are raised by the next attempts to connect."""

    clock: ManualClock
    notes: Notes
    refusals: list[ConferenceError] = field(default_factory=list)
    links: list[MemoryLink] = field(default_factory=list)
    attempts_s: list[float] = field(default_factory=list)

    async def connect(self, link: JoinLink) -> Link:
        """Give the client an end of a new link, or refuse it."""
        self.attempts_s.append(round(self.clock.mono_s() - 1_000.0, 3))
        if self.refusals:
            raise self.refusals.pop(0)
        near, far = memory_pair()
        self.links.append(far)
        return near

    async def hear(self) -> ClientMessage:
        """Return what the client says next."""
        return decode_from_client(await asyncio.wait_for(self.links[-1].receive(), 1.0))

    async def say(self, *messages: Message) -> None:
        """Send, and let the client take it."""
        for message in messages:
            await self.links[-1].send(encode(message))
        await self.clock.elapse(0.0)

    async def admit(self, instance: str = "run-1") -> Hello:
        """Take a hello, let the client in, and hear its first ping."""
        await self.clock.elapse(0.0)
        hello = await self.hear()
        assert isinstance(hello, Hello)
        await self.say(
            Welcome(
                ref=hello.ref,
                protocol=PROTOCOL_VERSION,
                instance=instance,
                participant=ParticipantId("anna"),
                now_ms=self.clock.now_ms() + 250,
            )
        )
        assert isinstance(await self.hear(), Ping)
        return hello

    async def cut(self) -> None:
        """Cut the link."""
        self.links[-1].abort()
        await self.clock.elapse(0.0)
