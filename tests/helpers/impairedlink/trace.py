"""Mahimahi's traces of real lines: text, each line the millisecond at which 1504 bytes may leave."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tests.helpers.impairedlink.fate import draw

OPPORTUNITY_BYTES = 1504
"""A full frame and the tunnel's header, as Mahimahi counts."""


def parse_trace(text: str) -> tuple[int, ...]:
    """Return a trace's opportunities, ms, in order; ValueError for what is not a trace."""
    opportunities = tuple(int(word) for word in text.split())
    if not opportunities or opportunities[0] < 0 or opportunities[-1] <= 0:
        raise ValueError("a trace has an opportunity after its beginning")
    if any(later < earlier for earlier, later in pairwise(opportunities)):
        raise ValueError("a trace's instants never go back")
    return opportunities


def read_trace(path: Path) -> tuple[int, ...]:
    """Return the trace of a file; ValueError for a bad one."""
    return parse_trace(path.read_text(encoding="ascii"))


def write_trace(path: Path, opportunities: Sequence[int]) -> None:
    """Write a trace as Mahimahi reads it."""
    path.write_text("".join(f"{at}\n" for at in opportunities), encoding="ascii")


def made_up_trace(seed: int, seconds: int, mean_bps: float, swing: float = 0.6, outage_ms: int = 0) -> tuple[int, ...]:
    """Return a trace like a mobile line's: each 100 ms another rate within `swing` of the mean, and one outage."""
    opportunities, credit, rate_bps = list[int](), 0.0, mean_bps
    outage_at_ms = int(draw(seed, 0, 0, 0) * (1000 * seconds - outage_ms))
    for at_ms in range(1, 1000 * seconds + 1):
        if at_ms % 100 == 1:
            aim_bps = mean_bps * (1.0 + swing * (2.0 * draw(seed, 0, at_ms, 1) - 1.0))
            rate_bps = 0.7 * rate_bps + 0.3 * aim_bps
        if outage_at_ms <= at_ms < outage_at_ms + outage_ms:
            continue
        credit += rate_bps / 8000.0
        while credit >= OPPORTUNITY_BYTES:
            credit -= OPPORTUNITY_BYTES
            opportunities.append(at_ms)
    return tuple(opportunities) or (1000 * seconds,)


class TraceQueue:
    """Says when packets leave under a trace; an opportunity's rest serves the next packet, if one waits."""

    def __init__(self, opportunities_ms: Sequence[int], started_s: float) -> None:
        self._opportunities_ms, self._started_s = opportunities_ms, started_s
        self._turn, self._left_bytes = -1, 0

    def departure_s(self, size_bytes: int, now_s: float) -> float:
        """Return when a packet that comes now would leave, were it taken."""
        return self._instant_s(self._served(size_bytes, now_s)[0])

    def take(self, size_bytes: int, now_s: float) -> None:
        """Let it wait and leave."""
        self._turn, self._left_bytes = self._served(size_bytes, now_s)

    def _served(self, size_bytes: int, now_s: float) -> tuple[int, int]:
        turn, left = self._turn, self._left_bytes
        first = self._first_from(now_s)
        if first > turn:
            turn, left = first, OPPORTUNITY_BYTES
        while left < size_bytes:
            turn, left = turn + 1, left + OPPORTUNITY_BYTES
        return turn, left - size_bytes

    def _instant_s(self, turn: int) -> float:
        rounds, at = divmod(turn, len(self._opportunities_ms))
        return self._started_s + (rounds * self._opportunities_ms[-1] + self._opportunities_ms[at]) / 1000.0

    def _first_from(self, now_s: float) -> int:
        """Return the first opportunity at `now_s` or later, never before the current one."""
        turn = max(self._turn, 0)
        period_s = self._opportunities_ms[-1] / 1000.0
        rounds = int((now_s - self._started_s) / period_s) - 1
        turn = max(turn, rounds * len(self._opportunities_ms))
        while self._instant_s(turn) < now_s:
            turn += 1
        return turn
