"""One direction of a line: counts packets, asks their fate, lets them queue, keeps their order. No clock, no socket."""

from dataclasses import asdict, dataclass

from tests.helpers.impairedlink.fate import CLEAN, Impairment, fate_of
from tests.helpers.impairedlink.trace import TraceQueue

UDP = 17
PROTOCOL_AT = 9
"""Where an IPv4 packet names its protocol (RFC 791, section 3.1)."""


@dataclass(slots=True)
class LineCounts:
    """What one direction did so far, in packets, and `bytes` of those that came through."""

    received: int = 0
    lost: int = 0
    dropped: int = 0
    """By order (`drop_next`)."""
    blocked: int = 0
    queue_full: int = 0
    duplicated: int = 0
    delivered: int = 0
    bytes: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


class Line:
    """One direction. Time enters by argument, monotonic seconds that never go back."""

    def __init__(self, seed: int, direction: int) -> None:
        self.counts = LineCounts()
        self.dropped_at_mono_s: list[float] = []
        self._seed, self._direction = seed, direction
        self._impairment = CLEAN
        self._number = 0
        self._free_s = 0.0
        self._last_due_s = 0.0
        self._trace: TraceQueue | None = None
        self._to_drop, self._least_bytes = 0, 0

    def impair(self, impairment: Impairment, now_s: float) -> None:
        """Change what is done to the packets from now on."""
        self._impairment = impairment
        self._trace = TraceQueue(impairment.trace_ms, now_s) if impairment.trace_ms else None

    def drop_next(self, count: int, least_bytes: int) -> None:
        """Lose the next `count` UDP packets that are so large, whatever their fate."""
        self._to_drop, self._least_bytes = count, least_bytes

    def take(self, packet: bytes, now_s: float) -> tuple[float, ...]:
        """Return when copies of an IPv4 packet are due: none for a lost one."""
        counts, number = self.counts, self._number
        self._number += 1
        counts.received += 1
        is_udp = packet[PROTOCOL_AT] == UDP
        if is_udp and self._is_to_be_dropped(len(packet), now_s):
            return ()
        if is_udp and self._impairment.blocks_udp:
            counts.blocked += 1
            return ()
        fate = fate_of(self._impairment, self._seed, self._direction, number)
        if not fate.copies:
            counts.lost += 1
            return ()
        left_s = self._departure_s(len(packet), now_s)
        if left_s is None:
            counts.queue_full += 1
            return ()
        counts.duplicated += fate.copies - 1
        counts.delivered += fate.copies
        counts.bytes += fate.copies * len(packet)
        return (self._in_order_s(left_s + fate.delay_ms / 1000.0, fate.is_held_back),) * fate.copies

    def _is_to_be_dropped(self, size_bytes: int, now_s: float) -> bool:
        if not self._to_drop or size_bytes < self._least_bytes:
            return False
        self._to_drop -= 1
        self.counts.dropped += 1
        self.dropped_at_mono_s.append(now_s)
        return True

    def _departure_s(self, size_bytes: int, now_s: float) -> float | None:
        """Return when the packet has left the queue; None if the queue is full."""
        limit_s = now_s + self._impairment.queue_ms / 1000.0
        if self._trace is not None:
            left_s = self._trace.departure_s(size_bytes, now_s)
            if left_s > limit_s:
                return None
            self._trace.take(size_bytes, now_s)
            return left_s
        if self._impairment.rate_bps is None:
            return now_s
        left_s = max(self._free_s, now_s) + 8 * size_bytes / self._impairment.rate_bps
        if left_s > limit_s:
            return None
        self._free_s = left_s
        return left_s

    def _in_order_s(self, due_s: float, is_held_back: bool) -> float:
        if is_held_back or not self._impairment.keeps_order:
            return due_s
        self._last_due_s = max(self._last_due_s, due_s)
        return self._last_due_s
