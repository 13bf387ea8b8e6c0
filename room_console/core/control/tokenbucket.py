"""A limit on how often: a bucket that fills steadily and is emptied by use."""


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
