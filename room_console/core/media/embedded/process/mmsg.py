"""Many datagrams in one call of the system: recvmmsg, sendmmsg and UDP segmentation of 64-bit Linux, by ctypes.

Each is probed before it is used; `plain` does the same with one call for each datagram.
"""

import ctypes
import errno
import functools
import select
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from room_console.core.media.embedded.process.arena import NAME_BYTES, Arena, Run, Targets, address_of

RECEIVED_AT_ONCE: Final = 64
RECEIVE_BYTES: Final = 2_048
SOL_UDP, UDP_SEGMENT = 17, 103
_CONTROL_BYTES = 24
"""CMSG_SPACE of 16 bits."""
_FULL_WAIT_MS = 2
_FULL = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS})
IOVEC = np.dtype([("base", "u8"), ("length", "u8")])
MESSAGE = np.dtype(
    {
        "names": ["name", "name_length", "iov", "iov_length", "control", "control_length", "flags", "length"],
        "formats": ["u8", "u4", "u8", "u8", "u8", "u8", "i4", "u4"],
        "offsets": [0, 8, 16, 24, 32, 40, 48, 56],
        "itemsize": 64,
    }
)
"""struct iovec and struct mmsghdr (recvmmsg(2), 64 bits)."""
_MESSAGE_WORDS = MESSAGE.itemsize // 4
_NAME_LENGTH_WORD, _LENGTH_WORD = 2, 14
"""Where these two lie in a message, in steps of 4 bytes."""
_CONTROL = np.dtype(
    {
        "names": ["length", "level", "type", "segment"],
        "formats": ["u8", "i4", "i4", "u2"],
        "offsets": [0, 8, 12, 16],
        "itemsize": _CONTROL_BYTES,
    }
)


@functools.cache
def has_mmsg() -> bool:
    """Tell whether this system has sendmmsg and recvmmsg in the shape written here, and lets us call them."""
    return sys.platform == "linux" and sys.maxsize > 2**32 and all(map(_does_nothing, ("sendmmsg", "recvmmsg")))


def has_segmentation(udp: socket.socket) -> bool:
    """Tell whether the kernel cuts one long datagram into many (UDP_SEGMENT, Linux 4.18)."""
    try:
        udp.setsockopt(SOL_UDP, UDP_SEGMENT, 0)
    except OSError:
        return False
    return True


class MmsgReceiver:
    """Takes many datagrams at once; addresses are the system's own bytes. Thread: the media process's one."""

    def __init__(self) -> None:
        self._buffers = np.zeros((RECEIVED_AT_ONCE, RECEIVE_BYTES), np.uint8)
        self._names = np.zeros((RECEIVED_AT_ONCE, NAME_BYTES), np.uint8)
        rows = np.arange(RECEIVED_AT_ONCE, dtype=np.uint64)
        self._iov = np.zeros(RECEIVED_AT_ONCE, IOVEC)
        self._iov["base"] = address_of(self._buffers) + rows * RECEIVE_BYTES
        self._iov["length"] = RECEIVE_BYTES
        self._messages = np.zeros(RECEIVED_AT_ONCE, MESSAGE)
        self._messages["name"] = address_of(self._names) + rows * NAME_BYTES
        self._messages["iov"] = address_of(self._iov) + rows * IOVEC.itemsize
        self._messages["iov_length"] = 1
        self._memory = self._buffers.data.cast("B")
        self._name_memory = self._names.data.cast("B")
        self._pointer = ctypes.c_void_p(address_of(self._messages))
        self._messages["name_length"] = NAME_BYTES
        self._words = self._messages.view(np.uint32).data
        self._pointer = ctypes.c_void_p(address_of(self._messages))
        self._receive = _needed("recvmmsg")

    def receive(self, udp: socket.socket) -> list[tuple[bytes, bytes]]:
        """Return up to RECEIVED_AT_ONCE datagrams with the addresses they came from; none where none waits."""
        count = self._receive(udp.fileno(), self._pointer, RECEIVED_AT_ONCE, 0, None)
        memory, names, words = self._memory, self._name_memory, self._words
        taken = []
        for row in range(count):
            at, name_at, word = row * RECEIVE_BYTES, row * NAME_BYTES, row * _MESSAGE_WORDS
            length, name_length = words[word + _LENGTH_WORD], words[word + _NAME_LENGTH_WORD]
            words[word + _NAME_LENGTH_WORD] = NAME_BYTES
            taken.append((bytes(memory[at : at + length]), bytes(names[name_at : name_at + name_length])))
        return taken


class _Batch(NamedTuple):
    """Messages, where they lie, and how many packets each of a listener's messages has."""

    messages: NDArray[Any]
    address: int
    packets: tuple[int, ...]


class MmsgSender:
    """Sends the rows of one arena, as few calls as can be. Thread: the media process's one."""

    def __init__(self, arena: Arena, may_segment: bool) -> None:
        self._may_segment = may_segment
        self._iov = np.zeros(arena.rows, IOVEC)
        self._iov["base"] = address_of(arena.data) + np.arange(arena.rows, dtype=np.uint64) * arena.stride
        self._lengths = self._iov["length"]
        self._controls = np.zeros(arena.rows, _CONTROL)
        self._controls["length"] = _CONTROL_BYTES - 6
        self._controls["level"], self._controls["type"] = SOL_UDP, UDP_SEGMENT
        self._numbers = np.arange(arena.rows, dtype=np.uint64)
        self._send = _needed("sendmmsg")
        self._iov_address = np.uint64(address_of(self._iov))
        self._control_addresses = address_of(self._controls) + self._numbers * _CONTROL_BYTES

    def send(self, udp: socket.socket, targets: Targets, lengths: Sequence[int], runs: Sequence[Run]) -> int:
        """Send to each target its rows, which are `lengths` long; return how many packets the system took."""
        if not self._may_segment:
            runs = [Run(start, 1, length) for start, length in enumerate(lengths)]
        batch = self._batch(targets, len(lengths), runs)
        self._lengths[: targets.count * len(lengths)].reshape(targets.count, len(lengths))[:] = lengths
        self._controls["segment"][: len(runs)] = [run.length for run in runs]
        return self._send_batch(udp, batch)

    def _batch(self, targets: Targets, packets: int, runs: Sequence[Run]) -> _Batch:
        """Point one message at each run of each target, or find it done."""
        counts = tuple(run.packets for run in runs)
        key = (self, packets, counts)
        known: _Batch | None = targets.prepared.get(key)
        if known is not None:
            return known
        all_messages = np.zeros(targets.count * len(runs), MESSAGE)
        messages = all_messages.reshape(targets.count, len(runs))
        who = self._numbers[: targets.count, None]
        starts, is_cut = np.array([run.start for run in runs], np.uint64), np.array(counts) > 1
        messages["name"] = targets.names_address + who * NAME_BYTES
        messages["name_length"] = targets.name_length
        messages["iov"] = self._iov_address + (who * packets + starts) * IOVEC.itemsize
        messages["iov_length"] = counts
        messages["control"] = np.where(is_cut, self._control_addresses[: len(runs)], 0)
        messages["control_length"] = np.where(is_cut, _CONTROL_BYTES, 0)
        made = targets.prepared[key] = _Batch(all_messages, address_of(all_messages), counts)
        return made

    def _send_batch(self, udp: socket.socket, batch: _Batch) -> int:
        """Send its messages from the first on; return how many packets were taken.

        Where the system is full it is waited for once, shortly.
        """
        count, number = len(batch.messages), udp.fileno()
        at = taken = 0
        has_waited = False
        while at < count:
            done = self._send(number, ctypes.c_void_p(batch.address + at * MESSAGE.itemsize), count - at, 0)
            if done > 0:
                taken += _packets_of(range(at, at + done), batch.packets)
                at += done
            elif ctypes.get_errno() in _FULL:
                if has_waited or not _is_writable_soon(udp):
                    break
                has_waited = True
            else:
                self._may_segment = self._may_segment and ctypes.get_errno() != errno.EIO
                taken += self._send_apart(udp, batch.messages[at])
                at += 1
        return taken

    def _send_apart(self, udp: socket.socket, whole: Any) -> int:
        """Send the packets of one message by themselves: a way there may be too narrow to be segmented for."""
        packets = int(whole["iov_length"])
        if packets == 1:
            return 0
        apart = np.zeros(packets, MESSAGE)
        apart["name"], apart["name_length"] = whole["name"], whole["name_length"]
        apart["iov"] = whole["iov"] + self._numbers[:packets] * IOVEC.itemsize
        apart["iov_length"] = 1
        return max(0, self._send(udp.fileno(), ctypes.c_void_p(address_of(apart)), packets, 0))


def _packets_of(messages: range, packets: Sequence[int]) -> int:
    if len(packets) == 1:
        return len(messages) * packets[0]
    return sum(packets[message % len(packets)] for message in messages)


def _is_writable_soon(udp: socket.socket) -> bool:
    poll = select.poll()
    poll.register(udp, select.POLLOUT)
    return bool(poll.poll(_FULL_WAIT_MS))


def _function(name: str) -> Callable[..., int] | None:
    function: Callable[..., int] | None = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    return function


def _does_nothing(name: str) -> bool:
    """Call for no messages at all: the C library has calls that the kernel may not have, or a container not allow."""
    function = _function(name)
    if function is None:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        return function(udp.fileno(), None, 0, 0, None) == 0


def _needed(name: str) -> Callable[..., int]:
    function = _function(name)
    if function is None:
        raise OSError(errno.ENOSYS, name)
    return function
