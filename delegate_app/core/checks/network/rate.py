"""From what has come by when to a rate: the way up, a burst and what waits behind a lost packet are left out.

TCP hands on nothing that comes after a gap until the gap is filled: what is counted lies on the line's own course or
below it, never above. So the rate is the slope of the upper hull of the counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

Sample = tuple[float, int]
"""An instant, s, and how many bytes had come by it."""

SETTLE_S = 1.2
"""At the beginning, in which TCP finds the line's rate; so much is not counted."""
LEAST_S = 0.5
"""A rate from less is none."""
SAME_INSTANT_S = 0.002
STEP_S = 0.02
"""Closer together they are not kept: so few that judging them takes some milliseconds."""
MAX_SAMPLES = 1_000


class RateMeter:
    """Judges a count that grows. Instants are arguments, of any one clock."""

    def __init__(self) -> None:
        self._samples: list[Sample] = []

    def add(self, at_s: float, total_bytes: int) -> None:
        """Note how much had come by an instant; what goes back in time or count is not believed."""
        if self._samples and (at_s < self._samples[-1][0] or total_bytes < self._samples[-1][1]):
            return
        since_s = at_s - self._samples[-1][0] if self._samples else STEP_S
        if since_s < SAME_INSTANT_S:
            self._samples[-1] = (self._samples[-1][0], total_bytes)
        elif since_s >= STEP_S and len(self._samples) < MAX_SAMPLES:
            self._samples.append((at_s, total_bytes))

    def mbps(self) -> float | None:
        """Return the rate since the line was found, Mbit/s; None where there is too little to judge by."""
        if not self._samples:
            return None
        first_s = self._samples[0][0]
        settled = [sample for sample in self._samples if sample[0] >= first_s + SETTLE_S]
        if not settled or settled[-1][0] - settled[0][0] < LEAST_S:
            return None
        return _usual_slope(upper_hull(settled)) * 8 / 1e6


def upper_hull(points: Sequence[Sample]) -> list[Sample]:
    """Return those of the points, given from left to right, that no line between two others passes over."""
    hull: list[Sample] = []
    for point in points:
        while len(hull) >= 2 and _slope(hull[-2], hull[-1]) <= _slope(hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _usual_slope(hull: Sequence[Sample]) -> float:
    """Return the median slope of a hull's edges, each counted by the time it takes."""
    edges = sorted((_slope(begin, end), end[0] - begin[0]) for begin, end in pairwise(hull))
    left_s = sum(length_s for _, length_s in edges) / 2
    for slope, length_s in edges:
        left_s -= length_s
        if left_s <= 0:
            return slope
    return edges[-1][0]


def _slope(begin: Sample, end: Sample) -> float:
    return (end[1] - begin[1]) / (end[0] - begin[0])


class _AppInfo(msgspec.Struct, frozen=True):
    elapsed_us: int = msgspec.field(name="ElapsedTime")
    num_bytes: int = msgspec.field(name="NumBytes")


class _TcpInfo(msgspec.Struct, frozen=True):
    elapsed_us: int = msgspec.field(name="ElapsedTime")
    bytes_received: int | None = msgspec.field(name="BytesReceived", default=None)


class _Measurement(msgspec.Struct, frozen=True):
    """As much of ndt7's measurement message (v0.11) as counts here."""

    app_info: _AppInfo | None = msgspec.field(name="AppInfo", default=None)
    tcp_info: _TcpInfo | None = msgspec.field(name="TCPInfo", default=None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the server says it has received, after so many seconds."""

    at_s: float
    total_bytes: int


_decoder = msgspec.json.Decoder(_Measurement)


def parse_measurement(text: str) -> Counted | None:
    """Read the server's message: its kernel's count where it has one, else its own; None for anything else."""
    try:
        message = _decoder.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    info = message.tcp_info
    if info is not None and info.bytes_received is not None:
        return _counted(info.elapsed_us, info.bytes_received)
    app = message.app_info
    return _counted(app.elapsed_us, app.num_bytes) if app is not None else None


def _counted(elapsed_us: int, total_bytes: int) -> Counted | None:
    is_plausible = 0 <= elapsed_us < 2**40 and 0 <= total_bytes < 2**53
    return Counted(elapsed_us / 1e6, total_bytes) if is_plausible else None
