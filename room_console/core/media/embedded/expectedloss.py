"""How much loss a feed's copies are made for: what most listeners lose, in steps, quick to rise and slow to fall."""

import math

STEP_PERCENT = 10
MOST_PERCENT = 30
"""With more, what is left for the sound itself loses more than the copies save."""
CALM_REPORTS = 10
"""As many reports, one a second, have to be lower before it falls by a step."""


class ExpectedLoss:
    """Thread: one at a time."""

    def __init__(self, least_percent: int) -> None:
        self.percent = least_percent
        self._least_percent = least_percent
        self._calm = 0

    def note(self, loss: float) -> None:
        """Take the last second's loss, 0 to 1."""
        wanted = min(STEP_PERCENT * math.ceil(loss * 100 / STEP_PERCENT), MOST_PERCENT)
        if wanted > self.percent:
            self.percent, self._calm = wanted, 0
            return
        self._calm = self._calm + 1 if wanted < self.percent else 0
        if self._calm >= CALM_REPORTS:
            self.percent, self._calm = max(self.percent - STEP_PERCENT, self._least_percent), 0
