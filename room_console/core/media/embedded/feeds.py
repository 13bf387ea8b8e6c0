"""Sound feeds: encoded once while anyone listens, each packet given to the media process."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from common.audio.format import Block
from common.model.errors import MediaError
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from common.rtc.opus import OpusEncoder, OpusSettings, PacketMs, blocks_in
from room_console.core.media.embedded.expectedloss import ExpectedLoss
from room_console.core.media.embedded.packetlength import LONGEST, rate_bps
from room_console.core.media.embedded.wire import SoundPacket

_log = logging.getLogger(__name__)
PENDING_BLOCKS = 10
WARM_BLOCKS = 8
"""What a feed without listeners remembers, to bring a new encoder into its stride before anyone hears it."""


class SoundFeed:
    """One signal offered to remotes. Thread: the media loop's."""

    def __init__(
        self,
        number: int,
        settings: OpusSettings,
        send: Callable[[SoundPacket], None],
        on_pending: Callable[[], None],
        phase: int = 0,
    ) -> None:
        """`settings`: with the rate for packets of 20 ms. `phase`: by how many blocks its packets begin later."""
        self.number = number
        self.encoded = 0
        self.dropped = 0
        self.expected = ExpectedLoss(settings.expected_loss_percent)
        self._rate_bps = settings.bit_rate_bps
        self._settings = self._set_for(settings, settings.packet_ms)
        self._wanted_ms = settings.packet_ms
        self._phase = phase
        self._send = send
        self._on_pending = on_pending
        self._listeners: set[tuple[int, str]] = set()
        self._encoder: OpusEncoder | None = None
        self._blocks: deque[tuple[int, float, Block]] = deque()
        self._past: deque[Block] = deque(maxlen=WARM_BLOCKS)
        self._begun: tuple[int, float] | None = None
        self.written = 0

    @property
    def listeners(self) -> int:
        """How many sections of legs take it."""
        return len(self._listeners)

    def use_packet_ms(self, packet_ms: PacketMs) -> None:
        """Make packets of this length from the next block on at which packets of any length may begin."""
        self._wanted_ms = packet_ms

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1), captured just now; it is encoded in the engine's next round."""
        number = self.written
        self.written += 1
        self._past.append(block)
        if self._encoder is None:
            return
        if len(self._blocks) >= PENDING_BLOCKS:
            # as much goes as the longest packet takes, so that its parts stay in step
            for _ in range(blocks_in(LONGEST)):
                self._blocks.popleft()
            self.dropped += blocks_in(LONGEST)
        self._blocks.append((number, time.monotonic() - BLOCK_S, block))
        self._on_pending()

    def add(self, leg: int, section: str) -> None:
        """Encode for a listener, from the next packet on."""
        self._listeners.add((leg, section))
        if self._encoder is None:
            self._encoder = self._warm_encoder()

    def remove(self, leg: int, section: str) -> None:
        """Forget a listener; nothing happens if it is none."""
        self._listeners.discard((leg, section))
        if not self._listeners:
            self._encoder = None
            self._begun = None
            self._blocks.clear()

    def sections_of(self, leg: int) -> list[str]:
        """List with which of its sections a leg listens."""
        return [section for listener, section in self._listeners if listener == leg]

    def encode_pending(self) -> None:
        """Encode what has come, and send the packets; in one phase, all feeds' packets begin with the same blocks."""
        while self._blocks and self._encoder is not None:
            number, captured_mono_s, block = self._blocks.popleft()
            if self._begun is None:
                self._follow_length(number)
                if (number - self._phase) % blocks_in(self._settings.packet_ms):
                    continue
                self._begun = (number, captured_mono_s)
            if (payload := self._encoded(self._encoder, block)) is not None:
                first, captured_mono_s = self._begun
                self._begun = None
                self.encoded += 1
                timestamp = first * BLOCK_SAMPLES & 0xFFFF_FFFF
                samples = (number + 1 - first) * BLOCK_SAMPLES
                self._send(SoundPacket(self.number, timestamp, samples, captured_mono_s, time.monotonic(), payload))

    def _follow_length(self, number: int) -> None:
        if self._wanted_ms == self._settings.packet_ms or (number - self._phase) % blocks_in(LONGEST):
            return
        self._settings = self._set_for(self._settings, self._wanted_ms)
        if self._encoder is not None:
            self._encoder.set_packet_ms(self._settings.packet_ms)
            self._encoder.set_bit_rate(self._settings.bit_rate_bps)

    def _set_for(self, settings: OpusSettings, packet_ms: PacketMs) -> OpusSettings:
        return replace(settings, packet_ms=packet_ms, bit_rate_bps=rate_bps(self._rate_bps, packet_ms))

    def _encoded(self, encoder: OpusEncoder, block: Block) -> bytes | None:
        try:
            encoder.set_expected_loss(self.expected.percent)
            return encoder.encode(block)
        except MediaError as error:
            _log.warning("x feed %d: %s", self.number, error.detail)
            self._encoder, self._begun = OpusEncoder(self._settings), None
            return None

    def _warm_encoder(self) -> OpusEncoder:
        """Make an encoder that has heard the last blocks, the part of a packet that is being written among them."""
        encoder = OpusEncoder(self._settings)
        past = list(self._past)
        for block in past[(len(past) - self.written + self._phase) % blocks_in(self._settings.packet_ms) :]:
            encoder.encode(block)
        if waiting := encoder.waiting_blocks:
            self._begun = (self.written - waiting, time.monotonic() - (waiting + 1) * BLOCK_S)
        return encoder


class SoundFeeds:
    """The task that encodes them all. Thread: the media loop's."""

    def __init__(self) -> None:
        self._feeds: list[SoundFeed] = []
        self._pending = asyncio.Event()

    def make(
        self, number: int, settings: OpusSettings, send: Callable[[SoundPacket], None], phase: int = 0
    ) -> SoundFeed:
        """Begin a feed, or one of its phases."""
        feed = SoundFeed(number, settings, send, self._pending.set, phase)
        self._feeds.append(feed)
        return feed

    async def run(self) -> None:
        """Encode for ever; other work of the loop gets its turn between two feeds."""
        while True:
            await self._pending.wait()
            self._pending.clear()
            for feed in tuple(self._feeds):
                if feed.listeners:
                    feed.encode_pending()
                    await asyncio.sleep(0)
