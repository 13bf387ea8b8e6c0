"""The arithmetic of the figures, apart from everything that makes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TICK_S = 0.02
"""A packet of sound."""
RTP_TIMESTAMPS = 1 << 32


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long after a packet was due it arrived, in ms."""

    p50: float
    p99: float
    most: float

    def as_json(self) -> dict[str, float]:
        """Return it for the report."""
        return {"p50": round(self.p50, 2), "p99": round(self.p99, 2), "max": round(self.most, 2)}


def us_per_packet(cpu_s: float, packets: int) -> float | None:
    """Return the processor time of one packet to one listener in us; None where nothing came."""
    return 1e6 * cpu_s / packets if packets > 0 else None


def unwrapped(sequence: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return 16-bit sequence numbers as numbers that go on past 65535; a step back stays one."""
    if not len(sequence):
        return sequence
    steps = (np.diff(sequence) + 0x8000) % 0x10000 - 0x8000
    return np.concatenate([sequence[:1], sequence[0] + np.cumsum(steps)])


def lateness_ms(
    arrived_s: "NDArray[np.float64]",
    timestamp: "NDArray[np.int64]",
    due_s: float,
    due_timestamp: int,
    clock_hz: int,
) -> "NDArray[np.float64]":
    """Return each packet's arrival against the schedule that one known packet gives: due then, with that timestamp."""
    ahead = (timestamp - due_timestamp + RTP_TIMESTAMPS // 2) % RTP_TIMESTAMPS - RTP_TIMESTAMPS // 2
    late: NDArray[np.float64] = 1e3 * (arrived_s - due_s - ahead / clock_hz)
    return late


def spread(late_ms: "Sequence[float] | NDArray[np.float64]") -> Lateness | None:
    """Return median, 99th percentile and most; None of nothing."""
    if not len(late_ms):
        return None
    p50, p99 = np.percentile(late_ms, [50, 99])
    return Lateness(float(p50), float(p99), float(np.max(late_ms)))


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return how many times less ours costs."""
    return theirs / ours if ours and theirs else None
