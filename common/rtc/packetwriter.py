"""Payloads of pictures to RTP packets of one source: numbered, stamped, kept for a while to be sent again."""

import secrets
from collections.abc import Callable, Sequence
from typing import NamedTuple

from common.rtc.history import SentHistory
from common.rtc.picturepackets import PICTURE_CLOCK_HZ
from common.rtc.rtcp import sender_report
from common.rtc.rtp import abs_send_time_extension, build_rtp
from common.rtc.sections import Section


class Payload(NamedTuple):
    """A part of a picture."""

    data: bytes
    timestamp: int
    is_last: bool


class PacketWriter:
    """Thread: one at a time."""

    def __init__(self, section: Section, send_rtp: Callable[[bytes], None], history: SentHistory) -> None:
        self.ssrc = section.ssrc if section.ssrc is not None else secrets.randbits(32)
        self.packets = 0
        self.octets = 0
        self._section = section
        self._send_rtp = send_rtp
        self._history = history
        self._sequence = secrets.randbits(15)
        self._offset = secrets.randbits(31)

    def timestamp(self, taken_mono_s: float) -> int:
        """Return the timestamp of a picture that was captured then."""
        return round(taken_mono_s * PICTURE_CLOCK_HZ) + self._offset & 0xFFFF_FFFF

    def send(self, payload: Payload, now_mono_s: float) -> None:
        """Send a part, and keep it."""
        id = self._section.abs_send_time_id
        extension = abs_send_time_extension(id, now_mono_s) if id is not None else b""
        packet = build_rtp(
            self._section.payload_type,
            payload.is_last,
            self._sequence,
            payload.timestamp,
            self.ssrc,
            payload.data,
            extension,
        )
        self._send_rtp(packet)
        self._history.add(self._sequence, packet, now_mono_s)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.packets += 1
        self.octets += len(payload.data)

    def send_again(self, sequences: Sequence[int], now_mono_s: float, round_trip_s: float) -> None:
        """Send packets once more, those that are still there."""
        for sequence in sequences:
            if (packet := self._history.take(sequence, now_mono_s, round_trip_s)) is not None:
                self._send_rtp(packet)

    def report(self, now_mono_s: float, cname: bytes) -> bytes | None:
        """Say which timestamp a picture captured now would have; None until one was sent."""
        if self.packets == 0:
            return None
        timestamp = round(now_mono_s * PICTURE_CLOCK_HZ) + self._offset
        return sender_report(self.ssrc, now_mono_s, timestamp, self.packets, self.octets, cname)
