"""Sound pulled by the reader's clock: docs/decisions/0402-playout.md."""

import time
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from common.audio.drift import DriftEstimator
from common.audio.format import Block
from common.audio.stretch import LEAST_SAMPLES, is_quiet, lengthen, shorten
from common.audio.varispeed import Varispeed
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.rtp import Rtp
from common.rtc.sound.control import MS, REST, DelayControl, Plan
from common.rtc.sound.decoding import Decoder, make_decoder
from common.rtc.sound.head import DecodeHead
from common.rtc.sound.libopus import Samples
from common.rtc.sound.losses import LossWatch
from common.rtc.sound.margins import ArrivalMargins
from common.rtc.sound.repeats import RepeatRequests
from common.rtc.sound.settings import PlayoutSettings, SoundCounters
from common.rtc.sound.store import Fate, PacketStore, Stored
from common.rtc.sound.toc import payload_samples

HASTE_S = 0.0025
"""A packet that comes as little before a read counts as late for it: next time it may be."""
STEADY_PPM = 20.0
"""With clocks further apart, packets soon come at another place between two reads: the worst place counts."""
OVERSHOOT = 120
"""Time may be stretched by as much more than needed, to find a place where it is not heard."""
SAME_CLOCK_PPM = 20.0
"""Clocks that differ by less are left to the bend, which is at work for a part of the time only."""
DRIFT_READS = 8
"""Of as many reads the instant of one is looked at."""
MOST_FRESH = 64
"""Packets between two reads that the delay is learnt from."""
OVERDUE_SAMPLES, MOST_OVERDUE = 240, 8
"""How much later than nearly all others a packet may be before it counts as missing, and how many may at once."""
STANDSTILL_S = 0.15
"""After as long without a read, the reader begins anew with what comes next."""
WAIT_WEIGHT = 1 / 32
PER_PPM = 1e-6
NOTHING = np.zeros(0, np.float32)


class SoundReceiver:
    """One sender's sound: `put` what comes, `read` a block each 10 ms. Thread: one loop for all methods.

    It keeps three positions in the sender's samples: where packets are decoded (`DecodeHead.timestamp`), what is read
    next (`_playing`), and where the reader's clock stands (`_reader_time`); reading is `_ahead` of that by as much as
    the margins of the packets allow.
    """

    def __init__(
        self,
        on_nack: Callable[[Sequence[int]], None] | None = None,
        mono_s: Callable[[], float] = time.monotonic,
        settings: PlayoutSettings | None = None,
        decoder: Callable[[], Decoder] = make_decoder,
    ) -> None:
        self.counters = SoundCounters()
        self._wait_ms: float | None = None
        self._settings = settings if settings is not None else PlayoutSettings()
        self._mono_s = mono_s
        self._make_decoder = decoder
        self._margins = ArrivalMargins()
        self._losses = LossWatch()
        self._lost = 0
        self._unrepaired = 0
        self._repeats = RepeatRequests(on_nack, self.counters, self._losses)
        self._control = DelayControl(self._settings, self._margins, self._repeats, self._losses)
        self._drift = DriftEstimator()
        self._varispeed = Varispeed()
        self._out = NOTHING
        self._waiting = 0
        """How many samples at the end of `_out` are still to be read."""
        self._reader_time = 0.0
        """The reader's clock, in the sender's samples: each read adds a block, bent by the drift."""
        self._reads = 0
        self._last_read_s = self._watched_s = 0.0
        self._is_sliding = False
        self._fresh: deque[tuple[int, float]] = deque(maxlen=MOST_FRESH)
        self._ssrc: int | None = None
        self._store = PacketStore(0, 0)
        self._head: DecodeHead | None = None

    @property
    def drift_ppm(self) -> float:
        """Return by how much the sender's clock runs faster; 0 until it is known."""
        return self._drift.ppm

    @property
    def delay_ms(self) -> float:
        """Return how long a packet's first sample has waited to be read, of late; 0 before the first."""
        return max(0.0, self._wait_ms or 0.0)

    @property
    def round_trip_ms(self) -> float | None:
        """Return how long a repeat takes; None before the first."""
        round_trip_s = self._repeats.round_trip_s
        return None if round_trip_s is None else round_trip_s * 1000

    def learn_round_trip(self, round_trip_ms: float) -> None:
        """Take the round trip as reports tell it, until a repeat has."""
        self._repeats.learn_round_trip(round_trip_ms / 1000)

    def put(self, packet: Rtp, arrived_mono_s: float) -> None:
        """Take a packet as it comes, whatever it holds."""
        self.counters.received += 1
        try:
            samples = payload_samples(packet.payload)
        except ValueError:
            self.counters.malformed += 1
            return
        if packet.ssrc != self._ssrc or self._head is None:
            self._begin(packet, samples)
        fate, number, timestamp = self._store.judge(packet.sequence, packet.timestamp)
        if fate is Fate.RESTART:
            self._begin(packet, samples)
            fate, number, timestamp = self._store.judge(packet.sequence, packet.timestamp)
        self._take(fate, Stored(number, timestamp, samples, packet.payload), arrived_mono_s)

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1); None before the first packet and after a long stall."""
        head = self._head
        if head is None:
            return None
        now_s = self._mono_s()
        if now_s - self._watched_s > STANDSTILL_S:
            self._forget()
            return None
        self._watched_s = now_s
        self._note_read(head, now_s)
        while self._waiting < BLOCK_SAMPLES:
            self._produce(head)
        at = len(self._out) - self._waiting
        block = self._out[at : at + BLOCK_SAMPLES]
        self._waiting -= BLOCK_SAMPLES
        self._reader_time += BLOCK_SAMPLES * (1.0 + self._drift.ppm * PER_PPM)
        self._reads += 1
        if head.waited_samples > self._settings.stall_ms * MS:
            self._head = None
        return block.reshape(BLOCK_SAMPLES, 1)

    def position(self) -> int | None:
        """Return the RTP timestamp of the sample that is read next; None while nothing is."""
        head = self._head
        if head is None:
            return None
        return int(self._playing(head) + min(head.waited_samples, head.packet_samples)) & 0xFFFFFFFF

    def _begin(self, packet: Rtp, samples: int) -> None:
        """Start with a stream's first packet; what was played before is faded out."""
        if self._head is not None:
            self._emit(self._head.fade_out(), 0.0)
        if self._ssrc is not None:
            self.counters.restarted += 1
        wait_ms = max(self._settings.start_delay_ms, self._margins.spread / MS)
        self._emit(np.zeros(round(min(wait_ms, self._settings.most_delay_ms) * MS), np.float32), 0.0)
        self._ssrc = packet.ssrc
        self._watched_s = max(self._watched_s, self._mono_s())
        self._store = PacketStore(packet.sequence, packet.timestamp)
        first = Stored(packet.sequence, packet.timestamp, samples, packet.payload)
        self._head = DecodeHead(self._store, self.counters, self._make_decoder(), first)
        self._margins.clear()
        self._repeats.clear()
        self._losses.restart()
        self._drift.restart()
        self._fresh.clear()

    def _forget(self) -> None:
        """Drop what came while nobody read, for it is old: a device was opened late, or another took its place."""
        self._head = None
        self._wait_ms = None
        self._out, self._waiting = NOTHING, 0
        self._margins.clear()

    def _take(self, fate: Fate, packet: Stored, arrived_s: float) -> None:
        head, counters = self._head, self.counters
        assert head is not None
        if fate is Fate.STRANGE:
            counters.late += 1
            return
        if fate is Fate.DUPLICATE:
            counters.duplicated += 1
            return
        is_repeat = self._repeats.is_missing and self._repeats.came(packet.number, arrived_s)
        if fate is Fate.OLDER:
            counters.reordered += not is_repeat
        elif fate is Fate.GAP:
            number, samples = self._store.newest + 1, packet.samples or head.packet_samples
            self._repeats.missed(number, packet.number, packet.timestamp, samples, arrived_s)
        if not is_repeat:
            self._fresh.append((packet.timestamp, arrived_s))
            self._drift.sent(packet.timestamp, arrived_s)
        if packet.number < head.number or head.is_past(packet):
            counters.late += 1
        elif not self._store.add(packet):
            counters.skipped += 1
        else:
            counters.recovered_nack += is_repeat
        if fate is Fate.GAP:
            self._repeats.look(self._playing(head), arrived_s)

    def _note_read(self, head: DecodeHead, now_s: float) -> None:
        """Learn from a read what came before it, and what did not."""
        if self._reads % DRIFT_READS == 0:
            self._drift.read(self._reads * BLOCK_SAMPLES, now_s)
            self._is_sliding = abs(self._drift.ppm) > (STEADY_PPM / 2 if self._is_sliding else STEADY_PPM)
        if self._fresh:
            self._learn_margins(self._playing(head), now_s)
        self._last_read_s = now_s
        if self._losses.repair:
            self._miss_overdue(head, now_s)
            self._losses.look(now_s)
        if self.counters.lost > self._lost:
            self._note_unrepaired(head, now_s)
        if self._repeats.is_busy:
            self._repeats.look(self._playing(head), now_s)

    def _learn_margins(self, playing: float, now_s: float) -> None:
        """Learn when the packets since the last read would have been needed, and how long they wait."""
        for timestamp, arrived_s in self._fresh:
            margin = timestamp - self._reader_time
            waited_s = now_s - arrived_s
            if self._is_sliding:
                margin -= min(max(0.0, arrived_s - self._last_read_s), BLOCK_S) * SAMPLE_RATE_HZ
            elif waited_s < HASTE_S:
                margin -= BLOCK_SAMPLES
            self._margins.add(int(margin), now_s)
            wait_ms = (timestamp - playing) / MS + waited_s * 1000
            before_ms = self._wait_ms if self._wait_ms is not None else wait_ms
            self._wait_ms = before_ms + (wait_ms - before_ms) * WAIT_WEIGHT
        self._fresh.clear()

    def _note_unrepaired(self, head: DecodeHead, now_s: float) -> None:
        """Tell of the lost packets that no copy stood for."""
        self._lost = self.counters.lost
        unrepaired = self._lost - self.counters.recovered_fec
        if unrepaired > self._unrepaired:
            blocks = (unrepaired - self._unrepaired) * max(1, head.packet_samples // BLOCK_SAMPLES)
            self._losses.unrepaired(blocks, now_s)
            self._unrepaired = unrepaired

    def _miss_overdue(self, head: DecodeHead, now_s: float) -> None:
        """Take packets as missing that should have come by now, without waiting for a later one to show the gap."""
        newest, timestamp, safe = self._store.newest, self._store.newest_timestamp, self._margins.safe
        if safe is not None:
            overdue = int(self._reader_time + safe - OVERDUE_SAMPLES - timestamp) // head.packet_samples
            end = newest + 1 + min(overdue, MOST_OVERDUE)
            self._repeats.missed(
                newest + 1, end, timestamp + (end - newest) * head.packet_samples, head.packet_samples, now_s
            )

    def _playing(self, head: DecodeHead) -> float:
        """Return the sender's time of the sample that is read next."""
        return head.timestamp - self._varispeed.held_samples - self._waiting

    def _produce(self, head: DecodeHead) -> None:
        """Add a piece of sound to what waits to be read."""
        piece = head.next_piece()
        if head.waited_samples:
            self._emit(piece, self._rate_ppm())
            return
        ahead = head.timestamp - self._varispeed.held_samples - self._waiting - self._reader_time - len(piece)
        rate_ppm = self._rate_ppm()
        plan = self._control.plan(ahead, head.packet_samples, lambda: is_quiet(piece), rate_ppm != 0.0)
        if plan is REST:
            self._emit(piece, rate_ppm)
            return
        if plan.skip_samples:
            self.counters.skipped += head.skip_to(head.timestamp + plan.skip_samples)
            piece = head.fade_out()
        elif plan.wish:
            piece = self._stretched(head, piece, plan)
        self._emit(piece, rate_ppm + plan.bend_ppm)

    def _stretched(self, head: DecodeHead, piece: Samples, plan: Plan) -> Samples:
        while len(piece) < LEAST_SAMPLES and head.has_more():
            piece = np.concatenate((piece, head.next_piece()))
        fit, wish = (lengthen, plan.wish + OVERSHOOT) if plan.wish > 0 else (shorten, -plan.wish)
        fitted = fit(piece, wish, plan.likeness)
        self.counters.stretched += len(fitted) != len(piece)
        return fitted

    def _rate_ppm(self) -> float:
        """Return the rate that follows the sender's clock."""
        return self._drift.ppm if abs(self._drift.ppm) >= SAME_CLOCK_PPM else 0.0

    def _emit(self, piece: Samples, ppm: float) -> None:
        converted = self._varispeed.convert(piece, ppm)
        left = self._waiting
        self._out = np.concatenate((self._out[-left:], converted)) if left else converted
        self._waiting = len(self._out)
