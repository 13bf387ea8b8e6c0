"""How late packets left: counted in steps, so that a second of them costs little."""

from typing import Final

STEP_MS: Final = 0.5
_STEPS: Final = 1_000


class Lateness:
    """A histogram that begins anew with each report."""

    def __init__(self) -> None:
        self._counts = [0] * _STEPS

    def add(self, late_s: float, packets: int) -> None:
        """Count packets that left so long after they had been given."""
        self._counts[min(max(int(late_s * 1_000 / STEP_MS), 0), _STEPS - 1)] += packets

    def take(self) -> tuple[float, float]:
        """Return median and 99th percentile in ms, rounded up to a step, and begin anew."""
        counts, self._counts = self._counts, [0] * _STEPS
        total = sum(counts)
        return _percentile(counts, total * 0.5), _percentile(counts, total * 0.99)


def _percentile(counts: list[int], rank: float) -> float:
    seen = 0
    for step, count in enumerate(counts):
        seen += count
        if count and seen >= rank:
            return (step + 1) * STEP_MS
    return 0.0
