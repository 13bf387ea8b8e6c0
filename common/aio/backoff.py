"""How long to wait before trying again: longer each time, up to a limit, and not all at once."""

import random as _random
from collections.abc import Callable


class Backoff:
    """A growing pause. `jitter` (0 to 1) is the share that chance takes off, so that a crowd spreads out."""

    def __init__(
        self,
        first_s: float = 0.2,
        factor: float = 1.7,
        most_s: float = 3.0,
        jitter: float = 0.3,
        random: Callable[[], float] = _random.random,
    ) -> None:
        self._first_s = first_s
        self._factor = factor
        self._most_s = most_s
        self._jitter = jitter
        self._random = random
        self._next_s = first_s

    def next_s(self) -> float:
        """Return the next pause, never over `most_s`."""
        pause_s = min(self._next_s, self._most_s)
        self._next_s = min(self._next_s * self._factor, self._most_s)
        return pause_s * (1.0 - self._jitter * self._random())

    def reset(self) -> None:
        """Begin again at `first_s`."""
        self._next_s = self._first_s
