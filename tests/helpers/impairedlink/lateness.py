"""How late something was, as a histogram: constant in memory and in time, however long it runs."""

BUCKET_S = 0.00005
BUCKETS = 2000


class Lateness:
    """Counts by steps of 50 us up to 100 ms; the largest is kept exactly."""

    def __init__(self) -> None:
        self._buckets = [0] * BUCKETS
        self._count = 0
        self.most_ms = 0.0

    def add(self, late_s: float) -> None:
        """Count one."""
        self._buckets[min(BUCKETS - 1, max(0, int(late_s / BUCKET_S)))] += 1
        self._count += 1
        self.most_ms = max(self.most_ms, 1000.0 * late_s)

    def percentile_ms(self, percent: float) -> float:
        """Return the upper edge of the step in which the percentile lies; 0 for nothing counted."""
        wanted, seen = self._count * percent / 100.0, 0
        for bucket, number in enumerate(self._buckets):
            seen += number
            if seen >= wanted and seen:
                return round(1000.0 * BUCKET_S * (bucket + 1), 3)
        return 0.0
