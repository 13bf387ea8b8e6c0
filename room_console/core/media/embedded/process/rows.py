"""Those who take a lane and are served alike, as columns: one row each."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from room_console.core.media.embedded.process.arena import NAME_BYTES, Columns, Targets, address_of
from room_console.core.media.embedded.process.stream import Peer, Stream

STAMPS_KEPT: Final = 512
"""Of how many packets it is known when a listener was sent them: one sent again must be the same to the byte."""
_FIRST_ROWS = 16
_COLUMNS = np.dtype(
    [
        ("second", "u1"),
        ("sequence_offset", "u2"),
        ("timestamp_offset", "u4"),
        ("ssrc", "u4"),
        ("stamp_id", "u4"),
    ],
    align=True,
)


class RowKind(NamedTuple):
    """What is the same for all rows: our socket, the tag's length, whether packets say when they are sent."""

    socket: int
    tag_bytes: int
    is_stamped: bool


class Rows:
    """Columns, dense: the last row takes the place of one that is removed."""

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

    def add(self, stream: Stream, sequence_offset: int, timestamp_offset: int) -> None:
        """Give a stream a row."""
        row = len(self.streams)
        if row == len(self._table):
            self._grow()
        stamp_id = stream.stamp_id or 0
        self._table[row] = (stream.payload_type, sequence_offset & 0xFFFF, timestamp_offset, stream.ssrc, stamp_id)
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

    def set_peer(self, row: int, peer: Peer) -> None:
        """Send what follows to another address on the same socket."""
        self._addresses[row] = peer.address
        self._names[row] = np.frombuffer(peer.name.ljust(NAME_BYTES, b"\0"), np.uint8)

    def offsets(self, row: int) -> tuple[int, int]:
        """Return what is added to the lane's numbers and timestamps for this row."""
        return int(self._table["sequence_offset"][row]), int(self._table["timestamp_offset"][row])

    def columns(self, start: int, end: int) -> Columns:
        """Return what differs between the rows from `start` to before `end`."""
        table = self._table[start:end]
        return Columns(
            table["second"],
            table["sequence_offset"],
            table["timestamp_offset"],
            table["ssrc"],
            table["stamp_id"],
            self._sessions[start:end],
        )

    def targets(self, start: int, end: int) -> Targets:
        """Return where the rows from `start` to before `end` are."""
        address = self._names_address + start * NAME_BYTES
        return Targets(end - start, address, self._name_length, self._addresses[start:end])

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


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([array, np.zeros_like(array)])
