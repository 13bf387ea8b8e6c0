"""Where packets for many listeners are made: one row each, patched by columns, protected where they lie.

A batch is `count` listeners times the packets of one chunk, the packets of a listener one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES, ONE_BYTE_PROFILE
from common.rtc.srtp import MAX_TRAILER_BYTES, pointers_to, protect_in_place

NAME_BYTES: Final = 28
"""The longest address of a socket that we use: sockaddr_in6."""
MOST_SEGMENTS: Final = 40
_HEADER = np.dtype(
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


class Run(NamedTuple):
    """Packets of one listener that one call sends: equally long, but for the last, which may be shorter."""

    start: int
    packets: int
    length: int


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a batch goes: `names` are (count, NAME_BYTES) at `names_address`; `addresses` are for plain sending."""

    count: int
    names_address: int
    name_length: int
    addresses: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """What differs from listener to listener: arrays of `count`, and a list of SRTP sessions."""

    second: NDArray[np.uint8]
    sequence_offset: NDArray[np.uint16]
    timestamp_offset: NDArray[np.uint32]
    ssrc: NDArray[np.uint32]
    stamp_id: NDArray[np.uint32]
    sessions: Sequence[Any]


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
        self._headers: NDArray[Any] = np.ndarray((rows,), _HEADER, self.data.data, strides=(stride,))
        self._lengths = np.zeros(rows, np.int32)
        self._packets = pointers_to(address_of(self.data), stride, rows, "char *")
        self._length_pointers = pointers_to(address_of(self._lengths), self._lengths.itemsize, rows, "int *")
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
        listeners, packets = len(columns.sessions), len(payloads)
        headers = self._headers[: listeners * packets].reshape(listeners, packets)
        numbers = np.arange(index, index + packets).astype(np.uint16)
        headers["sequence"] = columns.sequence_offset[:, None] + numbers
        headers["timestamp"] = (columns.timestamp_offset + np.uint32(timestamp))[:, None]
        headers["ssrc"] = columns.ssrc[:, None]
        headers["second"] = columns.second[:, None]
        if is_ended:
            headers["second"][:, -1] |= 0x80
        headers["first"] = 0x80 if stamp is None else 0x90
        start = MIN_HEADER_BYTES
        if stamp is not None:
            headers["profile"], headers["words"] = ONE_BYTE_PROFILE, 1
            headers["stamp"] = ((columns.stamp_id << 4 | 2) << 24 | stamp)[:, None]
            start += ABS_SEND_TIME_BYTES
        self._fill_payloads(listeners, payloads, start)

    def protect(self, sessions: Sequence[Any], lengths: Sequence[int]) -> bool:
        """Protect every packet in its row; `lengths` are before it. Return False where one could not be."""
        count = len(sessions) * len(lengths)
        self._lengths[:count].reshape(len(sessions), len(lengths))[:] = lengths
        each = sessions if len(lengths) == 1 else [session for session in sessions for _ in lengths]
        return protect_in_place(each, self._packets, self._length_pointers)

    def _fill_payloads(self, listeners: int, payloads: Sequence[bytes], start: int) -> None:
        rows = self.data[: listeners * len(payloads)].reshape(listeners, len(payloads), self.stride)
        for number, payload in enumerate(payloads):
            rows[:, number, start : start + len(payload)] = np.frombuffer(payload, np.uint8)


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
