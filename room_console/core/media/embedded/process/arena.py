"""Where packets for many listeners are made: one row each, patched by columns, protected where they lie.

A batch is `count` listeners times the packets of one chunk, the packets of a listener one after the other.
"""

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES
from common.rtc.srtp import MAX_TRAILER_BYTES, pointers_to, protect_in_place

NAME_BYTES: Final = 28
"""The longest address of a socket that we use: sockaddr_in6."""
MOST_SEGMENTS: Final = 40
HEADER: Final = np.dtype(
    [
        ("first", "u1"),
        ("second", "u1"),
        ("sequence", ">u2"),
        ("timestamp", ">u4"),
        ("ssrc", ">u4"),
        ("profile", ">u2"),
        ("words", ">u2"),
        ("stamp", ">u4"),
    ]
)
"""A header as it is sent; without the instant of sending the payload begins at `profile`."""
_BYTES = np.dtype((np.void, HEADER.itemsize))
_SHAPES_KEPT = 256


class Run(NamedTuple):
    """Packets of one listener that one call sends: equally long, but for the last, which may be shorter."""

    start: int
    packets: int
    length: int


@dataclass(slots=True, eq=False)
class Targets:
    """Where a batch goes: `names` are (count, NAME_BYTES) at `names_address`; `addresses` are for plain sending.

    `prepared` is for the sender to keep what it has worked out; another place of anybody makes other Targets.
    """

    count: int
    names_address: int
    name_length: int
    addresses: Sequence[Any]
    prepared: dict[Hashable, Any] = field(default_factory=dict)


class Columns:
    """What differs from listener to listener: a copy of their headers and offsets, and a list of SRTP sessions.

    `heads` are of HEADER, whole but for sequence number, timestamp, the marker, the instant of sending.
    """

    __slots__ = ("heads", "sequence_offset", "sessions", "stamp", "stamp_head", "timestamp", "timestamp_offset")

    def __init__(
        self,
        heads: NDArray[np.void],
        sequence_offset: NDArray[np.uint16],
        timestamp_offset: NDArray[np.uint32],
        sessions: Sequence[Any],
    ) -> None:
        heads = heads.copy()
        self.sessions = sessions
        self.heads: NDArray[Any] = heads.view(_BYTES)[:, None]
        self.timestamp: NDArray[np.uint32] = heads["timestamp"]
        self.stamp: NDArray[np.uint32] = heads["stamp"]
        self.stamp_head: NDArray[np.uint32] = heads["stamp"].astype(np.uint32)
        self.sequence_offset = sequence_offset.copy()[:, None]
        self.timestamp_offset = timestamp_offset.copy()


class _Shape(NamedTuple):
    """Views of an arena as (listeners, packets)."""

    heads: NDArray[np.void]
    sequence: NDArray[np.uint16]
    last_second: NDArray[np.uint8]
    rows: NDArray[np.uint8]
    lengths: NDArray[np.int32]


def address_of(array: NDArray[Any]) -> int:
    """Return where an array lies in memory; it must be kept alive and in place."""
    address: int = array.__array_interface__["data"][0]
    return address


class Arena:
    """Rows for one batch. Thread: the media process's one."""

    def __init__(self, rows: int, stride: int) -> None:
        self.rows, self.stride = rows, stride
        self.most_payload_bytes = stride - MIN_HEADER_BYTES - ABS_SEND_TIME_BYTES - MAX_TRAILER_BYTES
        self.data = np.zeros((rows, stride), np.uint8)
        self._headers: NDArray[Any] = np.ndarray((rows,), HEADER, self.data.data, strides=(stride,))
        self._lengths = np.zeros(rows, np.int32)
        self._packets = pointers_to(address_of(self.data), stride, rows, "char *")
        self._length_pointers = pointers_to(address_of(self._lengths), self._lengths.itemsize, rows, "int *")
        self._shapes: dict[tuple[int, int], _Shape] = {}
        self.memory = self.data.data.cast("B")

    def fill(
        self,
        columns: Columns,
        payloads: Sequence[bytes],
        index: int,
        timestamp: int,
        is_ended: bool,
        stamp: int | None = None,
    ) -> None:
        """Write the packets numbered from `index` on, with the instant of sending if given (24 bits).

        The last one is marked where the picture `is_ended`.
        """
        packets = len(payloads)
        shape = self._shape(len(columns.sessions), packets)
        columns.timestamp[:] = columns.timestamp_offset + np.uint32(timestamp)
        at = MIN_HEADER_BYTES
        if stamp is not None:
            columns.stamp[:] = columns.stamp_head | np.uint32(stamp)
            at += ABS_SEND_TIME_BYTES
        shape.heads[:] = columns.heads
        numbers = np.arange(index, index + packets).astype(np.uint16) if packets > 1 else np.uint16(index & 0xFFFF)
        shape.sequence[:] = columns.sequence_offset + numbers
        if is_ended:
            shape.last_second[:] |= 0x80
        number = 0
        for length, alike in itertools.groupby(payloads, len):
            block = np.frombuffer(b"".join(alike), np.uint8).reshape(-1, length)
            shape.rows[:, number : number + len(block), at : at + length] = block
            number += len(block)

    def protect(self, sessions: Sequence[Any], lengths: Sequence[int]) -> bool:
        """Protect every packet in its row; `lengths` are before it. Return False where one could not be."""
        packets = len(lengths)
        self._shape(len(sessions), packets).lengths[:] = lengths
        each = sessions if packets == 1 else [session for session in sessions for _ in lengths]
        return protect_in_place(each, self._packets, self._length_pointers)

    def _shape(self, listeners: int, packets: int) -> _Shape:
        if (known := self._shapes.get((listeners, packets))) is not None:
            return known
        if len(self._shapes) == _SHAPES_KEPT:
            self._shapes.clear()
        count = listeners * packets
        headers = self._headers[:count].reshape(listeners, packets)
        made = self._shapes[listeners, packets] = _Shape(
            headers.view(_BYTES),
            headers["sequence"],
            headers["second"][:, -1],
            self.data[:count].reshape(listeners, packets, self.stride),
            self._lengths[:count].reshape(listeners, packets),
        )
        return made


def runs_of(lengths: Sequence[int]) -> list[Run]:
    """Group packets for UDP segmentation: equal ones, and one shorter one that ends the group."""
    runs: list[Run] = []
    start = 0
    for at, length in enumerate(lengths):
        first = lengths[start]
        if at > start and (length > first or lengths[at - 1] < first or at - start == MOST_SEGMENTS):
            runs.append(Run(start, at - start, first))
            start = at
    if lengths:
        runs.append(Run(start, len(lengths) - start, lengths[start]))
    return runs
