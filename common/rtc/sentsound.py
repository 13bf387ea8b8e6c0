"""The sound of a leg that is sent: encoded, numbered, kept for a while to be sent again."""

import secrets
from collections.abc import Callable, Sequence

from common.audio.format import Block
from common.model.units import BLOCK_S, BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.congestion import SoundPlan
from common.rtc.history import SentHistory
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.rtcp import sender_report
from common.rtc.rtp import build_rtp
from common.rtc.sections import Section

PAUSE_S = 0.1
"""Blocks further apart than this have had silence between them, which the timestamps then show."""
KEEP_S = 1.0
KEEP_PACKETS = 100
_SMOOTHING = 1 / 32


class SentSound:
    """One source of sound. Thread: one loop for every method."""

    def __init__(self, section: Section, settings: OpusSettings, send_rtp: Callable[[bytes], None]) -> None:
        self.ssrc = section.ssrc if section.ssrc is not None else secrets.randbits(32)
        self.encoder = OpusEncoder(settings)
        self.history = SentHistory(KEEP_S, KEEP_PACKETS)
        self._plan: SoundPlan | None = None
        self.packets = 0
        self.octets = 0
        self._payload_type = section.payload_type
        self._send_rtp = send_rtp
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._packet_timestamp: int | None = None
        self._last_mono_s: float | None = None
        self._origin_mono_s: float | None = None

    def write(self, block: Block, captured_mono_s: float) -> None:
        """Encode (BLOCK_SAMPLES, 1), whose first sample was captured at an instant; send what is whole."""
        self._note_capture(captured_mono_s)
        if self._packet_timestamp is None:
            self._packet_timestamp = self._timestamp
        self._timestamp += BLOCK_SAMPLES
        if (payload := self.encoder.encode(block)) is not None:
            self._send(payload, self._packet_timestamp, captured_mono_s)
            self._packet_timestamp = None

    def follow(self, plan: SoundPlan) -> None:
        """Encode the next packet so."""
        if plan == self._plan:
            return
        self._plan = plan
        self.encoder.set_bit_rate(plan.bit_rate_bps)
        self.encoder.set_expected_loss(plan.expected_loss_percent)
        self.encoder.set_packet_ms(plan.packet_ms)

    def send_again(self, sequences: Sequence[int], now_mono_s: float, round_trip_s: float) -> None:
        """Send packets once more, those that are still there."""
        for sequence in sequences:
            if (packet := self.history.take(sequence, now_mono_s, round_trip_s)) is not None:
                self._send_rtp(packet)

    def report(self, now_mono_s: float, cname: bytes) -> bytes | None:
        """Say which sample was captured now; None until something was."""
        if self._origin_mono_s is None:
            return None
        timestamp = round((now_mono_s - self._origin_mono_s) * SAMPLE_RATE_HZ)
        return sender_report(self.ssrc, now_mono_s, timestamp, self.packets, self.octets, cname)

    def _note_capture(self, captured_mono_s: float) -> None:
        """Follow the sound's clock: its timestamp 0 was captured at `_origin_mono_s`; a pause is counted in."""
        if self._last_mono_s is not None and captured_mono_s - self._last_mono_s > PAUSE_S + BLOCK_S:
            skipped = round((captured_mono_s - self._last_mono_s) / BLOCK_S) - 1
            if self._packet_timestamp is None:
                self._timestamp += skipped * BLOCK_SAMPLES
        self._last_mono_s = captured_mono_s
        origin_mono_s = captured_mono_s - self._timestamp / SAMPLE_RATE_HZ
        if self._origin_mono_s is None or abs(origin_mono_s - self._origin_mono_s) > PAUSE_S:
            self._origin_mono_s = origin_mono_s
        self._origin_mono_s += (origin_mono_s - self._origin_mono_s) * _SMOOTHING

    def _send(self, payload: bytes, timestamp: int, now_mono_s: float) -> None:
        packet = build_rtp(self._payload_type, False, self._sequence, timestamp & 0xFFFF_FFFF, self.ssrc, payload)
        self._send_rtp(packet)
        self.history.add(self._sequence, packet, now_mono_s)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.packets += 1
        self.octets += len(payload)
