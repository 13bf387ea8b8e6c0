"""Which layer of a picture a listener's line carries: decided from estimate and loss, apart from all sending.

Picture gives way first and sound last. A step down comes at once; a step up is a trial after a wait, as no estimate
rises far over what is sent; a trial that fails doubles the wait.
"""

from collections.abc import Sequence
from typing import Final

SOUND_RESERVE_BPS: Final = 100_000
"""Main and original at 40 kbit/s with their headers: kept free of pictures."""
FIRST_ESTIMATE_BPS: Final = 700_000
BAD_LOSS, GOOD_LOSS = 0.10, 0.02
FIRST_WAIT_S, LONGEST_WAIT_S = 4.0, 60.0
TRIAL_S: Final = 6.0
"""A step down so soon after a step up is the fault of the step up."""
HOLD_S: Final = 1.5
"""What a step down brought is awaited before the next."""
FRESH_S: Final = 10.0
"""An older estimate says nothing."""


class LayerChoice:
    """One listener's choice among `rates_bps`, smallest first. None is no picture. Time is an argument."""

    def __init__(self, rates_bps: Sequence[int], now_mono_s: float) -> None:
        self._rates_bps = tuple(rates_bps)
        self._estimate_bps: int | None = None
        self._estimated_mono_s = now_mono_s
        self._loss = 0.0
        self._changed_mono_s = now_mono_s
        self._wait_s = FIRST_WAIT_S
        self._went_up = False
        self.beside_bps = 0
        """What other pictures take of the line."""
        self.is_believed = True
        """Whether an estimate alone is enough for a step down."""
        self.most_bps: int | None = None
        """No layer that takes more is chosen, unless it is the smallest."""
        self.is_held = False
        """Whether the line has no room for any layer; when it has again, it is as after a step down."""
        self.layer: int | None = self._largest_within(FIRST_ESTIMATE_BPS) or 0

    def on_estimate(self, estimate_bps: int, now_mono_s: float) -> None:
        """Take what the listener thinks its line carries, sound and picture together."""
        self._estimate_bps, self._estimated_mono_s = estimate_bps, now_mono_s

    def on_loss(self, loss: float) -> None:
        """Take the share that was lost since the last report, of whichever of its streams lost most."""
        self._loss = max(loss, self._loss)

    def choose(self, now_mono_s: float) -> int | None:
        """Return the layer from now on; ask about once a second."""
        loss, self._loss = self._loss, self._loss / 2
        budget_bps = self._budget_bps(now_mono_s)
        if self.is_held:
            self._set(None, now_mono_s)
        elif now_mono_s - self._changed_mono_s >= HOLD_S and self._must_shrink(loss, budget_bps):
            self._step_down(budget_bps, now_mono_s)
        elif self._may_grow(loss, budget_bps, now_mono_s):
            self._set(0 if self.layer is None else self.layer + 1, now_mono_s)
            self._went_up = True
        elif self._went_up and now_mono_s - self._changed_mono_s > TRIAL_S:
            self._went_up, self._wait_s = False, FIRST_WAIT_S
        return self.layer

    def _budget_bps(self, now_mono_s: float) -> float | None:
        if self._estimate_bps is None or now_mono_s - self._estimated_mono_s > FRESH_S:
            return None
        return self._estimate_bps - SOUND_RESERVE_BPS - self.beside_bps

    def _must_shrink(self, loss: float, budget_bps: float | None) -> bool:
        if self.layer is None:
            return False
        if self.layer > 0 and self._is_too_much(self.layer):
            return True
        is_short = budget_bps is not None and budget_bps < 0.8 * self._rates_bps[self.layer]
        return loss > BAD_LOSS or (is_short and self.is_believed)

    def _may_grow(self, loss: float, budget_bps: float | None, now_mono_s: float) -> bool:
        """Tell whether the next layer may be tried: time, little loss, and an estimate that leaves some room."""
        following = 0 if self.layer is None else self.layer + 1
        if following == len(self._rates_bps) or (following > 0 and self._is_too_much(following)):
            return False
        if now_mono_s - self._changed_mono_s < self._wait_s or loss > GOOD_LOSS:
            return False
        if budget_bps is None or self.layer is None:
            return True
        return budget_bps > min(1.2 * self._rates_bps[self.layer], float(self._rates_bps[following]))

    def _is_too_much(self, layer: int) -> bool:
        return self.most_bps is not None and self._rates_bps[layer] > self.most_bps

    def _step_down(self, budget_bps: float | None, now_mono_s: float) -> None:
        assert self.layer is not None
        if self._went_up:
            self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        self._went_up = False
        below = self.layer - 1 if self.layer else None
        if budget_bps is not None and below is not None:
            fitting = self._largest_within(budget_bps)
            below = min(below, fitting) if fitting is not None else None
        self._set(below, now_mono_s)

    def _set(self, layer: int | None, now_mono_s: float) -> None:
        self.layer, self._changed_mono_s = layer, now_mono_s

    def _largest_within(self, budget_bps: float) -> int | None:
        fitting = [layer for layer, rate_bps in enumerate(self._rates_bps) if rate_bps <= budget_bps]
        return fitting[-1] if fitting else None
