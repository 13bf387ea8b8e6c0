"""One SSRC of a downlink: what stays the same whatever it carries."""

import secrets
from typing import Any, Final, NamedTuple, Protocol

from common.rtc.srtp import SrtpPair
from room_console.core.media.embedded.process.chunk import Mark
from room_console.core.media.embedded.process.history import History
from room_console.core.media.embedded.wire import SentSection

CLOCK_HZ: Final = {"audio": 48_000, "video": 90_000}


class Peer(NamedTuple):
    """Where a listener is: on which of our sockets, its address for Python, and for the system where that is used."""

    socket: int
    address: Any
    name: bytes


class Past(NamedTuple):
    """What a stream carried before: the packets of `history` from `first` to before `end`, and what was added."""

    history: History
    first: int
    end: int
    sequence_offset: int
    timestamp_offset: int


class Seat(Protocol):
    """Where a stream has a row: a lane."""

    @property
    def packets(self) -> int:
        """Count the packets of the lane."""
        ...

    def leave(self, stream: "Stream") -> None:
        """Take the row away."""
        ...

    def move(self, stream: "Stream", peer: Peer) -> None:
        """Send to another address."""
        ...

    def mark(self, stream: "Stream") -> Mark | None:
        """Say where the stream stands."""
        ...

    def repeat(self, stream: "Stream", sequence: int) -> bytes | None:
        """Make a packet again."""
        ...


class Stream:
    """A section of a downlink.

    `packets` and `octets`: what was sent in all; while it has a seat, less what the seat's lane counts. `first` is
    the number, in that lane, of the first packet that it was given there.
    """

    __slots__ = (
        "base_offset",
        "clock_hz",
        "first",
        "has_begun",
        "next_sequence",
        "next_timestamp",
        "octets",
        "packets",
        "pair",
        "past",
        "payload_type",
        "peer",
        "row",
        "seat",
        "ssrc",
        "stamp_id",
        "tag_bytes",
    )

    def __init__(self, section: SentSection, pair: SrtpPair, tag_bytes: int, peer: Peer) -> None:
        self.ssrc = section.ssrc
        self.payload_type = section.payload_type
        self.stamp_id = section.abs_send_time_id
        self.clock_hz = CLOCK_HZ[section.kind]
        self.pair = pair
        self.tag_bytes = tag_bytes
        self.peer = peer
        self.base_offset = secrets.randbits(32)
        """What is added to a feed's timestamps at least (RFC 3550, section 5.1)."""
        self.next_sequence = secrets.randbits(15)
        self.next_timestamp = 0
        """The earliest that may follow, where something was sent."""
        self.has_begun = False
        self.packets = self.octets = 0
        self.first = 0
        self.seat: Seat | None = None
        self.row = 0
        self.past: Past | None = None

    def behind(self, timestamp: int) -> int:
        """Return by how much a lane's timestamp is before what may follow, by the clock; negative where it is after."""
        if not self.has_begun:
            return 0
        return (self.next_timestamp - timestamp - self.base_offset + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000
