"""Packets made sound in the order of their timestamps; what is missing is taken from its copy, or carried on."""

import numpy as np

from common.model.errors import MediaError
from common.model.units import BLOCK_SAMPLES, PACKET_SAMPLES
from common.rtc.sound.decoding import Decoder
from common.rtc.sound.libopus import Samples
from common.rtc.sound.settings import SoundCounters
from common.rtc.sound.store import PacketStore, Stored
from common.rtc.sound.toc import MOST_SAMPLES, has_copy

STEP_SAMPLES = 120
"""What libopus carries on is a multiple of 2.5 ms; less than that between two packets is no gap."""
FADE_AFTER_SAMPLES, FADE_SAMPLES = 3840, 3840
"""What is carried on keeps its level for 80 ms, then is faded out over 80 ms: no voice stands still for longer."""
RISE_SAMPLES = 240


class DecodeHead:
    """The place in the sender's time that is decoded next. Thread: the receiver's.

    `waited_samples` is what was carried on since nothing more had come: whether that replaced lost packets or stretched
    time is known, and settled, when the next packet is there.
    """

    def __init__(self, store: PacketStore, counters: SoundCounters, decoder: Decoder, first: Stored) -> None:
        self.timestamp = first.timestamp
        self.number = first.number
        self.waited_samples = 0
        self.packet_samples = first.samples or PACKET_SAMPLES
        self._store = store
        self._counters = counters
        self._decoder = decoder
        self._carried_samples = 0
        self._level = 0.0

    def is_past(self, packet: Stored) -> bool:
        """Tell whether a packet's turn is over."""
        return packet.timestamp + packet.samples <= self.timestamp and packet.samples > 0

    def next_piece(self) -> Samples:
        """Return the sound that follows, 2.5 to 120 ms."""
        while (packet := self._store.first(self.number)) is not None:
            if self.waited_samples:
                self._settle(packet)
            if packet.timestamp - self.timestamp >= STEP_SAMPLES:
                return self._fill(packet)
            self._store.remove(packet)
            self._counters.lost += max(0, packet.number - self.number)
            self.number = packet.number + 1
            if packet.samples:
                return self._play(packet)
        self.waited_samples += BLOCK_SAMPLES
        return self._carry_on(BLOCK_SAMPLES)

    def has_more(self) -> bool:
        """Tell whether the next packet has come."""
        packet = self._store.first(self.number)
        return packet is not None and packet.timestamp - self.timestamp < STEP_SAMPLES

    def fade_out(self) -> Samples:
        """Return a last short piece that ends in silence."""
        piece = self._carry_on(RISE_SAMPLES)
        piece *= np.linspace(1.0, 0.0, len(piece), dtype=np.float32)
        self._level = 0.0
        return piece

    def skip_to(self, timestamp: int) -> int:
        """Leave out all packets that begin before `timestamp`; return how many there were."""
        count = 0
        while (packet := self._store.first(self.number)) is not None and packet.timestamp < timestamp:
            self._store.remove(packet)
            self.number = packet.number + 1
            self.timestamp = packet.timestamp + packet.samples
            count += 1
        return count

    def _settle(self, packet: Stored) -> None:
        """Count what was carried on as that which is missing before `packet`; what is over has stretched time."""
        missing = max(0, packet.timestamp - self.timestamp)
        if self.waited_samples > missing:
            self._counters.stretched += 1
        self.timestamp += min(self.waited_samples, missing)
        self.waited_samples = 0

    def _fill(self, packet: Stored) -> Samples:
        """Return what stands for the next of the packets missing before one that is there."""
        gap = (packet.timestamp - self.timestamp) // STEP_SAMPLES * STEP_SAMPLES
        missing = packet.number - self.number
        if missing <= 0:
            samples = min(gap, BLOCK_SAMPLES)
        else:
            samples = gap if missing == 1 else gap // missing // STEP_SAMPLES * STEP_SAMPLES
            samples = min(max(STEP_SAMPLES, samples), MOST_SAMPLES)
        self.timestamp += samples
        if missing > 0 and (missing > 1 or samples == gap):
            self.number += 1
            self._counters.lost += 1
        if missing == 1 and samples == gap <= packet.samples and self._has_copy(packet):
            return self._from_copy(packet, samples)
        return self._carry_on(samples)

    def _has_copy(self, packet: Stored) -> bool:
        return self._decoder.reads_copies and has_copy(packet.payload)

    def _from_copy(self, packet: Stored, samples: int) -> Samples:
        try:
            piece = self._decoder.decode_copy(packet.payload, packet.samples)[-samples:]
        except MediaError:
            return self._carry_on(samples)
        self._counters.recovered_fec += 1
        return self._risen(piece)

    def _play(self, packet: Stored) -> Samples:
        late = self.timestamp - packet.timestamp
        self.timestamp = packet.timestamp + packet.samples
        self.packet_samples = packet.samples
        try:
            piece = self._decoder.decode(packet.payload)
        except MediaError:
            self._counters.malformed += 1
            return self._carry_on(packet.samples)
        return self._risen(piece[late:] if late > 0 else piece)

    def _risen(self, piece: Samples) -> Samples:
        """Return a decoded piece at its full level, whatever came before."""
        self._carried_samples = 0
        if self._level < 1.0:
            rise = min(RISE_SAMPLES, len(piece))
            piece[:rise] *= np.linspace(self._level, 1.0, rise, dtype=np.float32)
            self._level = 1.0
        return piece

    def _carry_on(self, samples: int) -> Samples:
        """Return sound like that before, faded out when it lasts."""
        self._counters.concealed += max(1, samples // BLOCK_SAMPLES)
        self._carried_samples += samples
        level = 1.0 - (self._carried_samples - FADE_AFTER_SAMPLES) / FADE_SAMPLES
        level = min(self._level, max(0.0, min(1.0, level)))
        before, self._level = self._level, level
        if before == 0.0:
            return np.zeros(samples, np.float32)
        piece = self._decoder.conceal(samples)
        return piece if level == 1.0 else piece * np.linspace(before, level, samples, dtype=np.float32)
