"""A line in simulated time between an Opus sender and a SoundReceiver: loss, jitter, reorder, repeats, two clocks.

Everything follows from the seed. The sender answers requests for repeats; requests and answers get lost like the rest.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from common.audio.testsignal import Voice
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings, PacketMs
from common.rtc.rtp import Rtp
from common.rtc.sound import PlayoutSettings, SoundReceiver
from common.rtc.sound.decoding import Decoder, make_decoder

SSRC = 0x1234
VOICE_S = 10


@dataclass
class Line:
    """What a line does to packets, each way."""

    delay_s: float = 0.02
    jitter_s: float = 0.0
    """Evenly spread, 0 to this, on top of the delay; order is kept unless `reorders`."""
    reorders: bool = False
    loss: float = 0.0
    mean_burst: float = 1.0
    """Packets that are lost together, in the mean (Gilbert and Elliott); 1 is independent loss."""
    duplicates: float = 0.0
    repeats: bool = True
    """Whether the sender answers requests."""
    seed: int = 1


@cache
def voice_packets(packet_ms: PacketMs = 20, voice: int = 1) -> tuple[bytes, ...]:
    """Encode a voice for VOICE_S, the second time round, so that the packets can be sent in a circle."""
    encoder, speaker = OpusEncoder(OpusSettings(packet_ms=packet_ms)), Voice(voice)
    made = [encoder.encode(speaker.read()) for _ in range(2 * round(VOICE_S / BLOCK_S))]
    packets = [packet for packet in made if packet is not None]
    return tuple(packets[len(packets) // 2 :])


@dataclass
class Heard:
    """What came out, block by block."""

    blocks: list[NDArray[np.float32]] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    """From a sample's capture to its read, as the timestamps tell, of each block read; NaN where nothing is."""
    nones: int = 0

    @property
    def samples(self) -> NDArray[np.float32]:
        return np.concatenate(self.blocks).ravel() if self.blocks else np.zeros(0, np.float32)


class SoundLine:
    """A sender, a line and a receiver; `run` on as long as wanted, and change `line` between two runs."""

    def __init__(
        self,
        line: Line | None = None,
        packets: Sequence[bytes] | None = None,
        packet_ms: PacketMs = 20,
        settings: PlayoutSettings | None = None,
        sender_ppm: float = 0.0,
        reader_ppm: float = 0.0,
        reader_phase_s: float = 0.005,
        reader_jitter_s: float = 0.0,
        decoder: Callable[[], Decoder] = make_decoder,
        keeps: bool = True,
        first_sequence: int = 0,
        first_timestamp: int = 5_000,
    ) -> None:
        self.line = line if line is not None else Line()
        self.packets = packets if packets is not None else voice_packets(packet_ms)
        self.packet_ms = packet_ms
        self.now_s = 0.0
        self.heard = Heard()
        self.sent = 0
        self.dropped: list[int] = []
        self.asked: list[tuple[float, Sequence[int]]] = []
        self.first_sequence, self.first_timestamp = first_sequence, first_timestamp
        self.receiver = SoundReceiver(self._ask, lambda: self.now_s, settings, decoder)
        self.on_read: Callable[[], None] = lambda: None
        self._random = np.random.default_rng(self.line.seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._keeps = keeps
        self._is_bad = False
        self._last_arrival_s = 0.0
        self._packet_s = packet_ms / 1000 / (1 + sender_ppm * 1e-6)
        self._block_s = BLOCK_S / (1 + reader_ppm * 1e-6)
        self._reads = 0
        self._reader_phase_s, self._reader_jitter_s = reader_phase_s, reader_jitter_s
        self._at(self._packet_s, self._send)
        self._at(reader_phase_s, self._read)

    def run(self, seconds: float) -> Heard:
        """Let time pass, and return what was heard meanwhile."""
        self.heard = Heard()
        until_s = self.now_s + seconds
        while self._events[0][0] <= until_s:
            self.now_s, _, act = heapq.heappop(self._events)
            act()
        self.now_s = until_s
        return self.heard

    def lose(self, *numbers: int) -> None:
        """Lose these packets the first time they are sent."""
        self.dropped.extend(numbers)

    def _at(self, when_s: float, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (when_s, self._count, act))

    def _send(self) -> None:
        number = self.sent
        self.sent += 1
        self._at((self.sent + 1) * self._packet_s, self._send)
        if number in self.dropped:
            self.dropped.remove(number)
        else:
            self._carry(number, keeps_order=not self.line.reorders)

    def _carry(self, number: int, keeps_order: bool) -> None:
        line = self.line
        if self._is_lost():
            return
        arrival_s = self.now_s + line.delay_s + self._random.random() * line.jitter_s
        if keeps_order:
            arrival_s = self._last_arrival_s = max(arrival_s, self._last_arrival_s)
        self._at(arrival_s, partial(self._put, number))
        if line.duplicates and self._random.random() < line.duplicates:
            self._at(arrival_s + 0.001, partial(self._put, number))

    def _is_lost(self) -> bool:
        line = self.line
        if not line.loss:
            return False
        if line.mean_burst <= 1.0:
            return bool(self._random.random() < line.loss)
        leave = 1 / line.mean_burst
        enter = leave * line.loss / (1 - line.loss)
        self._is_bad = bool(self._random.random() >= leave if self._is_bad else self._random.random() < enter)
        return self._is_bad

    def _put(self, number: int) -> None:
        payload = self.packets[number % len(self.packets)]
        samples = self.packet_ms * SAMPLE_RATE_HZ // 1000
        timestamp = (self.first_timestamp + number * samples) & 0xFFFFFFFF
        sequence = (self.first_sequence + number) & 0xFFFF
        self.receiver.put(Rtp(111, False, sequence, timestamp, SSRC, payload), self.now_s)

    def _ask(self, sequences: Sequence[int]) -> None:
        self.asked.append((self.now_s, tuple(sequences)))
        if not self.line.repeats or self._is_lost():
            return
        self._at(self.now_s + self.line.delay_s, partial(self._repeat, tuple(sequences)))

    def _repeat(self, sequences: Sequence[int]) -> None:
        for sequence in sequences:
            number = self.sent - 1 - ((self.first_sequence + self.sent - 1 - sequence) & 0xFFFF)
            self._carry(number, keeps_order=False)

    def _read(self) -> None:
        self._reads += 1
        late_s = self._random.random() * self._reader_jitter_s if self._reader_jitter_s else 0.0
        self._at(self._reader_phase_s + self._reads * self._block_s + late_s, self._read)
        position = self.receiver.position()
        block = self.receiver.read()
        self.on_read()
        self.heard.delays_ms.append(self._age_ms(position))
        if block is None:
            self.heard.nones += 1
        if self._keeps:
            self.heard.blocks.append(block if block is not None else np.zeros((BLOCK_SAMPLES, 1), np.float32))

    def _age_ms(self, position: int | None) -> float:
        if position is None:
            return float("nan")
        samples = ((position - self.first_timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        captured_s = samples / (self.packet_ms * SAMPLE_RATE_HZ / 1000) * self._packet_s
        return (self.now_s - captured_s) * 1000


def sharpness(samples: NDArray[np.float32]) -> float:
    """Return the greatest third difference: a click has one that no voice has."""
    return float(np.abs(np.diff(samples, 3)).max())


@cache
def natural_sharpness() -> float:
    """Return that of a voice whose packets all arrived."""
    decoder = make_decoder()
    return sharpness(np.concatenate([decoder.decode(packet) for packet in voice_packets()]))
