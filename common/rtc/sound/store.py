"""Packets that have come and are not yet played, in the sender's order: RFC 3550, section 5.1 and appendix A.1."""

from enum import Enum, auto

import msgspec

from common.rtc.rtp import sequence_distance

MOST_PACKETS = 512
MOST_DROPOUT, MOST_MISORDER = 3000, 1000
"""Packets further ahead or behind belong to a stream begun anew, once two in a row say so."""
MOST_STEP_SAMPLES = 48_000 * 10


class Stored(msgspec.Struct, frozen=True, gc=False):
    """A packet; number and timestamp (of its first sample) have grown without wrapping."""

    number: int
    timestamp: int
    samples: int
    payload: bytes


class Fate(Enum):
    """What becomes of a packet that has come."""

    NEXT = auto()
    GAP = auto()
    """It follows packets that have not come."""
    OLDER = auto()
    """It belongs before the newest."""
    DUPLICATE = auto()
    STRANGE = auto()
    """Its number is far from all others: dropped, unless the next one follows it."""
    RESTART = auto()
    """The stream has begun anew with it: the store is empty and waits for it."""


class PacketStore:
    """Numbers packets and keeps the unplayed. Memory: MOST_PACKETS."""

    def __init__(self, sequence: int, timestamp: int) -> None:
        self.newest = sequence
        self.newest_timestamp = timestamp
        self._is_empty_yet = True
        self._packets: dict[int, Stored] = {}
        self._stranger: int | None = None

    def __len__(self) -> int:
        return len(self._packets)

    def judge(self, sequence: int, timestamp: int) -> tuple[Fate, int, int]:
        """Return what a packet is, its number and its timestamp, both grown."""
        ahead = sequence_distance(sequence, self.newest & 0xFFFF)
        step = ((timestamp - self.newest_timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        number, grown = self.newest + ahead, self.newest_timestamp + step
        if self._is_empty_yet:
            return Fate.NEXT, number, grown
        if not -MOST_MISORDER < ahead < MOST_DROPOUT or abs(step) > MOST_STEP_SAMPLES or step * ahead < 0:
            is_second = self._stranger == sequence
            self._stranger = (sequence + 1) & 0xFFFF
            return (Fate.RESTART if is_second else Fate.STRANGE), number, grown
        self._stranger = None
        if ahead > 0:
            return (Fate.NEXT if ahead == 1 else Fate.GAP), number, grown
        return (Fate.DUPLICATE if ahead == 0 or number in self._packets else Fate.OLDER), number, grown

    def add(self, packet: Stored) -> bool:
        """Keep a packet; False where the store is full."""
        if len(self._packets) >= MOST_PACKETS:
            return False
        self._packets[packet.number] = packet
        if packet.number > self.newest or self._is_empty_yet:
            self.newest, self.newest_timestamp = packet.number, packet.timestamp
            self._is_empty_yet = False
        return True

    def first(self, head: int) -> Stored | None:
        """Return the oldest packet, most likely number `head`."""
        packet = self._packets.get(head)
        if packet is None and self._packets:
            return self._packets[min(self._packets)]
        return packet

    def remove(self, packet: Stored) -> None:
        """Let go of a packet."""
        del self._packets[packet.number]
