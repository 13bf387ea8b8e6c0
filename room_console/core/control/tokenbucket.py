"""A limit on how often: a bucket that fills steadily and is emptied by use."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from common.aio.clock import Clock

MOST_BUCKETS: Final = 20_000
"""Past it the one not used for longest goes; it is full by then."""


class TokenBucket:
    """Lets `burst` through at once and `rate_per_s` in the long run."""

    def __init__(self, rate_per_s: float, burst: int, mono_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = float(burst)
        self._level = float(burst)
        self._filled_s = mono_s

    def take(self, mono_s: float) -> float:
        """Take one; return 0, or the seconds until there is one to take."""
        self._level = min(self._burst, self._level + (mono_s - self._filled_s) * self._rate_per_s)
        self._filled_s = mono_s
        if self._level < 1.0:
            return (1.0 - self._level) / self._rate_per_s
        self._level -= 1.0
        return 0.0


class TokenBuckets:
    """A bucket for each of many, made when it is needed. Thread: one at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: Hashable, rate_per_s: float, burst: int) -> float:
        """Take one from the bucket of `key`; return 0, or the seconds until there is one to take."""
        now_s = self._clock.mono_s()
        if (bucket := self._buckets.get(key)) is None:
            bucket = self._buckets[key] = TokenBucket(rate_per_s, burst, now_s)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(now_s)
