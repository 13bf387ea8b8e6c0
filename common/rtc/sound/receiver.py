"""Sound pulled by the reader's clock."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from common.audio.format import Block
from common.model.errors import MediaError
from common.model.units import BLOCK_SAMPLES
from common.rtc.rtp import Rtp, sequence_distance
from common.rtc.sound.decoding import make_decoder
from common.rtc.sound.settings import PlayoutSettings, SoundCounters
from common.rtc.sound.toc import packet_samples

MOST_PACKETS = 50


class SoundReceiver:
    """One sender's sound: `put` what comes, `read` a block each 10 ms. Thread: one loop for all methods.

    `delay_ms` is how long sound waits here, `drift_ppm` how much faster the sender's clock runs than the reader's.
    """

    def __init__(
        self,
        on_nack: Callable[[Sequence[int]], None] | None = None,
        mono_s: Callable[[], float] = time.monotonic,
        settings: PlayoutSettings | None = None,
    ) -> None:
        self.settings = settings if settings is not None else PlayoutSettings()
        self.counters = SoundCounters()
        self.drift_ppm = 0.0
        self._decoder = make_decoder()
        self._packets: dict[int, Rtp] = {}
        self._next: int | None = None
        self._rest = np.zeros(0, np.float32)
        self._position = 0
        self._packet_samples = 2 * BLOCK_SAMPLES
        self._wait_blocks = 0

    @property
    def delay_ms(self) -> float:
        """Return how long the sound that comes now will wait, without its own length."""
        return len(self._rest) / 48 + max(0, len(self._packets) - 1) * self._packet_samples / 48

    @property
    def target_delay_ms(self) -> float:
        """Return the delay aimed at."""
        return self.settings.start_delay_ms

    def put(self, packet: Rtp, arrived_mono_s: float) -> None:
        """Take a packet as it comes, whatever it holds."""
        self.counters.received += 1
        if self._next is None:
            self._next, self._position = packet.sequence, packet.timestamp
            self._wait_blocks = round(self.settings.start_delay_ms / 10)
        if sequence_distance(packet.sequence, self._next) < 0:
            self.counters.late += 1
            return
        if packet.sequence in self._packets:
            self.counters.duplicated += 1
            return
        self._packets[packet.sequence] = packet
        if len(self._packets) > MOST_PACKETS:
            self.counters.skipped += len(self._packets)
            self._packets.clear()
            self._next = None

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1); None before the first packet and after a long stall."""
        if self._next is None:
            return None
        if self._wait_blocks > 0:
            self._wait_blocks -= 1
            return np.zeros((BLOCK_SAMPLES, 1), np.float32)
        while len(self._rest) < BLOCK_SAMPLES:
            self._rest = np.concatenate((self._rest, self._decoded()))
        block, self._rest = self._rest[:BLOCK_SAMPLES], self._rest[BLOCK_SAMPLES:]
        return block.reshape(BLOCK_SAMPLES, 1)

    def position(self) -> int | None:
        """Return the RTP timestamp of the sample that is read next; None while nothing is."""
        return None if self._next is None else (self._position - len(self._rest)) & 0xFFFFFFFF

    def _decoded(self) -> Block:
        assert self._next is not None
        packet = self._packets.pop(self._next, None)
        if packet is None and not self._packets:
            self.counters.concealed += 1
            return self._decoder.conceal(BLOCK_SAMPLES)
        self._next = (self._next + 1) & 0xFFFF
        self._position += self._packet_samples
        if packet is None:
            self.counters.lost += 1
            self.counters.concealed += self._packet_samples // BLOCK_SAMPLES
            return self._decoder.conceal(self._packet_samples)
        try:
            self._packet_samples = packet_samples(packet.payload)
            self._position = packet.timestamp + self._packet_samples
            return self._decoder.decode(packet.payload)
        except (ValueError, MediaError):
            self.counters.malformed += 1
            return self._decoder.conceal(self._packet_samples)
