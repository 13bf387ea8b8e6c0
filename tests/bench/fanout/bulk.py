"""Datagrams read many at a time, each with the instant at which the kernel had it (Linux; 64 bits).

How late a packet is, is then the server's doing and not the reader's, and the sockets can be left alone for a while.
"""

import ctypes
import socket
import sys
import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from room_console.core.media.embedded.process.arena import address_of
from room_console.core.media.embedded.process.mmsg import IOVEC, MESSAGE

AT_ONCE: Final = 64
DATAGRAM_BYTES: Final = 2_048
SO_TIMESTAMPNS: Final = 35
_CONTROL_BYTES: Final = 64
_CONTROL = np.dtype(
    {
        "names": ["level", "type", "seconds", "nanoseconds"],
        "formats": ["i4", "i4", "i8", "i8"],
        "offsets": [8, 12, 16, 24],
        "itemsize": _CONTROL_BYTES,
    }
)


def has_bulk() -> bool:
    """Tell whether this system reads so."""
    return sys.platform == "linux" and sys.maxsize > 2**32 and hasattr(ctypes.CDLL(None), "recvmmsg")


def note_arrivals(udp: socket.socket) -> None:
    """Let the kernel note when each datagram comes."""
    udp.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)


class BulkReader:
    """One set of buffers for any number of sockets; what it returned is overwritten by the next reading."""

    def __init__(self) -> None:
        rows = np.arange(AT_ONCE, dtype=np.uint64)
        self.datagrams = np.zeros((AT_ONCE, DATAGRAM_BYTES), np.uint8)
        self._controls = np.zeros(AT_ONCE, _CONTROL)
        self._iov = np.zeros(AT_ONCE, IOVEC)
        self._iov["base"], self._iov["length"] = address_of(self.datagrams) + rows * DATAGRAM_BYTES, DATAGRAM_BYTES
        self._messages = np.zeros(AT_ONCE, MESSAGE)
        self._messages["iov"] = address_of(self._iov) + rows * IOVEC.itemsize
        self._messages["iov_length"] = 1
        self._messages["control"] = address_of(self._controls) + rows * _CONTROL_BYTES
        self._pointer = ctypes.c_void_p(address_of(self._messages))
        self._receive = ctypes.CDLL(None).recvmmsg

    def read(self, udp: socket.socket) -> int:
        """Take what waits, AT_ONCE at most; return how many that was: rows of `datagrams`."""
        self._messages["control_length"] = _CONTROL_BYTES
        count: int = self._receive(udp.fileno(), self._pointer, AT_ONCE, socket.MSG_DONTWAIT, None)
        return max(0, count)

    def arrived_s(self, count: int) -> NDArray[np.float64]:
        """Return when each of the last reading's came, by `time.monotonic`."""
        noted = self._controls[:count]
        ahead_s = time.time() - time.monotonic()
        arrived: NDArray[np.float64] = noted["seconds"] + noted["nanoseconds"] / 1e9 - ahead_s
        return arrived

    def datagram(self, row: int) -> bytes:
        """Return one of the last reading's."""
        return self.datagrams[row, : int(self._messages["length"][row])].tobytes()
