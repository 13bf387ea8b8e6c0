"""How much picture a line and a machine can bear, in steps. Picture gives way first: sound never asks."""

from collections.abc import Sequence
from dataclasses import dataclass

GOOD_BEFORE_UP_S = 5.0
SETTLE_S = 1.0
LATE_SHARE = 0.8


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
"""What a picture to one goes through, best first, as its line asks for it."""
LAYERS = (STEPS[0], STEPS[2], PictureStep(150_000, 8, 320 * 180))
"""What a picture to many is offered as: each encoded on its own, chosen for each of them by what their line carries."""


class PictureRate:
    """Keeps to what the line allows; under that goes a step down when encoding is late, and up after 5 good seconds."""

    def __init__(self, now_mono_s: float, steps: Sequence[PictureStep] = STEPS) -> None:
        self._steps = tuple(steps)
        self._allowed = 0
        self._bearable = 0
        self._changed_mono_s = now_mono_s - SETTLE_S
        self._late_mono_s = now_mono_s

    @property
    def step(self) -> PictureStep:
        """What holds now."""
        return self._steps[max(self._allowed, self._bearable)]

    def allow(self, most_bps: float) -> None:
        """Take what the line has for pictures: no step above it holds, but the last one always."""
        fitting = (number for number, step in enumerate(self._steps) if step.bit_rate_bps <= most_bps)
        self._allowed = next(fitting, len(self._steps) - 1)

    def note_encoded(self, encoding_s: float, now_mono_s: float) -> None:
        """Take how long one picture took."""
        if encoding_s > LATE_SHARE / self.step.pictures_per_s:
            self._late_mono_s = now_mono_s
            if now_mono_s - self._changed_mono_s >= SETTLE_S:
                self._bearable = min(max(self._allowed, self._bearable) + 1, len(self._steps) - 1)
                self._changed_mono_s = now_mono_s
        elif self._bearable > 0 and now_mono_s - max(self._late_mono_s, self._changed_mono_s) > GOOD_BEFORE_UP_S:
            self._bearable -= 1
            self._changed_mono_s = now_mono_s
