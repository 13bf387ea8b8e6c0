"""How fast bandwidth tests may go: all together a fixed rate, each an equal share of it."""

from typing import Final

BURST_S: Final = 0.02
"""What was not used of a share is kept for so long."""


class Budget:
    """The rate that those under way share."""

    def __init__(self, most_bps: float) -> None:
        self.active = 0
        self._most_bps = most_bps

    @property
    def share_bps(self) -> float:
        """Say what each may take now."""
        return self._most_bps / max(1, self.active)


class Pace:
    """One test's share. Instants are arguments."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._free_mono_s = 0.0

    def take(self, length_bytes: int, mono_s: float) -> float:
        """Take what goes now; return how many seconds the next has to wait."""
        begun_mono_s = max(self._free_mono_s, mono_s - BURST_S)
        self._free_mono_s = begun_mono_s + 8 * length_bytes / self._budget.share_bps
        return max(0.0, self._free_mono_s - mono_s)
