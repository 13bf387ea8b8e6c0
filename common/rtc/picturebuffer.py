"""Packets to whole pictures, in their order: a picture waits for its repairs, unless a key frame makes it needless."""

from collections.abc import Iterator
from typing import NamedTuple

from common.rtc.missing import MissingPackets
from common.rtc.picturepackets import begins_key_frame, join_payloads
from common.rtc.rtp import Rtp
from common.rtc.sections import Codec

MAX_PACKETS = 2048
MAX_KEYS = 16
"""Beginnings of key frames that wait to be whole; more come from nobody who means well."""


class WholePicture(NamedTuple):
    """What a decoder needs for one picture (for H.264: Annex B)."""

    timestamp: int
    is_key: bool
    data: bytes


class PictureBuffer:
    """The packets of one source of pictures. Thread: one at a time."""

    def __init__(self, codec: Codec) -> None:
        self.missing = MissingPackets()
        self.needs_key = True
        """Nothing can be shown until a key frame comes."""
        self.malformed = 0
        self.abandoned = 0
        """How often pictures were given up."""
        self._codec = codec
        self._packets: dict[int, Rtp] = {}
        self._keys: set[int] = set()
        self._looked: dict[int, tuple[int, int | None]] = {}
        """By where a picture begins: which packet it waits for, and the timestamp of those before."""
        self._next = 0
        """The packet that the next picture begins with; of no meaning while a key frame is needed, but as a bound."""
        self._newest: int | None = None

    def put(self, number: int, rtp: Rtp, now_mono_s: float) -> None:
        """Take a packet by its extended sequence number."""
        self.missing.note_arrived(number, now_mono_s)
        if self._newest is None:
            self._next = self._newest = number
        if not self.missing.note_gap(self._newest + 1, number, now_mono_s):
            self._abandon(number)
        self._newest = max(self._newest, number)
        if number < self._next:
            return
        if len(self._packets) >= MAX_PACKETS:
            self._abandon(number)
        self._packets[number] = rtp
        if begins_key_frame(self._codec, rtp.payload):
            self._keys.add(number)
            if len(self._keys) > MAX_KEYS:
                self._abandon(number)
            elif self.needs_key and (first := min(self._keys)) > self._next:
                self._skip_to(first)

    def take(self) -> Iterator[WholePicture]:
        """Give the pictures that are whole, each once."""
        while (picture := self._take_next() or self._take_key()) is not None:
            yield picture

    def give_up(self) -> None:
        """Wait for nothing that is missing now: a key frame is needed. Also for a decoder that can't go on."""
        if self._newest is not None:
            self._abandon(self._newest + 1)

    @property
    def is_key_coming(self) -> bool:
        """Tell whether a key frame has begun to come."""
        return bool(self._keys)

    def _abandon(self, begin: int) -> None:
        """Forget all that is before `begin`."""
        self.abandoned += 1
        self.needs_key = True
        self._skip_to(begin)

    def _skip_to(self, begin: int) -> None:
        self._next = begin
        self.missing.forget_before(begin)
        self._packets = {number: rtp for number, rtp in self._packets.items() if number >= begin}
        self._keys = {number for number in self._keys if number >= begin}
        self._looked = {number: looked for number, looked in self._looked.items() if number >= begin}

    def _take_next(self) -> WholePicture | None:
        return None if self.needs_key else self._take_from(self._next)

    def _take_key(self) -> WholePicture | None:
        """Go on with the earliest key frame that is whole, whatever is missing before it."""
        for number in sorted(self._keys):
            if self._end_of(number) is not None:
                self._skip_to(number)
                self.needs_key = False
                return self._take_from(number)
        return None

    def _take_from(self, begin: int) -> WholePicture | None:
        """Take the picture that begins with this packet, if it is whole."""
        if (end := self._end_of(begin)) is None:
            return None
        is_key = any(begin <= number < end for number in self._keys)
        packets = [self._packets.pop(number) for number in range(begin, end)]
        self._keys = {number for number in self._keys if number >= end}
        self._looked.clear()
        self._next = end
        payloads = [rtp.payload for rtp in packets if rtp.payload]
        try:
            return WholePicture(packets[-1].timestamp, is_key, join_payloads(self._codec, payloads))
        except ValueError:
            self.malformed += 1
            self.give_up()
            return None

    def _end_of(self, begin: int) -> int | None:
        """Find where a picture ends: after its mark, or before another's timestamp; None while packets are missing.

        Packets without a payload are padding, that takes part in the numbers only.
        """
        number, timestamp = self._looked.get(begin, (begin, None))
        while (rtp := self._packets.get(number)) is not None:
            if rtp.payload:
                if timestamp is not None and rtp.timestamp != timestamp:
                    return number
                timestamp = rtp.timestamp
                if rtp.marker:
                    return number + 1
            number += 1
        self._looked[begin] = (number, timestamp)
        return None
