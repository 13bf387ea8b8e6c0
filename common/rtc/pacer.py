"""Packets of pictures let go one after the other: the sound that goes between them must not wait behind a key frame."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
SPREAD = 0.8
"""Of the time until the next picture a large one takes so much."""
HASTE, MOST_HASTE = 2.0, 2.5
"""A small picture goes so much faster than its rate asks for, and none faster than that."""
MAX_QUEUE_S = 1.0
MAX_AT_ONCE = 8


class _Due(NamedTuple, Generic[T]):
    mono_s: float
    item: T
    is_first: bool


class Pacer(Generic[T]):
    """Sends what was put in when its instant has come. Thread: one at a time."""

    def __init__(self, send: Callable[[T, float], None]) -> None:
        self._send = send
        self._queue: deque[_Due[T]] = deque()
        self._free_mono_s = 0.0

    def __len__(self) -> int:
        return len(self._queue)

    def put(
        self,
        items: Sequence[T],
        size_bytes: int,
        now_mono_s: float,
        *,
        interval_s: float,
        rate_bps: float,
        line_bps: float | None,
    ) -> bool:
        """Take a picture's packets; False, and none is taken, where those before it would keep them too long.

        `interval_s` is the time to the next picture, `rate_bps` what pictures take on average, `line_bps` what the line
        carries, where it is known: more than that is not sent even in a short time.
        """
        begin_mono_s = max(now_mono_s, self._free_mono_s)
        if begin_mono_s - now_mono_s > MAX_QUEUE_S:
            return False
        pace_bps = min(MOST_HASTE * rate_bps, max(HASTE * rate_bps, size_bytes * 8 / (SPREAD * interval_s)))
        if line_bps is not None:
            pace_bps = max(rate_bps, min(pace_bps, line_bps))
        gap_s = size_bytes * 8 / pace_bps / len(items)
        self._queue.extend(_Due(begin_mono_s + number * gap_s, item, number == 0) for number, item in enumerate(items))
        self._free_mono_s = begin_mono_s + len(items) * gap_s
        return True

    def run(self, now_mono_s: float) -> None:
        """Send what is due, a few packets at most: those that are late after a stall go by and by."""
        for _ in range(min(MAX_AT_ONCE, len(self._queue))):
            if self._queue[0].mono_s > now_mono_s:
                return
            self._send(self._queue.popleft().item, now_mono_s)

    def drop_waiting(self) -> None:
        """Drop the pictures that were not begun yet."""
        begun = 0
        while begun < len(self._queue) and not self._queue[begun].is_first:
            begun += 1
        while len(self._queue) > begun:
            self._free_mono_s = self._queue.pop().mono_s
