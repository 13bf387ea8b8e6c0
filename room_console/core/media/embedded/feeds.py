"""Sound feeds: encoded once while anyone listens, the packets given to every listener."""

import asyncio
from collections import deque
from collections.abc import Callable

from common.audio.format import Block
from common.model.ids import FeedId
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.tracks import EncodedSoundTrack

PENDING_BLOCKS = 10
WARM_BLOCKS = 6
"""What a feed without listeners remembers, to bring a new encoder into its stride before anyone hears it."""


class SoundFeed:
    """One signal offered to remotes. Thread: the media loop's."""

    def __init__(self, feed: FeedId, settings: OpusSettings, on_pending: Callable[[], None]) -> None:
        self.feed = feed
        self.encoded = 0
        self.dropped = 0
        self._settings = settings
        self._on_pending = on_pending
        self._tracks: tuple[EncodedSoundTrack, ...] = ()
        self._encoder: OpusEncoder | None = None
        self._blocks: deque[Block] = deque()
        self._past: deque[Block] = deque(maxlen=WARM_BLOCKS)
        self._is_odd = False

    @property
    def listeners(self) -> int:
        """How many tracks take it."""
        return len(self._tracks)

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1); it is encoded in the engine's next round."""
        self._is_odd = not self._is_odd
        self._past.append(block)
        if self._encoder is None:
            return
        if len(self._blocks) >= PENDING_BLOCKS:
            # a whole packet goes, so that the halves stay in step
            self._blocks.popleft()
            self._blocks.popleft()
            self.dropped += 2
        self._blocks.append(block)
        self._on_pending()

    def add(self, track: EncodedSoundTrack) -> None:
        """Give this feed to a track, from the next packet on."""
        self._tracks = (*self._tracks, track)
        if self._encoder is None:
            self._encoder = self._warm_encoder()

    def remove(self, track: EncodedSoundTrack) -> None:
        """Take a track off; nothing happens if it is not on."""
        self._tracks = tuple(t for t in self._tracks if t is not track)
        if not self._tracks:
            self._encoder = None
            self._blocks.clear()

    def encode_pending(self) -> None:
        """Encode what has come, and give the packets out."""
        while self._blocks and self._encoder is not None:
            if (packet := self._encoder.encode(self._blocks.popleft())) is not None:
                self.encoded += 1
                for track in self._tracks:
                    track.push(packet)

    def _warm_encoder(self) -> OpusEncoder:
        """Make an encoder that has heard the last blocks; packets begin at even blocks, in step with other feeds."""
        encoder = OpusEncoder(self._settings)
        past = list(self._past)
        if len(past) % 2 != self._is_odd:
            past = past[1:]
        for block in past:
            encoder.encode(block)
        return encoder


class SoundFeeds:
    """All sound feeds, and the one task that encodes them. Thread: the media loop's."""

    def __init__(self, settings: OpusSettings) -> None:
        self._settings = settings
        self._feeds: dict[FeedId, SoundFeed] = {}
        self._pending = asyncio.Event()

    def __getitem__(self, feed: FeedId) -> SoundFeed:
        """Return a feed, begun if it is not there yet: a listener may come before its sound."""
        if feed not in self._feeds:
            self._feeds[feed] = SoundFeed(feed, self._settings, self._pending.set)
        return self._feeds[feed]

    async def run(self) -> None:
        """Encode for ever; other work of the loop gets its turn between two feeds."""
        while True:
            await self._pending.wait()
            self._pending.clear()
            for feed in tuple(self._feeds.values()):
                if feed.listeners:
                    feed.encode_pending()
                    await asyncio.sleep(0)
