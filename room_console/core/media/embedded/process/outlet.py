"""What leaves: batches of rows through the sockets, by the fastest way that the system has."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES, abs_send_time
from room_console.core.media.embedded.process.arena import Arena, Run, Targets, runs_of
from room_console.core.media.embedded.process.chunk import Chunk
from room_console.core.media.embedded.process.mmsg import MmsgSender, has_mmsg, has_segmentation
from room_console.core.media.embedded.process.plain import PlainSender
from room_console.core.media.embedded.process.rows import Rows

BATCH_ROWS: Final = 256
"""At 6 us each, 1.5 ms: as long as what comes in may have to wait."""
_SMALL_STRIDE, _LARGE_STRIDE = 512, 2_048


class Sender(Protocol):
    """Sends the rows of its arena."""

    def send(self, udp: socket.socket, targets: Targets, lengths: Sequence[int], runs: Sequence[Run]) -> int:
        """Return how many packets the system took."""
        ...


class Outlet:
    """Makes and sends batches. `is_plain` forgoes what only some systems have."""

    def __init__(
        self, sockets: Sequence[socket.socket], mono_s: Callable[[], float] = time.monotonic, *, is_plain: bool = False
    ) -> None:
        self.sent = self.unsent = 0
        """Packets for listeners, those sent again not counted: what the system took, and what it did not."""
        self._sockets = sockets
        self._mono_s = mono_s
        self._small, self._large = Arena(BATCH_ROWS, _SMALL_STRIDE), Arena(BATCH_ROWS, _LARGE_STRIDE)
        self._senders = {arena: self._sender(arena, is_plain) for arena in (self._small, self._large)}

    @property
    def most_payload_bytes(self) -> int:
        """Say how long a payload may be."""
        return self._large.most_payload_bytes

    def batches(self, rows: Rows, chunk: Chunk, index: int) -> Iterator[int]:
        """Send a chunk to all rows; say after each batch how many packets it was."""
        longest = max(map(len, chunk.payloads))
        arena = self._small if longest <= self._small.most_payload_bytes else self._large
        header_bytes = MIN_HEADER_BYTES + (ABS_SEND_TIME_BYTES if rows.kind.is_stamped else 0)
        plain = [header_bytes + len(payload) for payload in chunk.payloads]
        protected = [length + rows.kind.tag_bytes for length in plain]
        runs = runs_of(protected)
        sender, udp = self._senders[arena], self._sockets[rows.kind.socket]
        listeners = BATCH_ROWS // len(plain)
        for start in range(0, len(rows.streams), listeners):
            end = min(start + listeners, len(rows.streams))
            columns, targets = rows.piece(start, end)
            stamp = abs_send_time(self._mono_s()) or 1 if rows.kind.is_stamped else None
            arena.fill(columns, chunk.payloads, index, chunk.timestamp, chunk.is_ended, stamp)
            if stamp is not None:
                rows.stamp(start, end, index, len(plain), stamp)
            is_protected = arena.protect(columns.sessions, plain)
            sent = sender.send(udp, targets, protected, runs) if is_protected else 0
            self.sent += sent
            self.unsent += (end - start) * len(plain) - sent
            yield (end - start) * len(plain)

    def send(self, socket_number: int, address: Any, datagram: bytes) -> bool:
        """Send one datagram; tell whether the system took it."""
        try:
            self._sockets[socket_number].sendto(datagram, address)
        except OSError:
            return False
        return True

    def _sender(self, arena: Arena, is_plain: bool) -> Sender:
        if is_plain or not has_mmsg():
            return PlainSender(arena)
        return MmsgSender(arena, all(map(has_segmentation, self._sockets)))
