"""The embedded media engine: legs on aiortc, feeds encoded once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from typing import Any, TypeVar

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import BlockReader, BlockWriter
from common.model.errors import ErrorCode, MediaError
from common.model.ids import FeedId, LegId
from common.model.media import DownlinkFeeds, LegEnd, LegStatistics, Sdp
from common.rtc.ice import LOOPBACK, OPEN_TIMEOUT_S, IceServer, IceSettings, hosts_at
from common.rtc.opus import OpusSettings
from common.rtc.peer import PeerState
from common.rtc.picturerate import MOST_BPS
from common.rtc.picturesource import PictureSource
from room_console.core.media.embedded.downlink import Downlink
from room_console.core.media.embedded.feeds import SoundFeeds
from room_console.core.media.embedded.uplink import Uplink
from room_console.core.media.engine import EngineEvent, LegDown, LegUp, PictureWriter
from room_console.core.media.events import EngineEvents
from room_console.core.media.hearing import CHECK_S

_log = logging.getLogger(__name__)
T = TypeVar("T")


class EmbeddedEngine:
    """A MediaEngine. `host` is the address to listen on, or the unspecified one. Thread: the media loop's."""

    def __init__(
        self,
        host: str = LOOPBACK,
        ice_servers: Sequence[str | IceServer] = (),
        *,
        opus: OpusSettings | None = None,
        picture_bitrate_bps: int = MOST_BPS,
        open_timeout_s: float = OPEN_TIMEOUT_S,
    ) -> None:
        self._ice = IceSettings.of(hosts_at(host), ice_servers, open_timeout_s)
        self._owner = TaskOwner("media engine")
        self._events = EngineEvents()
        self._sounds = SoundFeeds(opus if opus is not None else OpusSettings())
        self._picture_bitrate_bps = picture_bitrate_bps
        self._pictures: dict[FeedId, PictureSource] = {}
        self._legs: dict[LegId, Uplink | Downlink] = {}
        self._ending: set[Uplink | Downlink] = set()

    async def start(self) -> None:
        """Begin to encode and to watch."""
        spawn(self._sounds.run(), name="sound feeds", owner=self._owner)
        spawn(self._watch(), name="uplink watch", owner=self._owner)

    async def close(self) -> None:
        """Close every leg and stop, within 3 s."""
        legs = tuple(self._legs)
        await asyncio.gather(*(self.close_leg(leg, LegEnd.SHUTDOWN) for leg in legs))
        await asyncio.gather(*(leg.close() for leg in tuple(self._ending)))
        for picture in self._pictures.values():
            picture.close()
        await self._owner.cancel_all()
        self._events.tell(None)

    def publish_sound(self, feed: FeedId) -> BlockWriter:
        """Begin a sound feed, or return it."""
        return self._sounds[feed]

    def publish_picture(self, feed: FeedId) -> PictureWriter:
        """Begin a picture feed, or return it."""
        return self._picture(feed)

    async def open_uplink(self, leg: LegId, offer: Sdp, pictures: PictureWriter) -> Sdp:
        """Answer a participant's offer. Raises: MediaError(`media_failed`)."""
        await self.close_leg(leg, LegEnd.REPLACED)
        uplink = Uplink(leg, self._ice, pictures, self._events.tell, lambda state: self._changed(leg, state))
        self._legs[leg] = uplink
        return await self._opened(leg, uplink.answer(offer))

    def uplink_sound(self, leg: LegId) -> BlockReader:
        """Return an uplink's sound. Raises: MediaError(`not_found`)."""
        found = self._legs.get(leg)
        if not isinstance(found, Uplink):
            raise MediaError(ErrorCode.NOT_FOUND, f"uplink {leg}")
        return found.sound

    async def open_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> Sdp:
        """Offer a participant these feeds. Raises: MediaError(`media_failed`)."""
        await self.close_leg(leg, LegEnd.REPLACED)
        downlink = Downlink(
            leg,
            self._ice,
            self._sounds.__getitem__,
            self._picture,
            lambda state: self._changed(leg, state),
        )
        self._legs[leg] = downlink
        return await self._opened(leg, downlink.offer(feeds))

    async def answer_downlink(self, leg: LegId, answer: Sdp) -> None:
        """Take the participant's answer; a bad one ends the leg. Raises: MediaError(`media_failed`, `not_found`)."""
        await self._opened(leg, self._downlink(leg).accept(answer))

    async def switch_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> None:
        """Change what a downlink carries. Raises: MediaError(`not_found`)."""
        self._downlink(leg).switch(feeds)

    async def close_leg(self, leg: LegId, reason: LegEnd) -> None:
        """Close a leg; nothing happens if it is gone already."""
        if (found := self._legs.pop(leg, None)) is not None:
            _log.info("= leg %s closes: %s", leg, reason)
            self._ending.add(found)
            try:
                await found.close()
            finally:
                self._ending.discard(found)

    def statistics(self, leg: LegId) -> LegStatistics:
        """Return the leg's counters. Raises: MediaError(`not_found`)."""
        if (found := self._legs.get(leg)) is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"leg {leg}")
        return found.statistics()

    def events(self) -> AsyncIterator[EngineEvent]:
        """Yield what happens; one reader."""
        return self._events.read()

    def _picture(self, feed: FeedId) -> PictureSource:
        if feed not in self._pictures:
            self._pictures[feed] = PictureSource(feed, self._picture_bitrate_bps)
        return self._pictures[feed]

    def _downlink(self, leg: LegId) -> Downlink:
        found = self._legs.get(leg)
        if not isinstance(found, Downlink):
            raise MediaError(ErrorCode.NOT_FOUND, f"downlink {leg}")
        return found

    async def _opened(self, leg: LegId, opening: Coroutine[Any, Any, T]) -> T:
        """Await a step of opening; one that fails or is cancelled leaves no leg."""
        is_open = False
        try:
            result = await opening
            is_open = True
            return result
        finally:
            if not is_open:
                await self.close_leg(leg, LegEnd.FAILED)

    def _changed(self, leg: LegId, state: PeerState) -> None:
        if leg not in self._legs:
            return
        if state is PeerState.UP:
            self._events.tell(LegUp(leg))
        elif state is PeerState.DOWN:
            spawn(self._fail(leg, self._legs[leg]), name=f"close {leg}", owner=self._owner)

    async def _fail(self, leg: LegId, failed: Uplink | Downlink) -> None:
        """Close a leg that ended by itself, then tell; unless it was replaced or closed meanwhile."""
        if self._legs.get(leg) is failed:
            await self.close_leg(leg, LegEnd.FAILED)
            self._events.tell(LegDown(leg, LegEnd.FAILED))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            for leg in tuple(self._legs.values()):
                if isinstance(leg, Uplink):
                    leg.check()
