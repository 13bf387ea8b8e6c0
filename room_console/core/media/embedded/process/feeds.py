"""What the core gives to be sent: sounds are a lane each, pictures a lane for each layer."""

import math
from collections.abc import Callable, Iterator
from typing import Final

from room_console.core.media.embedded.process.chunk import Chunk
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.lane import Lane
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.rows import STAMPS_KEPT
from room_console.core.media.embedded.process.schedule import Schedule, WaitingPicture
from room_console.core.media.embedded.wire import DeclareFeed, Picture, SoundPacket, Wanted

CHUNK_PACKETS: Final = 10
CHUNK_INTERVAL_S: Final = 0.003
"""A key frame of 50 packets is spread over 12 ms, as many full packets at once overflow what routers keep."""
PACED_PACKETS: Final = 4
MOST_BEHIND_S: Final = 8.0
"""Pictures with a pace that come faster than it are skipped from here on; the largest alone takes 6 s."""
MAX_FEEDS: Final = 256


class PictureLayer:
    """A lane that is whole only from a key frame on."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.is_broken = True
        """Nothing is sent before the next key frame."""


class PictureFeed:
    """The layers of one picture, the smallest first, with their rates."""

    def __init__(self, number: int, rates_bps: tuple[int, ...], outlet: Outlet, pace_bps: int = 0) -> None:
        self.number = number
        self.rates_bps = rates_bps
        self.pace_bps = pace_bps
        self.brought_mono_s = -math.inf
        """When its last picture came that anybody takes."""
        self.free_mono_s = 0.0
        """With a pace: when the last packets of that will leave."""
        self.layers = tuple(PictureLayer(Lane(outlet, STAMPS_KEPT)) for _ in rates_bps)


class Feeds:
    """All that is declared."""

    def __init__(
        self, outlet: Outlet, schedule: Schedule, keys: KeyRequests, tell_wanted: Callable[[Wanted], None]
    ) -> None:
        self._outlet = outlet
        self._schedule = schedule
        self._keys = keys
        self._tell_wanted = tell_wanted
        self._sounds: dict[int, Lane] = {}
        self._pictures: dict[int, PictureFeed] = {}
        self._wanted: set[tuple[int, int]] = set()

    def declare(self, feed: DeclareFeed) -> None:
        """Begin a feed, or leave it as it is. Raises: ValueError where that can't be."""
        if feed.feed in self._sounds or feed.feed in self._pictures:
            return
        if len(self._sounds) + len(self._pictures) >= MAX_FEEDS:
            raise ValueError("too many feeds")
        if feed.kind == "audio":
            self._sounds[feed.feed] = Lane(self._outlet)
        elif feed.layer_bps:
            self._pictures[feed.feed] = PictureFeed(feed.feed, feed.layer_bps, self._outlet, feed.pace_bps)
        else:
            raise ValueError("a picture needs a layer")

    def sound(self, feed: int | None) -> Lane | None:
        """Return a sound's lane."""
        return self._sounds.get(feed) if feed is not None else None

    def picture(self, feed: int | None) -> PictureFeed | None:
        """Return a picture."""
        return self._pictures.get(feed) if feed is not None else None

    def on_sound(self, packet: SoundPacket) -> None:
        """Take a packet; one of an unknown feed, or too long, is dropped."""
        lane = self._sounds.get(packet.feed)
        if lane is None or not lane.listeners or not 0 < len(packet.payload) <= self._outlet.most_payload_bytes:
            return
        payloads = (packet.payload,)
        captured, given = packet.captured_mono_s, packet.given_mono_s
        self._schedule.add_sound(
            lane, Chunk(payloads, packet.timestamp, packet.samples, captured, given, is_ended=False, may_join=True)
        )

    def on_picture(self, picture: Picture, now_mono_s: float) -> None:
        """Take a picture of one layer; what can't be shown without one that was skipped is dropped."""
        feed = self._pictures.get(picture.feed)
        if feed is None or picture.layer >= len(feed.layers) or not self._is_sendable(picture):
            return
        layer = feed.layers[picture.layer]
        if picture.is_key:
            self._keys.on_key(picture.feed, picture.layer)
            layer.is_broken = False
        if layer.is_broken or not layer.lane.listeners:
            layer.is_broken = True
            return

        feed.brought_mono_s = now_mono_s

        def on_skipped() -> None:
            layer.is_broken = True
            self._keys.want(picture.feed, picture.layer, now_mono_s)

        if feed.pace_bps and feed.free_mono_s > now_mono_s + MOST_BEHIND_S:
            on_skipped()
            return
        chunks = tuple(_chunks(picture, max(now_mono_s, feed.free_mono_s), feed.pace_bps))
        if feed.pace_bps:
            feed.free_mono_s = chunks[-1].due_mono_s
        self._schedule.add_picture(WaitingPicture(layer.lane, chunks, on_skipped), is_paced=feed.pace_bps > 0)

    def end_pictures(self, number: int) -> None:
        """Send nothing that waits of a picture, and nothing before its next key frame."""
        if (feed := self._pictures.get(number)) is None:
            return
        feed.free_mono_s = 0.0
        for layer in feed.layers:
            layer.is_broken = True
            self._schedule.drop_pictures(layer.lane)

    def tell_changes(self, now_mono_s: float) -> None:
        """Say what is wanted since now, and what no more; ask for the key frames that somebody waits for."""
        wanted = {(feed, 0) for feed, lane in self._sounds.items() if lane.listeners}
        for feed in self._pictures.values():
            for number, layer in enumerate(feed.layers):
                if layer.lane.listeners:
                    wanted.add((feed.number, number))
        for feed_number, number in sorted(wanted ^ self._wanted):
            self._tell_wanted(Wanted(feed_number, number, (feed_number, number) in wanted))
        self._wanted = wanted
        for feed in self._pictures.values():
            for number, layer in enumerate(feed.layers):
                if layer.lane.is_awaited:
                    self._keys.want(feed.number, number, now_mono_s)

    def _is_sendable(self, picture: Picture) -> bool:
        longest = self._outlet.most_payload_bytes
        return bool(picture.payloads) and all(0 < len(payload) <= longest for payload in picture.payloads)


def _chunks(picture: Picture, begin_mono_s: float, pace_bps: int) -> Iterator[Chunk]:
    """Cut a picture into what is sent at once, a few milliseconds apart, or as its pace asks for."""
    payloads, due_mono_s = picture.payloads, begin_mono_s
    size = PACED_PACKETS if pace_bps else CHUNK_PACKETS
    for start in range(0, len(payloads), size):
        together = payloads[start : start + size]
        yield Chunk(
            together,
            picture.timestamp,
            1,
            picture.captured_mono_s,
            due_mono_s,
            is_ended=start + size >= len(payloads),
            may_join=picture.is_key and start == 0,
        )
        due_mono_s += sum(map(len, together)) * 8 / pace_bps if pace_bps else CHUNK_INTERVAL_S
