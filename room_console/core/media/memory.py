"""A media engine without network or codec, for tests: it keeps the whole contract, at once and without loss.

Its peers come from it (`uplink_peer`, `downlink_peer`), shaped like those of `common.rtc.legs`.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial

import av

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import Block, BlockWriter
from common.model.errors import ErrorCode, MediaError
from common.model.ids import FeedId, LegId
from common.model.media import SCREEN_FEED, DownlinkFeeds, LegEnd, LegStatistics, Sdp
from common.rtc.ice import OPEN_TIMEOUT_S
from common.rtc.legs import PeerState
from room_console.core.media.engine import EngineEvent, LegDown, LegUp, PictureWriter, UplinkSound
from room_console.core.media.events import EngineEvents
from room_console.core.media.hearing import CHECK_S, HearingReader
from room_console.core.media.memorypeers import MemoryDownlinkPeer, MemoryPeer, MemoryUplinkPeer


@dataclass(slots=True)
class MemoryLeg:
    """The engine's end of a leg."""

    timer: asyncio.TimerHandle
    feeds: DownlinkFeeds | None = None
    hearing: HearingReader | None = None
    peer: MemoryPeer | None = None


class MemoryFeed:
    """Gives what is written to the peers that hear it at that moment."""

    def __init__(self, feed: FeedId, legs: dict[LegId, MemoryLeg]) -> None:
        self._feed = feed
        self._legs = legs
        self._loop = asyncio.get_running_loop()

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1)."""
        for feeds, peer in self._listeners():
            if feeds.main == self._feed:
                peer.hear(block, is_main=True)
            if feeds.original == self._feed:
                peer.hear(block, is_main=False)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture; from any thread."""
        self._loop.call_soon_threadsafe(self._show, picture)

    def _show(self, picture: av.VideoFrame) -> None:
        for feeds, peer in self._listeners():
            if feeds.picture == self._feed:
                peer.on_picture(picture)
            if feeds.screen == self._feed:
                peer.on_screen(picture)

    def _listeners(self) -> list[tuple[DownlinkFeeds, MemoryDownlinkPeer]]:
        return [
            (leg.feeds, leg.peer)
            for leg in self._legs.values()
            if leg.feeds is not None and isinstance(leg.peer, MemoryDownlinkPeer)
        ]


class MemoryEngine:
    """A MediaEngine in memory. Thread: one loop's, for every method."""

    def __init__(self, open_timeout_s: float = OPEN_TIMEOUT_S) -> None:
        self._open_timeout_s = open_timeout_s
        self._owner = TaskOwner("memory engine")
        self._events = EngineEvents()
        self._feeds: dict[FeedId, MemoryFeed] = {}
        self._legs: dict[LegId, MemoryLeg] = {}
        self._peers: dict[Sdp, MemoryPeer] = {}
        self._numbers = itertools.count(1)
        self._sharing: LegId | None = None

    def uplink_peer(self, on_state: Callable[[PeerState], None] | None = None) -> MemoryUplinkPeer:
        """Make a speaker's end."""
        peer = MemoryUplinkPeer(self._description("uplink"), on_state)
        self._peers[peer.description] = peer
        return peer

    def downlink_peer(
        self,
        on_picture: Callable[[av.VideoFrame], None],
        on_state: Callable[[PeerState], None] | None = None,
        on_screen: Callable[[av.VideoFrame], None] = lambda picture: None,
    ) -> MemoryDownlinkPeer:
        """Make a listener's end."""
        peer = MemoryDownlinkPeer(self._description("downlink"), on_picture, on_state, on_screen)
        self._peers[peer.description] = peer
        return peer

    async def start(self) -> None:
        """Begin to watch for stalled uplinks."""
        spawn(self._watch(), name="uplink watch", owner=self._owner)

    async def close(self) -> None:
        """Close every leg and stop."""
        for leg in tuple(self._legs):
            await self.close_leg(leg, LegEnd.SHUTDOWN)
        await self._owner.cancel_all()
        self._events.tell(None)

    def publish_sound(self, feed: FeedId) -> BlockWriter:
        """Begin a sound feed, or return it."""
        return self._feeds.setdefault(feed, MemoryFeed(feed, self._legs))

    def publish_picture(self, feed: FeedId) -> PictureWriter:
        """Begin a picture feed, or return it."""
        return self._feeds.setdefault(feed, MemoryFeed(feed, self._legs))

    async def open_uplink(self, leg: LegId, offer: Sdp, pictures: PictureWriter) -> Sdp:
        """Answer an offer. Raises: MediaError(`media_failed`)."""
        await self.close_leg(leg, LegEnd.REPLACED)
        peer = self._peers.get(offer)
        if not isinstance(peer, MemoryUplinkPeer):
            raise MediaError(ErrorCode.MEDIA_FAILED, "not an offer of an uplink")
        now_s = asyncio.get_running_loop().time
        hearing = HearingReader(leg, peer.sound, lambda: peer.sound.written, self._events.tell, now_s)
        self._legs[leg] = MemoryLeg(self._timer(leg), hearing=hearing, peer=peer)
        peer.pictures = pictures
        peer.on_screen = partial(self._share, leg)
        peer.on_accepted = partial(self._up, leg, peer)
        peer.on_closed = partial(self._fail, leg, peer)
        return offer

    def uplink_sound(self, leg: LegId) -> UplinkSound:
        """Return an uplink's sound. Raises: MediaError(`not_found`)."""
        found = self._legs.get(leg)
        if found is None or found.hearing is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"uplink {leg}")
        return found.hearing

    async def open_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> Sdp:
        """Offer these feeds."""
        await self.close_leg(leg, LegEnd.REPLACED)
        self._legs[leg] = MemoryLeg(self._timer(leg), feeds=feeds)
        return self._description("offer")

    async def answer_downlink(self, leg: LegId, answer: Sdp) -> None:
        """Take an answer; a bad one ends the leg. Raises: MediaError(`media_failed`, `not_found`)."""
        found = self._downlink(leg)
        peer = self._peers.get(answer)
        if not isinstance(peer, MemoryDownlinkPeer):
            await self.close_leg(leg, LegEnd.FAILED)
            raise MediaError(ErrorCode.MEDIA_FAILED, "not an answer of a downlink")
        found.peer = peer
        peer.on_closed = partial(self._fail, leg, peer)
        peer.become(PeerState.UP)
        self._up(leg, peer)

    async def switch_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> None:
        """Change what a downlink carries. Raises: MediaError(`not_found`)."""
        self._downlink(leg).feeds = feeds

    def show_screen(self, leg: LegId | None) -> None:
        """Let the screen's feed carry what this uplink shares, or nothing."""
        self._sharing = leg

    async def close_leg(self, leg: LegId, reason: LegEnd) -> None:
        """Close a leg; nothing happens if it is gone already."""
        del reason
        if (found := self._legs.pop(leg, None)) is not None:
            found.timer.cancel()
            if found.hearing is not None:
                found.hearing.end()
            if found.peer is not None:
                found.peer.become(PeerState.DOWN)
                self._peers.pop(found.peer.description, None)

    async def allow_probe(self, key: bytes, lifetime_s: float) -> tuple[str, ...]:
        """Say that there is no port to probe."""
        del key, lifetime_s
        return ()

    def has_legs(self) -> bool:
        """Tell whether anybody speaks or listens, or is about to."""
        return len(self._legs) > 0

    def statistics(self, leg: LegId) -> LegStatistics:
        """Return the leg's counters. Raises: MediaError(`not_found`)."""
        if (found := self._legs.get(leg)) is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"leg {leg}")
        seen = found.peer.statistics() if found.peer is not None else LegStatistics()
        return LegStatistics(packets_sent=seen.packets_received, packets_received=seen.packets_sent)

    def packet_health(self) -> None:
        """Say that no packets are moved."""

    def events(self) -> AsyncIterator[EngineEvent]:
        """Yield what happens; one reader."""
        return self._events.read()

    def _share(self, leg: LegId, picture: av.VideoFrame | None) -> None:
        if leg == self._sharing and picture is not None:
            self.publish_picture(SCREEN_FEED).write_picture(picture)

    def _description(self, kind: str) -> Sdp:
        return Sdp(f"memory {kind} {next(self._numbers)}")

    def _timer(self, leg: LegId) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._open_timeout_s, self._expired, leg)

    def _expired(self, leg: LegId) -> None:
        spawn(self._close_failed(leg), name=f"close {leg}", owner=self._owner)

    def _up(self, leg: LegId, peer: MemoryPeer) -> None:
        if (found := self._legs.get(leg)) is not None and found.peer is peer:
            found.timer.cancel()
            self._events.tell(LegUp(leg))

    def _fail(self, leg: LegId, peer: MemoryPeer) -> None:
        if (found := self._legs.get(leg)) is not None and found.peer is peer:
            spawn(self._close_failed(leg), name=f"close {leg}", owner=self._owner)

    async def _close_failed(self, leg: LegId) -> None:
        await self.close_leg(leg, LegEnd.FAILED)
        self._events.tell(LegDown(leg, LegEnd.FAILED))

    def _downlink(self, leg: LegId) -> MemoryLeg:
        found = self._legs.get(leg)
        if found is None or found.feeds is None:
            raise MediaError(ErrorCode.NOT_FOUND, f"downlink {leg}")
        return found

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            for leg in self._legs.values():
                if leg.hearing is not None:
                    leg.hearing.check()
