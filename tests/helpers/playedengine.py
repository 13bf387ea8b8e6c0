"""An engine whose media process the test plays, and what participants' ends of its legs say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from common.model.ids import LegId
from common.model.media import DownlinkFeeds, Sdp
from common.rtc.description import (
    LegDescription,
    answer_section,
    parse_description,
    picture_section,
    sound_section,
    write_description,
)
from common.rtc.sdp import DOWNLINK_SECTIONS, UPLINK_SECTIONS
from room_console.core.media.embedded.engine import EmbeddedEngine
from room_console.core.media.embedded.wire import LegUp as LegIsUp
from room_console.core.media.embedded.wire import SetRemote
from room_console.core.media.engine import EngineEvent, LegUp
from tests.helpers.media import until
from tests.helpers.mediachild import READY, Children, PlayedChild

NAME, PASSWORD = "peer", "p" * 22
T = TypeVar("T")


class Played:
    """An engine, the process that the test plays, and what the engine told."""

    def __init__(self, engine: EmbeddedEngine, children: Children) -> None:
        self.engine = engine
        self.children = children
        self.events: list[EngineEvent] = []

    @property
    def child(self) -> PlayedChild:
        """The process that runs."""
        return self.children.started[-1]

    async def told(self, kind: type[T], count: int = 1) -> list[T]:
        """Wait until the process was told so many of a kind."""
        await until(lambda: len(self._of(kind)) >= count)
        return self._of(kind)

    def _of(self, kind: type[T]) -> list[T]:
        return [message for message in self.child.heard if isinstance(message, kind)]

    async def listen(self, leg: LegId, feeds: DownlinkFeeds) -> int:
        """Bring a downlink up; return its number."""
        before, rises = len(self._of(SetRemote)), self.events.count(LegUp(leg))
        offer = await self.engine.open_downlink(leg, feeds)
        await self.engine.answer_downlink(leg, answer_to(offer))
        number = (await self.told(SetRemote, before + 1))[-1].leg
        self.child.say(LegIsUp(number))
        await until(lambda: self.events.count(LegUp(leg)) > rises)
        return number


@asynccontextmanager
async def played(open_timeout_s: float = 15.0, public_address: str | None = None) -> AsyncIterator[Played]:
    """Run an engine."""
    children = Children()
    engine = EmbeddedEngine(
        packet_ms=20, public_address=public_address, open_timeout_s=open_timeout_s, start_child=children
    )
    one = Played(engine, children)
    await one.engine.start()

    async def note() -> None:
        async for event in one.engine.events():
            one.events.append(event)

    async with asyncio.TaskGroup() as group:
        group.create_task(note())
        try:
            yield one
        finally:
            await one.engine.close()


def description(sections: tuple[str, ...], setup: str, direction: str) -> LegDescription:
    """Describe a participant's end."""
    made = tuple(
        (sound_section if kind == "audio" else picture_section)(str(n), direction, 1000 + n)
        for n, kind in enumerate(sections)
    )
    return LegDescription(NAME, PASSWORD, False, (READY.fingerprint,), setup, (), made)


def offer_of_an_uplink(setup: str = "actpass") -> Sdp:
    """Offer sound and picture."""
    return write_description(description(UPLINK_SECTIONS, setup, "sendonly"))


def answer_to(offer: Sdp, setup: str = "active") -> Sdp:
    """Answer a downlink."""
    sections = tuple(answer_section(s, None) for s in parse_description(offer, DOWNLINK_SECTIONS).sections)
    return write_description(replace(description((), setup, "recvonly"), sections=sections))
