"""How late packets come against the reader's clock, and how far behind the first of them reading must stay."""

from collections import deque
from dataclasses import dataclass, field
from itertools import chain

BUCKET_PACKETS_S = 1.0
BUCKETS = 6
"""Seconds after which a late packet is forgotten."""
LATE_SHARE = 0.01
"""Of packets that may come too late; each of those only stretches time."""
KEPT = 12
"""Worst packets of each second that are remembered."""
REFRESH_PACKETS = 10


@dataclass(slots=True)
class _Second:
    best: int
    packets: int = 0
    worst: list[int] = field(default_factory=list)


class ArrivalMargins:
    """Of each packet: its timestamp less where the reader's clock stood when it came, in samples.

    Reading may be ahead of that clock by as much, for this packet to be in time. Thread: the receiver's.
    """

    def __init__(self) -> None:
        self._seconds: deque[_Second] = deque(maxlen=BUCKETS)
        self._ends_mono_s = 0.0
        self._stale = 0
        self.safe: int | None = None
        """The margin that all but LATE_SHARE of the packets have had; None before the first."""

    def add(self, margin: int, now_mono_s: float) -> None:
        """Take a packet's margin."""
        if now_mono_s >= self._ends_mono_s:
            self._ends_mono_s = now_mono_s + BUCKET_PACKETS_S
            self._seconds.append(_Second(margin))
            self._stale = REFRESH_PACKETS
        this = self._seconds[-1]
        this.packets += 1
        this.worst.append(margin)
        this.best = max(this.best, margin)
        self._stale += 1
        if self._stale >= REFRESH_PACKETS or self.safe is None or margin < self.safe:
            self._refresh()

    @property
    def spread(self) -> int:
        """Return by how much the margins differ, without the LATE_SHARE worst."""
        return max(second.best for second in self._seconds) - self.safe if self.safe is not None else 0

    def clear(self) -> None:
        """Forget all, as when timestamps begin anew."""
        self._seconds.clear()
        self._ends_mono_s = 0.0
        self.safe = None

    def _refresh(self) -> None:
        self._stale = 0
        worst = self._seconds[-1].worst
        if len(worst) > 2 * KEPT:
            worst[:] = sorted(worst)[:KEPT]
        packets = sum(second.packets for second in self._seconds)
        allowed = min(int(packets * LATE_SHARE), KEPT - 1)
        self.safe = sorted(chain.from_iterable(second.worst for second in self._seconds))[allowed]
