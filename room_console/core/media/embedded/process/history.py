"""What was sent lately in a lane, so that it can be sent again (RFC 4585, section 6.2.1)."""

from typing import NamedTuple


class Sent(NamedTuple):
    """One packet as it is for everybody; `number` counts the packets of its lane."""

    number: int
    payload: bytes
    timestamp: int
    is_marked: bool


class History:
    """A ring of the newest packets, kept once however many have them."""

    __slots__ = ("_ring", "packets")

    def __init__(self, packets: int) -> None:
        self.packets = packets
        self._ring: list[Sent | None] = [None] * packets

    def add(self, sent: Sent) -> None:
        """Keep a packet in the place of the oldest."""
        self._ring[sent.number % self.packets] = sent

    def find(self, number: int) -> Sent | None:
        """Return the packet of this number, if it is still here."""
        sent = self._ring[number % self.packets]
        return sent if sent is not None and sent.number == number else None
