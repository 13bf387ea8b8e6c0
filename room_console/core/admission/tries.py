"""Tries in a sliding window, by who makes them."""

from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

MOST_KEYS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tries within so long."""

    most: int
    window_s: float


class Tries:
    """Instants of tries, by key; of more than 10,000 keys the one used longest ago is forgotten."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._tries)

    def wait_s(self, key: str, now_s: float) -> float:
        """Return 0, or the seconds until this key may try again."""
        recent = self._tries.get(key)
        if recent is None or len(recent) < self._rate.most:
            return 0.0
        self._tries.move_to_end(key)
        return max(0.0, self._rate.window_s - (now_s - recent[0]))

    def add(self, key: str, now_s: float) -> None:
        """Count a try."""
        recent = self._tries.setdefault(key, deque(maxlen=self._rate.most))
        recent.append(now_s)
        self._tries.move_to_end(key)
        if len(self._tries) > MOST_KEYS:
            self._tries.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Forget the last try."""
        if recent := self._tries.get(key):
            recent.pop()

    def forget(self, key: str) -> None:
        """Forget all tries."""
        self._tries.pop(key, None)
