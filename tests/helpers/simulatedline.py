"""A line in simulated time: delay, jitter, loss, doubles, and a rate with a queue. Seeded, so that a test repeats."""

import heapq
import random
from dataclasses import dataclass


@dataclass
class Line:
    """How the line is; may be changed as it runs. `queue_s` bounds how long a packet waits for the rate."""

    delay_s: float = 0.02
    jitter_s: float = 0.0
    loss: float = 0.0
    doubles: float = 0.0
    rate_bps: float | None = None
    queue_s: float = 1.0
    overhead_bytes: int = 44
    """IPv4, UDP and SRTP around each packet."""


class SimulatedLine:
    """One direction. Packets of one `flow` tell what they are, for the counters."""

    def __init__(self, line: Line | None = None, seed: int = 1) -> None:
        self.line = line if line is not None else Line()
        self.sent: dict[str, int] = {}
        self.dropped: dict[str, int] = {}
        self._to_drop: dict[str, int] = {}
        self._random = random.Random(seed)
        self._free_s = 0.0
        self._number = 0
        self._flying: list[tuple[float, int, bytes]] = []

    def drop_next(self, flow: str, times: int = 1) -> None:
        """Let the next packets of a flow be lost."""
        self._to_drop[flow] = times

    def send(self, packet: bytes, now_s: float, flow: str = "") -> None:
        """Let a packet in."""
        line = self.line
        self.sent[flow] = self.sent.get(flow, 0) + 1
        to_drop = self._to_drop.get(flow, 0)
        self._to_drop[flow] = max(0, to_drop - 1)
        if to_drop or self._random.random() < line.loss:
            self.dropped[flow] = self.dropped.get(flow, 0) + 1
            return
        leaves_s = now_s
        if line.rate_bps is not None:
            begin_s = max(now_s, self._free_s)
            if begin_s - now_s > line.queue_s:
                self.dropped[flow] = self.dropped.get(flow, 0) + 1
                return
            leaves_s = self._free_s = begin_s + (len(packet) + line.overhead_bytes) * 8 / line.rate_bps
        for _ in range(2 if self._random.random() < line.doubles else 1):
            self._number += 1
            arrives_s = leaves_s + line.delay_s + self._random.random() * line.jitter_s
            heapq.heappush(self._flying, (arrives_s, self._number, packet))

    def arrived(self, now_s: float) -> list[tuple[float, bytes]]:
        """Return what has come, with the instant at which it did."""
        come = []
        while self._flying and self._flying[0][0] <= now_s:
            arrived_s, _, packet = heapq.heappop(self._flying)
            come.append((arrived_s, packet))
        return come
