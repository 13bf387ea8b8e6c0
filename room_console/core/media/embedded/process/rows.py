"""Those who take a lane and are served alike, as columns: one row each."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.rtc.rtp import ONE_BYTE_PROFILE
from room_console.core.media.embedded.process.arena import HEADER, NAME_BYTES, Columns, Targets, address_of
from room_console.core.media.embedded.process.stream import Peer, Stream

STAMPS_KEPT: Final = 512
"""Of how many packets it is known when a listener was sent them: one sent again must be the same to the byte."""
_FIRST_ROWS = 16
_COLUMNS = np.dtype(
    [
        ("sequence_offset", "u2"),
        ("timestamp_offset", "u4"),
        ("head", HEADER),
    ],
    align=True,
)


class RowKind(NamedTuple):
    """What is the same for all rows: our socket, the tag's length, whether packets say when they are sent."""

    socket: int
    tag_bytes: int
    is_stamped: bool


class Rows:
    """Columns, dense: the last row takes the place of one that is removed.

    What they look like to those who send is worked out once, until a row changes.
    """

    def __init__(self, kind: RowKind, name_length: int) -> None:
        self.kind = kind
        self.streams: list[Stream] = []
        self._sessions: list[Any] = []
        self._addresses: list[Any] = []
        self._name_length = name_length
        self._table = np.zeros(_FIRST_ROWS, _COLUMNS)
        self._names = np.zeros((_FIRST_ROWS, NAME_BYTES), np.uint8)
        self._stamps = np.zeros((_FIRST_ROWS if kind.is_stamped else 0, STAMPS_KEPT), np.uint32)
        self._names_address = address_of(self._names)
        self._pieces: dict[tuple[int, int], tuple[Columns, Targets]] = {}

    def add(self, stream: Stream, sequence_offset: int, timestamp_offset: int) -> None:
        """Give a stream a row."""
        row = len(self.streams)
        if row == len(self._table):
            self._grow()
        self._table[row] = (sequence_offset & 0xFFFF, timestamp_offset, _head(stream))
        if self.kind.is_stamped:
            self._stamps[row] = 0
        self.streams.append(stream)
        self._sessions.append(stream.pair.handle)
        self._addresses.append(stream.peer.address)
        self.set_peer(row, stream.peer)
        stream.row = row

    def remove(self, row: int) -> None:
        """Take a row away; the last one takes its number."""
        last = len(self.streams) - 1
        for column in (self._table, self._names, self._stamps)[: 3 if self.kind.is_stamped else 2]:
            column[row] = column[last]
        if row != last:
            self.streams[row] = self.streams[last]
            self.streams[row].row = row
            self._sessions[row] = self._sessions[last]
            self._addresses[row] = self._addresses[last]
        for values in (self.streams, self._sessions, self._addresses):
            values.pop()
        self._pieces.clear()

    def set_peer(self, row: int, peer: Peer) -> None:
        """Send what follows to another address on the same socket."""
        self._addresses[row] = peer.address
        self._names[row] = np.frombuffer(peer.name.ljust(NAME_BYTES, b"\0"), np.uint8)
        self._pieces.clear()

    def offsets(self, row: int) -> tuple[int, int]:
        """Return what is added to the lane's numbers and timestamps for this row."""
        return int(self._table["sequence_offset"][row]), int(self._table["timestamp_offset"][row])

    def piece(self, start: int, end: int) -> tuple[Columns, Targets]:
        """Return what differs between the rows from `start` to before `end`, and where they are."""
        if (known := self._pieces.get((start, end))) is not None:
            return known
        table = self._table[start:end]
        columns = Columns(table["head"], table["sequence_offset"], table["timestamp_offset"], self._sessions[start:end])
        address = self._names_address + start * NAME_BYTES
        targets = Targets(end - start, address, self._name_length, self._addresses[start:end])
        self._pieces[start, end] = columns, targets
        return columns, targets

    def stamp(self, start: int, end: int, index: int, packets: int, stamp: int) -> None:
        """Note when these rows were sent the packets from `index` on."""
        for number in range(index, index + packets):
            self._stamps[start:end, number % STAMPS_KEPT] = stamp

    def stamp_of(self, row: int, index: int) -> int:
        """Return when this row was sent a packet that is among the newest STAMPS_KEPT; 0 where that is not known."""
        return int(self._stamps[row, index % STAMPS_KEPT])

    def _grow(self) -> None:
        self._table, self._names = _doubled(self._table), _doubled(self._names)
        self._stamps = _doubled(self._stamps)
        self._names_address = address_of(self._names)


def _head(stream: Stream) -> tuple[int, ...]:
    """Give the fields of HEADER, with what a packet changes at 0."""
    stamp_id = stream.stamp_id
    if stamp_id is None:
        return (0x80, stream.payload_type, 0, 0, stream.ssrc, 0, 0, 0)
    return (0x90, stream.payload_type, 0, 0, stream.ssrc, ONE_BYTE_PROFILE, 1, (stamp_id << 4 | 2) << 24)


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    """Make room for as many again; the fields stay in the order of bytes that they are in."""
    doubled = np.zeros((2 * len(array), *array.shape[1:]), array.dtype)
    doubled[: len(array)] = array
    return doubled
