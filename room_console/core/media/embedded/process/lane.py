"""One sequence of packets, a sound or a layer of a picture, and those who take it.

A chunk is what is sent without a pause between; rows are not added, removed or renumbered while one is on its way.
"""

from collections.abc import Iterator
from typing import Final

from common.rtc.rtp import build_rtp, stamp_extension
from room_console.core.media.embedded.process.chunk import Chunk, Mark
from room_console.core.media.embedded.process.history import History, Sent
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.rows import RowKind, Rows
from room_console.core.media.embedded.process.stream import Past, Peer, Stream

SOUNDS_KEPT: Final = 128


class Lane:
    """A sound feed, or a layer of a picture feed."""

    def __init__(self, outlet: Outlet, kept_packets: int = SOUNDS_KEPT) -> None:
        self._outlet = outlet
        self._history = History(kept_packets)
        self._rows: dict[RowKind, Rows] = {}
        self._joining: dict[Stream, None] = {}
        self._index = 0
        self._octets = 0
        self._last: Chunk | None = None
        self._sending: Iterator[int] | None = None
        self._unsent = 0

    @property
    def is_sending(self) -> bool:
        """Tell whether a chunk is on its way."""
        return self._sending is not None

    @property
    def packets(self) -> int:
        """Count the packets that were given to it."""
        return self._index

    @property
    def listeners(self) -> int:
        """Count those who take it, and those who wait to."""
        return self.served + len(self._joining)

    @property
    def served(self) -> int:
        """Count those who take it."""
        return sum([len(rows.streams) for rows in self._rows.values()])

    @property
    def is_awaited(self) -> bool:
        """Tell whether anybody waits for a chunk to join at."""
        return bool(self._joining)

    def join(self, stream: Stream) -> None:
        """Let a stream take the next chunk that may be joined at; until then it stays where it is."""
        if stream.seat is not self:
            self._joining[stream] = None

    def leave(self, stream: Stream) -> None:
        """Let a stream take it no more, nor wait for it; what is on its way reaches it first."""
        self._joining.pop(stream, None)
        if stream.seat is self:
            self.finish()
            self._unseat(stream)

    def move(self, stream: Stream, peer: Peer) -> None:
        """Send a stream's packets to another address from now on."""
        before, stream.peer = stream.peer, peer
        if stream.seat is not self:
            return
        if before.socket == peer.socket:
            self._rows[_kind_of(stream, peer)].set_peer(stream.row, peer)
            return
        self.finish()
        rows = self._rows[_kind_of(stream, before)]
        offsets = rows.offsets(stream.row)
        rows.remove(stream.row)
        self._rows_for(stream).add(stream, *offsets)

    def begin(self, chunk: Chunk) -> None:
        """Take a chunk to be sent by `step`; what is on its way is sent before."""
        self.finish()
        if chunk.may_join and self._joining:
            self._seat_all(chunk)
        self._unsent = self.served * len(chunk.payloads)
        self._sending = self._batches(chunk, self._index) if self._unsent else None
        for number, payload in enumerate(chunk.payloads, 1):
            is_marked = chunk.is_ended and number == len(chunk.payloads)
            self._history.add(Sent(self._index, payload, chunk.timestamp, is_marked))
            self._index += 1
            self._octets += len(payload)
        self._last = chunk

    def step(self) -> int | None:
        """Send one batch and return how many packets it was, None where nothing was left to be sent."""
        if self._sending is None:
            return None
        packets = next(self._sending)
        self._unsent -= packets
        if self._unsent <= 0:
            self._sending = None
        return packets

    def finish(self) -> None:
        """Send what is left of the chunk."""
        while self.is_sending:
            self.step()

    def repeat(self, stream: Stream, sequence: int) -> bytes | None:
        """Make a packet again, plain and the same to the byte, if it is still known."""
        rows = self._rows[_kind_of(stream, stream.peer)]
        sequence_offset, timestamp_offset = rows.offsets(stream.row)
        back = (self._index + sequence_offset - sequence) & 0xFFFF
        index = self._index - back
        if not back or index < stream.first:
            return repeat_past(stream, sequence)
        sent = self._history.find(index)
        if sent is None:
            return None
        stamp = rows.stamp_of(stream.row, index) if rows.kind.is_stamped else None
        if stamp == 0:
            return None
        return _packet(stream, sent, sequence, timestamp_offset, stamp)

    def mark(self, stream: Stream) -> Mark | None:
        """Say where a stream stands, once something was sent here."""
        if stream.seat is not self or self._last is None:
            return None
        _, timestamp_offset = self._rows[_kind_of(stream, stream.peer)].offsets(stream.row)
        timestamp = self._last.timestamp + timestamp_offset & 0xFFFF_FFFF
        return Mark(timestamp, self._last.captured_mono_s, stream.packets + self._index, stream.octets + self._octets)

    def _batches(self, chunk: Chunk, index: int) -> Iterator[int]:
        for rows in self._rows.values():
            yield from self._outlet.batches(rows, chunk, index)

    def _seat_all(self, chunk: Chunk) -> None:
        """Give rows to those who wait; who has just heard this moment elsewhere waits for the next chunk."""
        joining, self._joining = self._joining, {}
        for stream in joining:
            behind = stream.behind(chunk.timestamp)
            if stream.seat is None and 0 < behind <= chunk.duration:
                self._joining[stream] = None
                continue
            if stream.seat is not None:
                stream.seat.leave(stream)
            offset = stream.base_offset + max(0, stream.behind(chunk.timestamp)) & 0xFFFF_FFFF
            self._rows_for(stream).add(stream, stream.next_sequence - self._index, offset)
            stream.seat = self
            stream.first = self._index
            stream.packets -= self._index
            stream.octets -= self._octets

    def _unseat(self, stream: Stream) -> None:
        rows = self._rows[_kind_of(stream, stream.peer)]
        sequence_offset, timestamp_offset = rows.offsets(stream.row)
        if self._last is not None and self._index > stream.first:
            stream.next_timestamp = self._last.timestamp + timestamp_offset + self._last.duration & 0xFFFF_FFFF
            stream.next_sequence = self._index + sequence_offset & 0xFFFF
            stream.has_begun = True
            stream.past = Past(self._history, stream.first, self._index, sequence_offset, timestamp_offset)
        stream.packets += self._index
        stream.octets += self._octets
        stream.seat = None
        rows.remove(stream.row)

    def _rows_for(self, stream: Stream) -> Rows:
        kind = _kind_of(stream, stream.peer)
        if kind not in self._rows:
            self._rows[kind] = Rows(kind, len(stream.peer.name))
        return self._rows[kind]


def _kind_of(stream: Stream, peer: Peer) -> RowKind:
    return RowKind(peer.socket, stream.tag_bytes, stream.stamp_id is not None)


def repeat_past(stream: Stream, sequence: int) -> bytes | None:
    """Look where the stream was before; when it was sent is not known any more, so only what is not stamped."""
    past = stream.past
    if past is None or stream.stamp_id is not None:
        return None
    index = past.end - ((past.end + past.sequence_offset - sequence) & 0xFFFF)
    sent = past.history.find(index) if past.first <= index < past.end else None
    return _packet(stream, sent, sequence, past.timestamp_offset, None) if sent is not None else None


def _packet(stream: Stream, sent: Sent, sequence: int, timestamp_offset: int, stamp: int | None) -> bytes:
    extension = stamp_extension(stream.stamp_id, stamp) if stream.stamp_id is not None and stamp is not None else b""
    timestamp = sent.timestamp + timestamp_offset & 0xFFFF_FFFF
    return build_rtp(stream.payload_type, sent.is_marked, sequence, timestamp, stream.ssrc, sent.payload, extension)
