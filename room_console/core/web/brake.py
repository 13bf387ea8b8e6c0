"""A brake on how often: by address, and for all together, so that many addresses gain nothing.

It keeps a rate, where `admission.tries` keeps a number in a window: what comes here is wanted, not a guess.
"""

from collections import OrderedDict
from typing import Final

from room_console.core.control.tokenbucket import TokenBucket

MOST_ADDRESSES: Final = 10_000


class RateBrake:
    """Counts what comes from each key (an address, or whatever else may not be too frequent). Thread: the core's loop.

    Of more than 10,000 keys the one seen longest ago is forgotten; the limit for all holds whatever the keys.
    """

    def __init__(self, per_minute: float, burst: int, all_per_minute: float, all_burst: int, mono_s: float) -> None:
        self._per_s, self._burst = per_minute / 60, burst
        self._all = TokenBucket(all_per_minute / 60, all_burst, mono_s)
        self._by_key: OrderedDict[str, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_key)

    def count(self, key: str, mono_s: float) -> float:
        """Count one; return 0, or in how many seconds one may come again."""
        bucket = self._by_key.get(key)
        if bucket is None:
            bucket = self._by_key[key] = TokenBucket(self._per_s, self._burst, mono_s)
            if len(self._by_key) > MOST_ADDRESSES:
                self._by_key.popitem(last=False)
        self._by_key.move_to_end(key)
        return bucket.take(mono_s) or self._all.take(mono_s)
