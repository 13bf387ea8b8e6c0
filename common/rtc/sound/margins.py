"""How late packets come against the reader's clock, and how far behind the first of them reading must stay."""

from collections import deque
from heapq import nsmallest

BUCKET_PACKETS_S = 1.0
BUCKETS = 6
"""Seconds after which a late packet is forgotten."""
LATE_SHARE = 0.01
"""Of packets that may come too late; each of those only stretches time."""
KEPT = 12
"""Worst packets of each second that are remembered."""
REFRESH_PACKETS = 10


class ArrivalMargins:
    """Of each packet: its timestamp less where the reader's clock stood when it came, in samples.

    Reading may be ahead of that clock by as much, for this packet to be in time. Thread: the receiver's.
    """

    def __init__(self) -> None:
        self._buckets: deque[list[int]] = deque(maxlen=BUCKETS)
        self._counts: deque[int] = deque(maxlen=BUCKETS)
        self._bests: deque[int] = deque(maxlen=BUCKETS)
        self._ends_mono_s = 0.0
        self._stale = 0
        self.safe: int | None = None
        """The margin that all but LATE_SHARE of the packets have had; None before the first."""

    def add(self, margin: int, now_mono_s: float) -> None:
        """Take a packet's margin."""
        if now_mono_s >= self._ends_mono_s:
            self._ends_mono_s = now_mono_s + BUCKET_PACKETS_S
            self._buckets.append([])
            self._counts.append(0)
            self._stale = REFRESH_PACKETS
            self._bests.append(margin)
        self._bests[-1] = max(self._bests[-1], margin)
        self._buckets[-1].append(margin)
        self._counts[-1] += 1
        self._stale += 1
        if self._stale >= REFRESH_PACKETS or self.safe is None or margin < self.safe:
            self._refresh()

    @property
    def spread(self) -> int:
        """Return by how much the margins differ, without the LATE_SHARE worst."""
        return max(self._bests) - self.safe if self.safe is not None else 0

    def clear(self) -> None:
        """Forget all, as when timestamps begin anew."""
        self._buckets.clear()
        self._counts.clear()
        self._bests.clear()
        self._ends_mono_s = 0.0
        self.safe = None

    def _refresh(self) -> None:
        self._stale = 0
        worst = self._buckets[-1]
        if len(worst) > 2 * KEPT:
            worst[:] = nsmallest(KEPT, worst)
        allowed = min(int(sum(self._counts) * LATE_SHARE), KEPT - 1)
        self.safe = nsmallest(allowed + 1, [margin for bucket in self._buckets for margin in bucket])[-1]
