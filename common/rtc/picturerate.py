"""How much picture a line and a machine can bear. Picture gives way first: sound never asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

GOOD_BEFORE_UP_S = 5.0
BAD_LOSS = 0.05
LATE_SHARE = 0.8
ESTIMATE_MARGIN = 0.9


@dataclass(frozen=True, slots=True)
class PictureStep:
    """What is asked of the encoder."""

    bit_rate_bps: int
    pictures_per_s: int
    most_pixels: int


STEPS = (
    PictureStep(1_500_000, 25, 1280 * 720),
    PictureStep(900_000, 25, 960 * 540),
    PictureStep(500_000, 15, 640 * 360),
    PictureStep(250_000, 10, 480 * 270),
    PictureStep(120_000, 5, 320 * 180),
)
LAYERS = (STEPS[0], STEPS[2], PictureStep(150_000, 8, 320 * 180))
"""What a picture is offered as to many: each encoded on its own, chosen for each of them by what their line carries."""
MOST_BPS = STEPS[0].bit_rate_bps


def steps_within(most_bps: int) -> tuple[PictureStep, ...]:
    """Return the steps that take `most_bps` at most, best first; more than the best of them needs goes into it."""
    if most_bps > MOST_BPS:
        return (replace(STEPS[0], bit_rate_bps=most_bps), *STEPS)
    return tuple(s for s in STEPS if s.bit_rate_bps <= most_bps) or (replace(STEPS[-1], bit_rate_bps=most_bps),)


class PictureRate:
    """Goes a step down at once when something can't keep up, and one up after 5 s in which all could."""

    def __init__(self, now_mono_s: float, most_bps: int = MOST_BPS, steps: Sequence[PictureStep] | None = None) -> None:
        self._steps = tuple(steps) if steps is not None else steps_within(most_bps)
        self._step = 0
        self._allowed = 0
        self._good_since_s = now_mono_s
        self._sent_bits = 0
        self._since_s = now_mono_s
        self._sent_bps = 0.0

    @property
    def step(self) -> PictureStep:
        """What holds now."""
        return self._steps[max(self._step, self._allowed)]

    def allow(self, most_bps: float) -> None:
        """Take what the line has for pictures: no step above it holds, but the last one always."""
        fitting = (number for number, step in enumerate(self._steps) if step.bit_rate_bps <= most_bps)
        self._allowed = next(fitting, len(self._steps) - 1)

    def note_encoded(self, size_bytes: int, encoding_s: float, now_mono_s: float) -> None:
        """Take what one picture cost."""
        self._sent_bits += size_bytes * 8
        if now_mono_s - self._since_s >= 1.0:
            self._sent_bps = self._sent_bits / (now_mono_s - self._since_s)
            self._sent_bits, self._since_s = 0, now_mono_s
        if encoding_s > LATE_SHARE / self.step.pictures_per_s:
            self._down(now_mono_s)
        elif now_mono_s - self._good_since_s > GOOD_BEFORE_UP_S and self._step > 0:
            self._step -= 1
            self._good_since_s = now_mono_s

    def note_loss(self, loss: float, now_mono_s: float) -> None:
        """Take a receiver's loss, 0 to 1."""
        if loss > BAD_LOSS:
            self._down(now_mono_s)

    def note_estimate(self, estimate_bps: int, now_mono_s: float) -> None:
        """Take a receiver's estimate of its line: it counts only where it is under what is really sent."""
        if estimate_bps < self._sent_bps * ESTIMATE_MARGIN:
            self._down(now_mono_s)

    def _down(self, now_mono_s: float) -> None:
        is_settled = now_mono_s - self._good_since_s > 1.0 or self._step == 0
        if is_settled and self._step < len(self._steps) - 1:
            self._step += 1
            self._sent_bps = 0.0
            self._sent_bits, self._since_s = 0, now_mono_s
        self._good_since_s = now_mono_s
