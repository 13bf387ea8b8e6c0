"""The embedded media engine, the core's side: it makes and hears sound; a process of its own moves the packets."""

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from common.aio.tasks import TaskOwner, spawn
from common.audio.format import BlockWriter
from common.model.errors import MediaError
from common.model.ids import FeedId, LegId
from common.model.media import DownlinkFeeds, LegEnd, LegStatistics, Sdp
from common.model.units import BLOCK_S
from common.rtc.ice import LOOPBACK, OPEN_TIMEOUT_S, hosts_at
from common.rtc.opus import OpusSettings, PacketMs
from common.rtc.picturerate import LAYERS, PictureStep
from room_console.core.media.embedded.descriptions import (
    agreed,
    announced,
    downlink_messages,
    make_own_end,
    offered_uplink,
    uplink_messages,
)
from room_console.core.media.embedded.feedtable import FeedTable
from room_console.core.media.embedded.launch import Child, launch
from room_console.core.media.embedded.legs import NOTHING, Downlink, Uplink
from room_console.core.media.embedded.legtable import Leg, LegTable
from room_console.core.media.embedded.packetlength import PacketLength
from room_console.core.media.embedded.probes import ProbeKeys, addresses_of
from room_console.core.media.embedded.supervisor import MediaProcess
from room_console.core.media.embedded.watch import ProcessWatch
from room_console.core.media.embedded.wire import (
    CloseLeg,
    KeyWanted,
    LegReports,
    MediaSettings,
    ProcessReport,
    Ready,
    RtcpArrived,
    RtpArrived,
    ToCore,
    Wanted,
)
from room_console.core.media.embedded.wire import LegDown as LegIsDown
from room_console.core.media.embedded.wire import LegUp as LegIsUp
from room_console.core.media.engine import (
    EngineEvent,
    LegDown,
    LegUp,
    LineWidth,
    PacketHealth,
    PictureWriter,
    UplinkSound,
)
from room_console.core.media.events import EngineEvents
from room_console.core.media.hearing import CHECK_S

_log = logging.getLogger(__name__)
TICK_S = BLOCK_S
"""How often the uplinks do what is due."""
CHECK_TICKS = round(CHECK_S / TICK_S)


class EmbeddedEngine:
    """A MediaEngine. `host` is the address to listen on, or the unspecified one. Thread: the media loop's.

    `public_address` is one at which a router leads to the same port here; `packet_ms` fixes how long the feeds'
    packets are.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        *,
        port: int = 0,
        public_address: str | None = None,
        opus: OpusSettings | None = None,
        packet_ms: PacketMs | None = None,
        layers: Sequence[PictureStep] = LAYERS,
        open_timeout_s: float = OPEN_TIMEOUT_S,
        start_child: Callable[[MediaSettings], Awaitable[Child]] = launch,
    ) -> None:
        self._public_address = public_address
        self._owner = TaskOwner("media engine")
        self._last_tasks = TaskOwner("media engine's end")
        self._ending: set[asyncio.Task[None]] = set()
        self._events = EngineEvents()
        settings = MediaSettings(hosts_at(host), port)
        self.process = MediaProcess(settings, self._begin, self._take, self._lose_all, start_child)
        self._watch = ProcessWatch(self.process)
        self._feeds = FeedTable(self.process.send, opus or OpusSettings(), layers, PacketLength(packet_ms))
        self._probes = ProbeKeys(self.process.send)
        self._legs = LegTable(open_timeout_s, self._expire)
        self._numbers = itertools.count(1)
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the media process, and begin to encode. Raises: MediaError(`media_failed`) where it can't listen."""
        await self.process.start()
        spawn(self._feeds.run(), name="sound feeds", owner=self._owner)

    async def close(self) -> None:
        """Close every leg and stop, within 3 s."""
        for leg, _ in self._legs:
            self._end(leg, LegEnd.SHUTDOWN)
        await self._owner.cancel_all()
        await self.process.close()
        await asyncio.to_thread(self._feeds.close)
        await asyncio.gather(*self._ending)
        self._events.tell(None)

    def publish_sound(self, feed: FeedId) -> BlockWriter:
        """Begin a sound feed, or return it."""
        return self._feeds.sound(feed)

    def publish_picture(self, feed: FeedId) -> PictureWriter:
        """Begin a picture feed, or return it."""
        return self._feeds.picture(feed)

    async def open_uplink(self, leg: LegId, offer: Sdp, pictures: PictureWriter) -> Sdp:
        """Answer a participant's offer. Raises: MediaError(`media_failed`)."""
        remote = offered_uplink(offer)
        ready = await self._made_ready(leg)
        number = next(self._numbers)
        opening, answer = uplink_messages(make_own_end(number), remote, ready)
        self._legs.add(leg, Uplink(leg, number, remote.sections, pictures, self.process.send, self._events.tell))
        if self._ticking is None or self._ticking.done():
            self._ticking = spawn(self._tick(), name="uplinks", owner=self._owner)
        self.process.send(opening)
        return answer

    def uplink_sound(self, leg: LegId) -> UplinkSound:
        """Return an uplink's sound. Raises: MediaError(`not_found`)."""
        return self._legs.uplink(leg).sound

    async def open_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> Sdp:
        """Offer a participant these feeds. Raises: MediaError(`media_failed`)."""
        ready = await self._made_ready(leg)
        opening, offer = downlink_messages(make_own_end(next(self._numbers)), ready)
        self._legs.add(leg, Downlink(opening, feeds))
        self.process.send(opening)
        self.process.send(self._feeds.follow(opening.leg, feeds))
        return offer

    async def answer_downlink(self, leg: LegId, answer: Sdp) -> None:
        """Take the participant's answer; a bad one ends the leg. Raises: MediaError(`media_failed`, `not_found`)."""
        found = self._legs.downlink(leg)
        try:
            self.process.send(agreed(found.opening, answer))
        except MediaError:
            self._end(leg, LegEnd.FAILED)
            raise

    async def switch_downlink(self, leg: LegId, feeds: DownlinkFeeds) -> None:
        """Change what a downlink carries. Raises: MediaError(`not_found`)."""
        found = self._legs.downlink(leg)
        before, found.feeds = found.feeds, feeds
        if found.is_up:
            self._feeds.listen(found.number, before, feeds)
        self.process.send(self._feeds.follow(found.number, feeds, before))

    def show_screen(self, leg: LegId | None) -> None:
        """Let the screen's feed carry what this uplink shares, or nothing."""
        shown = next((found for name, found in self._legs if name == leg and isinstance(found, Uplink)), None)
        self._feeds.screen.show(shown)

    async def close_leg(self, leg: LegId, reason: LegEnd) -> None:
        """Close a leg; nothing happens if it is gone already."""
        self._end(leg, reason)

    async def allow_probe(self, key: bytes, lifetime_s: float) -> tuple[str, ...]:
        """Echo the probes of this key, and say where. Raises: MediaError(`media_failed`)."""
        ready = announced(await self.process.ready(), self._public_address)
        self._probes.allow(key, time.monotonic() + lifetime_s)
        return addresses_of(ready)

    def has_legs(self) -> bool:
        """Tell whether anybody speaks or listens, or is about to."""
        return len(self._legs) > 0

    def statistics(self, leg: LegId) -> LegStatistics:
        """Return the leg's counters. Raises: MediaError(`not_found`)."""
        return self._legs.get(leg).statistics()

    def packet_health(self) -> PacketHealth:
        """Say how the media process is. Thread: any."""
        return self._watch.health

    def events(self) -> AsyncIterator[EngineEvent]:
        """Yield what happens; one reader."""
        return self._events.read()

    async def _made_ready(self, leg: LegId) -> Ready:
        """Make room for a leg, and wait for the process. Raises: MediaError(`media_failed`)."""
        self._end(leg, LegEnd.REPLACED)
        ready = await self.process.ready()
        self._end(leg, LegEnd.REPLACED)
        return announced(ready, self._public_address)

    def _end(self, leg: LegId, reason: LegEnd) -> None:
        """Close a leg, here and in the process."""
        if (found := self._legs.remove(leg)) is not None:
            _log.info("= leg %s closes: %s", leg, reason)
            self._let_go(found)
            self.process.send(CloseLeg(found.number))

    def _let_go(self, found: Leg) -> None:
        if isinstance(found, Uplink):
            self._feeds.screen.lose(found)
            self._close_elsewhere(found)
            return
        if found.is_up:
            self._feeds.listen(found.number, found.feeds, NOTHING)
        self._feeds.forget(found.number, found.feeds)

    def _close_elsewhere(self, uplink: Uplink) -> None:
        """Close an uplink without keeping the loop waiting for its picture's thread."""
        uplink.sound.end()
        ending = spawn(asyncio.to_thread(uplink.close), name="end of uplink", owner=self._last_tasks)
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def _fail(self, leg: LegId) -> None:
        """Take that a leg has ended by itself."""
        if (found := self._legs.remove(leg)) is not None:
            self._let_go(found)
            self._events.tell(LegDown(leg, LegEnd.FAILED))

    def _expire(self, leg: LegId, found: Leg) -> None:
        """Give up a leg whose media do not flow in time."""
        self.process.send(CloseLeg(found.number))
        self._fail(leg)

    def _begin(self) -> None:
        """Tell a new process what there is."""
        self._feeds.declare()
        self._probes.declare()

    def _lose_all(self) -> None:
        """Take that the process is gone, and every leg with it."""
        self._watch.begin()
        self._feeds.forget_wishes()
        for leg, _ in self._legs:
            self._fail(leg)

    def _take(self, message: ToCore) -> None:
        match message:
            case RtpArrived() | RtcpArrived():
                _, found = self._legs.numbered(message.leg) or (None, None)
                if isinstance(found, Uplink):
                    found.take(message)
            case LegIsUp():
                self._rise(message.leg)
            case LegIsDown():
                if (named := self._legs.numbered(message.leg)) is not None:
                    self._fail(named[0])
            case Wanted():
                self._feeds.want(message)
            case KeyWanted():
                self._feeds.want_key(message)
            case LegReports():
                self._note_reports(message)
            case ProcessReport():
                self._watch.take(message)
                downlinks = [found for _, found in self._legs if isinstance(found, Downlink)]
                self._feeds.expect_losses(downlinks, self._watch.health.cpu_share, self._watch.unsent)
            case _:
                _log.warning("x media process said %s", type(message).__name__)

    def _note_reports(self, reports: LegReports) -> None:
        for report in reports.legs:
            if (named := self._legs.numbered(report.leg)) is not None:
                leg, found = named
                before, found.report = found.report, report
                if isinstance(found, Downlink) and found.is_up:
                    self._feeds.note_width(found)
                    if (before is not None and before.holds_pictures) is not report.holds_pictures:
                        self._events.tell(LineWidth(leg, report.holds_pictures))

    def _rise(self, number: int) -> None:
        if (risen := self._legs.rise(number)) is None:
            return
        leg, found = risen
        if isinstance(found, Downlink):
            self._feeds.listen(found.number, NOTHING, found.feeds)
        self._events.tell(LegUp(leg))

    async def _tick(self) -> None:
        """Let the uplinks do what is due, as long as there are any; a tick that comes late is not made up for."""
        for number in itertools.count():
            await asyncio.sleep(TICK_S)
            if not (uplinks := self._legs.uplinks()):
                return
            for uplink in uplinks:
                uplink.tick(time.monotonic())
                if number % CHECK_TICKS == 0:
                    uplink.sound.check()
