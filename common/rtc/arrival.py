"""What a line carries, told from when packets were sent and when they came: a queue that stands is a line that is full.

The delay of a packet is its arrival less its sending (abs-send-time), on two clocks: what it is above its least counts.
"""

import math
from collections import deque
from typing import NamedTuple

from common.rtc.rtp import ABS_SEND_TIME_WRAP_S

WINDOW_S = 0.15
LEAST_PACKETS = 4
"""The least delay of so many packets, or of WINDOW_S, is what a queue adds; jitter comes and goes within."""
RATE_S, SHORT_RATE_S = 0.5, 0.15
BASE_S = 20.0
"""The least delay is forgotten after as long: clocks drift, routes change."""
FULL_S = 0.05
FIRST_NOISE_S, NOISE_SHARE = 0.02, 2.0
LOSS_FULL, LEAST_LOST = 0.25, 5
CUT, LEAST_CUT = 0.85, 0.4
DRAIN_PER_S = 0.6
"""How much more is cut for each second of queue, so that it empties."""
SETTLE_S, DRAINING, DRAINING_S = 0.3, 0.95, 0.2
"""A cut is judged by packets sent so much later, and then by whether the queue goes down, to as much in as long."""
HOLD_S = 2.0
GROWTH, CAREFUL_GROWTH = 0.08, 0.03
"""A second: far from what the line bore last, and near it or with little sent."""
NEAR, USED_SHARE = 0.2, 2.5
LEAST_BPS, UNLIMITED_BPS = 30_000.0, 6_000_000.0
GAP_S = 3.0


class _Arrival(NamedTuple):
    mono_s: float
    delay_s: float
    size_bytes: int


class _Counts(NamedTuple):
    mono_s: float
    expected: int
    received: int


class LineEstimate:
    """Watches what comes with abs-send-time. Thread: one at a time."""

    def __init__(self) -> None:
        self.bps: float | None = None
        """What the line carries; None until it was full once, and when it has borne enough since."""
        self.queue_s = 0.0
        """How long packets wait in the line now."""
        self._arrivals: deque[_Arrival] = deque()
        self._counts: deque[_Counts] = deque()
        self._bases: deque[tuple[float, float]] = deque()
        self._sent_s: float | None = None
        self._noise_s = FIRST_NOISE_S
        self._borne_bps = 0.0
        self._judged_queue_s = 0.0
        self._judge_mono_s = 0.0
        self._settled_mono_s = 0.0
        self._grown_mono_s = 0.0

    def take(self, abs_send_time: int, size_bytes: int, arrived_mono_s: float) -> None:
        """Take a packet that was not sent again."""
        if self._arrivals and arrived_mono_s - self._arrivals[-1].mono_s > GAP_S:
            self._forget()
        sent_s = abs_send_time / 2**18
        if self._sent_s is not None:
            half_s = ABS_SEND_TIME_WRAP_S / 2
            sent_s = self._sent_s + (sent_s - self._sent_s + half_s) % ABS_SEND_TIME_WRAP_S - half_s
        self._sent_s = sent_s
        self._arrivals.append(_Arrival(arrived_mono_s, arrived_mono_s - sent_s, size_bytes))
        while len(self._arrivals) > LEAST_PACKETS and self._arrivals[0].mono_s < arrived_mono_s - RATE_S:
            self._arrivals.popleft()

    def update(self, now_mono_s: float, expected: int, received: int) -> bool:
        """Reckon anew, told how many packets should have come so far, and have; True where the line was found full.

        To be called about every 50 ms.
        """
        self._counts.append(_Counts(now_mono_s, expected, received))
        while self._counts[0].mono_s < now_mono_s - RATE_S:
            self._counts.popleft()
        if len(self._arrivals) < LEAST_PACKETS or now_mono_s - self._arrivals[-1].mono_s > GAP_S:
            return False
        self._measure_queue(now_mono_s)
        if self.queue_s <= FULL_S + NOISE_SHARE * self._noise_s and not self._is_losing():
            self._judged_queue_s = 0.0
            self._grow(now_mono_s)
            return False
        if not self._is_judged(now_mono_s):
            return False
        self._cut(now_mono_s)
        return True

    def received_bps(self, over_s: float = RATE_S) -> float:
        """Return the rate at which packets came lately."""
        newest_mono_s = self._arrivals[-1].mono_s if self._arrivals else 0.0
        arrivals = [a for a in self._arrivals if a.mono_s >= newest_mono_s - over_s]
        if len(arrivals) < 2:
            return 0.0
        elapsed_s = max(SHORT_RATE_S, newest_mono_s - arrivals[0].mono_s)
        return sum(a.size_bytes for a in arrivals) * 8 / elapsed_s

    def _measure_queue(self, now_mono_s: float) -> None:
        least_s = min(
            arrival.delay_s
            for number, arrival in enumerate(reversed(self._arrivals))
            if number < LEAST_PACKETS or arrival.mono_s >= now_mono_s - WINDOW_S
        )
        while self._bases and self._bases[0][0] < now_mono_s - BASE_S:
            self._bases.popleft()
        while self._bases and self._bases[-1][1] >= least_s:
            self._bases.pop()
        self._bases.append((now_mono_s, least_s))
        before_s, self.queue_s = self.queue_s, least_s - self._bases[0][1]
        if self.queue_s < FULL_S:
            self._noise_s += (abs(self.queue_s - before_s) - self._noise_s) / 16

    def _is_losing(self) -> bool:
        """Tell whether much is lost all the time; a gap, however long, is not a full line."""
        middle = self._counts[len(self._counts) // 2]
        return all(
            later.expected - earlier.expected - (later.received - earlier.received)
            >= max(LEAST_LOST, LOSS_FULL * (later.expected - earlier.expected))
            for earlier, later in ((self._counts[0], middle), (middle, self._counts[-1]))
        )

    def _is_judged(self, now_mono_s: float) -> bool:
        """Tell whether the last cut was not enough: by packets that were sent after it, and a queue that stays."""
        newest = self._arrivals[-1]
        sent_mono_s = newest.mono_s - newest.delay_s + self._bases[0][1]
        if sent_mono_s < self._settled_mono_s or now_mono_s < self._judge_mono_s:
            return False
        is_draining = self.queue_s < DRAINING * self._judged_queue_s
        self._judged_queue_s, self._judge_mono_s = self.queue_s, now_mono_s + DRAINING_S
        return not is_draining

    def _cut(self, now_mono_s: float) -> None:
        """Say less than what comes now: by a share, and by what it takes to empty the queue."""
        self._borne_bps = min(self.received_bps(), self.received_bps(SHORT_RATE_S))
        share = max(LEAST_CUT, CUT - DRAIN_PER_S * self.queue_s)
        wanted_bps = max(LEAST_BPS, share * self._borne_bps)
        self.bps = wanted_bps if self.bps is None else min(self.bps, wanted_bps)
        self._judged_queue_s = math.inf
        self._settled_mono_s = now_mono_s + SETTLE_S
        self._grown_mono_s = now_mono_s + HOLD_S

    def _grow(self, now_mono_s: float) -> None:
        elapsed_s = now_mono_s - self._grown_mono_s
        if self.bps is None or elapsed_s <= 0 or self.queue_s > FULL_S / 2 + self._noise_s:
            return
        self._grown_mono_s = now_mono_s
        is_near = abs(self.bps - self._borne_bps) < NEAR * self._borne_bps
        is_used = self.bps < USED_SHARE * self.received_bps()
        self.bps *= 1 + (GROWTH if is_used and not is_near else CAREFUL_GROWTH) * min(elapsed_s, 1.0)
        if self.bps > UNLIMITED_BPS:
            self.bps = None

    def _forget(self) -> None:
        """Begin anew after a pause: the line may be another."""
        self.bps, self.queue_s, self._sent_s, self._noise_s = None, 0.0, None, FIRST_NOISE_S
        self._arrivals.clear()
        self._counts.clear()
        self._bases.clear()
