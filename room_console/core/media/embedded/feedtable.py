"""All feeds by name and by number: who listens, what the media process wants of them."""

import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import av

from common.model.ids import FeedId
from common.model.media import SCREEN_FEED, DownlinkFeeds
from common.rtc.opus import OpusSettings
from common.rtc.picturelayers import PictureLayers
from common.rtc.picturerate import PictureStep
from room_console.core.media.embedded.feeds import SoundFeeds
from room_console.core.media.embedded.legs import NOTHING, Downlink
from room_console.core.media.embedded.packetlength import LONGEST, SHORT, PacketLength
from room_console.core.media.embedded.places import PHASES
from room_console.core.media.embedded.screenfeed import SCREEN_NUMBER, ScreenFeed
from room_console.core.media.embedded.staggeredsound import StaggeredSound
from room_console.core.media.embedded.wire import DeclareFeed, Follow, KeyWanted, Picture, ToProcess, Wanted

_log = logging.getLogger(__name__)
MAIN, ORIGINAL = "main", "original"
THIN_BPS = 20_000
"""For packets of 40 ms it is 23 kbit/s, and with headers 35 on the line."""
GATHERED = 20
"""Listeners who are brought back to the first phase at each report."""


class PictureFeed:
    """A picture in its layers; the wire counts them from the smallest. Thread: the media loop's, the writer any."""

    def __init__(
        self, number: int, name: FeedId, layers: Sequence[PictureStep], send: Callable[[ToProcess], None]
    ) -> None:
        self.number = number
        self._send = send
        self.layers = PictureLayers(name, self._take, layers)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture; from any thread."""
        self.layers.write_picture(picture)

    def declare(self) -> DeclareFeed:
        """Say what there is, smallest first."""
        rates = tuple(step.bit_rate_bps for step in reversed(self.layers.layers))
        return DeclareFeed(self.number, "video", rates)

    def want(self, layer: int, is_wanted: bool) -> None:
        """Encode a layer or cease."""
        if 0 <= layer < len(self.layers.layers):
            self.layers.want(self._turned(layer), is_wanted)

    def want_key(self, layer: int) -> None:
        """Make a key frame of a layer soon."""
        if 0 <= layer < len(self.layers.layers):
            self.layers.want_key(self._turned(layer))

    def want_nothing(self) -> None:
        """Encode no layer."""
        for layer in range(len(self.layers.layers)):
            self.layers.want(layer, False)

    def _turned(self, layer: int) -> int:
        return len(self.layers.layers) - 1 - layer

    def _take(
        self, layer: int, is_key: bool, timestamp: int, captured_mono_s: float, payloads: Sequence[bytes]
    ) -> None:
        number = self._turned(layer)
        self._send(Picture(self.number, number, is_key, timestamp, captured_mono_s, tuple(payloads)))


class FeedTable:
    """Every feed there is. Thread: the media loop's."""

    def __init__(
        self,
        send: Callable[[ToProcess], None],
        opus: OpusSettings,
        layers: Sequence[PictureStep],
        length: PacketLength,
    ) -> None:
        self._send = send
        self._opus = opus
        self._length = length
        self._layers = tuple(layers)
        self._encoding = SoundFeeds()
        self._numbers = itertools.count(SCREEN_NUMBER + 1)
        self._sounds: dict[FeedId, StaggeredSound] = {}
        self._pictures: dict[FeedId, PictureFeed] = {}
        self._by_number: dict[int, PictureFeed] = {}
        self._thin: set[int] = set()
        """The legs whose lines are thin."""
        self.screen = ScreenFeed(SCREEN_NUMBER, send)
        """The one feed that nobody here encodes."""

    def sound(self, feed: FeedId) -> StaggeredSound:
        """Return a sound feed, begun if it is not there yet: a listener may come before its sound."""
        if (found := self._sounds.get(feed)) is None:
            opus = replace(self._opus, packet_ms=self._length.packet_ms)
            thin = replace(opus, packet_ms=LONGEST, bit_rate_bps=min(THIN_BPS, opus.bit_rate_bps))
            found = self._sounds[feed] = StaggeredSound(
                [self._encoding.make(next(self._numbers), opus, self._send, phase) for phase in range(PHASES)],
                self._encoding.make(next(self._numbers), thin, self._send),
                self._thin,
            )
            self._declare_sound(found)
        return found

    def picture(self, feed: FeedId) -> PictureFeed:
        """Return a picture feed, begun if it is not there yet."""
        if (found := self._pictures.get(feed)) is None:
            found = self._pictures[feed] = PictureFeed(next(self._numbers), feed, self._layers, self._send)
            self._by_number[found.number] = found
            self._send(found.declare())
        return found

    def declare(self) -> None:
        """Tell a new process of every feed."""
        self._send(self.screen.declare())
        for sound in self._sounds.values():
            self._declare_sound(sound)
        for picture in self._pictures.values():
            self._send(picture.declare())

    def follow(self, leg: int, feeds: DownlinkFeeds, before: DownlinkFeeds = NOTHING) -> Follow:
        """Say by numbers what a downlink carries from now on; over a thin line the original gives way."""
        for name in _sounds_in(before) - _sounds_in(feeds):
            self.sound(name).forget(leg)
        original = feeds.original if leg not in self._thin else None
        return Follow(
            leg,
            self.sound(feeds.main).number_for(leg) if feeds.main is not None else None,
            self.sound(original).number_for(leg) if original is not None else None,
            self.picture(feeds.picture).number if feeds.picture is not None else None,
            self.screen.number if feeds.screen == SCREEN_FEED else None,
        )

    def forget(self, leg: int, feeds: DownlinkFeeds) -> None:
        """Let a leg that is gone have no place in what it carried."""
        for name in _sounds_in(feeds):
            self.sound(name).forget(leg)
        self._thin.discard(leg)

    def note_width(self, listener: Downlink) -> None:
        """Let a listener have what its line carries, as its report tells."""
        leg, is_thin = listener.number, listener.report is not None and listener.report.is_thin
        if is_thin is (leg in self._thin):
            return
        _log.info("= line of leg %d is %s", leg, "thin" if is_thin else "wide enough again")
        (self._thin.add if is_thin else self._thin.discard)(leg)
        for name in _sounds_in(listener.feeds):
            self.sound(name).settle(leg)
        self._send(self.follow(leg, listener.feeds))

    def listen(self, leg: int, before: DownlinkFeeds, after: DownlinkFeeds) -> None:
        """Encode what a leg that is up takes now, and no more what it took before."""
        for section, old, new in ((MAIN, before.main, after.main), (ORIGINAL, before.original, after.original)):
            if old == new:
                continue
            if new is not None:
                self.sound(new).add(leg, section)
            if old is not None:
                self.sound(old).remove(leg, section)

    def expect_losses(self, listeners: Sequence[Downlink], cpu_share: float, unsent: int) -> None:
        """Let each feed carry copies for what its listeners lose: one in ten may lose more than is reckoned with.

        Let all have packets as short as the most of these losses, the number of listeners and how the media process
        fares allow.
        """
        losses: dict[StaggeredSound, list[float]] = {}
        for listener in listeners:
            if listener.is_up and listener.report is not None and listener.number not in self._thin:
                for feed in _sounds_in(listener.feeds):
                    losses.setdefault(self._sounds[feed], []).append(listener.report.recent_loss)
        reckoned = {sound: sorted(found)[-(-9 * len(found) // 10) - 1] for sound, found in losses.items()}
        for sound, loss in reckoned.items():
            sound.note_loss(loss)
        served = sum(sound.listeners for sound in self._sounds.values())
        self._length.note(served, max(reckoned.values(), default=0.0), cpu_share, unsent)
        for sound in self._sounds.values():
            sound.use_packet_ms(self._length.packet_ms)
        if self._length.packet_ms == SHORT:
            self._gather(listeners)

    def want(self, wish: Wanted) -> None:
        """Encode a layer of a picture or cease; of sounds it is known here who listens."""
        if (picture := self._by_number.get(wish.feed)) is not None:
            picture.want(wish.layer, wish.is_wanted)

    def want_key(self, wish: KeyWanted) -> None:
        """Make a key frame soon."""
        if wish.feed == self.screen.number:
            self.screen.want_key()
        elif (picture := self._by_number.get(wish.feed)) is not None:
            picture.want_key(wish.layer)

    def forget_wishes(self) -> None:
        """Encode no picture until a new process wants it."""
        for picture in self._pictures.values():
            picture.want_nothing()

    async def run(self) -> None:
        """Encode sound for ever."""
        await self._encoding.run()

    def close(self) -> None:
        """End the pictures' threads; waits for one picture's time."""
        for picture in self._pictures.values():
            picture.layers.close()

    def _declare_sound(self, sound: StaggeredSound) -> None:
        for feed in sound.encodings:
            self._send(DeclareFeed(feed.number, "audio"))

    def _gather(self, listeners: Sequence[Downlink]) -> None:
        """Bring a few back to the first phase: so short packets begin with each block, and each phase is encoded."""
        gathered = 0
        for listener in listeners:
            moved = [name for name in _sounds_in(listener.feeds) if self._sounds[name].gather(listener.number)]
            if moved:
                self._send(self.follow(listener.number, listener.feeds))
                gathered += 1
            if gathered == GATHERED:
                return


def _sounds_in(feeds: DownlinkFeeds) -> set[FeedId]:
    return {name for name in (feeds.main, feeds.original) if name is not None}
