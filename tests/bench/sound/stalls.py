"""When the machine stood still under the bench: where in a session, and for how long. Pure.

JACK runs with `-S`: a cycle waits for all its clients. A stall then stops the sound cards of all programs alike, and
of the mouths and ears; nothing is lost by it. What was said in or just before it was still not carried as usual.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.model.units import SAMPLE_RATE_HZ

LEAST_STALL_MS = 5.0
"""By how much a cycle is late to be listed."""


class Stall(NamedTuple):
    """A stop before a sample of the session."""

    at: int
    ms: float


class Cycles(NamedTuple):
    """What went wrong with the cycles of a session."""

    stalls: list[Stall]
    missed: int
    """Cycles of JACK's that the bench's own client did not run in: neither said nor heard, by its count of samples."""


def look_at(frames: NDArray[np.int64], begun_mono_s: NDArray[np.float64], period: int) -> Cycles:
    """Find the stops in JACK's frame time and the clock at the beginning of each cycle."""
    jumps = np.diff(frames) - period
    late_ms = 1000.0 * (np.diff(begun_mono_s) - period / SAMPLE_RATE_HZ)
    lost_ms = 1000.0 * np.abs(jumps) / SAMPLE_RATE_HZ
    places = np.flatnonzero((jumps != 0) | (late_ms >= LEAST_STALL_MS))
    stalls = [Stall(int(place + 1) * period, round(float(max(late_ms[place], lost_ms[place])), 1)) for place in places]
    return Cycles(stalls, int(np.abs(jumps).sum()) // period)


def since(stalls: Iterable[Stall], start: int) -> list[Stall]:
    """Return the stalls of a recording that is cut off before `start`."""
    return [Stall(stall.at - start, stall.ms) for stall in stalls if stall.at >= start]


def still_ms(stalls: Iterable[Stall], start: float, end: float) -> float:
    """Return for how long it stood still between two samples."""
    return sum(stall.ms for stall in stalls if start <= stall.at <= end)


def summary_of(seconds: float, stalls: Sequence[Stall], missed: int) -> dict[str, float]:
    """Return what the JSON says of a session."""
    return {
        "seconds": round(seconds, 1),
        "missed_cycles": missed,
        "stalls": len(stalls),
        "stalled_ms": round(sum(stall.ms for stall in stalls), 1),
        "longest_ms": max((stall.ms for stall in stalls), default=0.0),
    }
