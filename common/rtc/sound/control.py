"""How far reading stays behind, and by what means it gets there: the rate bent a little, or pieces of time."""

from collections.abc import Callable
from typing import NamedTuple

from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.losses import LossWatch, Repair
from common.rtc.sound.margins import ArrivalMargins
from common.rtc.sound.repeats import RepeatRequests
from common.rtc.sound.settings import PlayoutSettings

MS = SAMPLE_RATE_HZ // 1000
GUARD_SAMPLES = 72
"""Ahead of need: what the resampler holds back, and a millisecond."""
LENGTHEN_FROM, LENGTHEN_TO = 240, 48
SHORTEN_FROM, SHORTEN_TO = 720, 240
"""Samples off the target from which pieces are added or left out, and until when. LENGTHEN_TO counts where losses are
repaired: a copy or a repeat comes too late while there is a little less than enough."""
PATIENCE_PIECES = 50
"""Packets for which the delay must have been too long, for a target that wavers is not followed."""
SHORTEN_PAUSE_FROM, PAUSE_PATIENCE_PIECES = 192, 20
"""The same in the pauses of speech, which nobody hears made shorter."""
HURRY_FROM = 60 * MS
"""Off by as much, pieces that are less alike will do."""
LEAST_BEND_PPM, MOST_BEND_PPM, BEND_PPM_PER_SAMPLE = 100.0, 400.0, 8.0
BEND_FROM, BEND_TO = 96, 12
"""Samples off the target from which the rate is bent: less than BEND_TO short, more than BEND_FROM too many; and until
when: from none to BEND_TO too many. A resampler at rest costs nothing."""
FOLLOWED_PPM_PER_SAMPLE = 1.0
"""Where the resampler follows the sender's clock all the time: what is too long is taken back so slowly that a target
which wavers is met where it is highest, and the delay stays there."""
EVEN_LIKENESS, HURRIED_LIKENESS = 0.65, 0.3


class Plan(NamedTuple):
    """What is to be done with the piece that is played next."""

    wish: int = 0
    """Samples to add (positive) or to leave out."""
    bend_ppm: float = 0.0
    likeness: float = EVEN_LIKENESS
    skip_samples: int = 0
    """What is too old to be played."""


REST = Plan()


class DelayControl:
    """Decides by how much reading is ahead of the reader's clock. Thread: the receiver's."""

    def __init__(
        self, settings: PlayoutSettings, margins: ArrivalMargins, repeats: RepeatRequests, losses: LossWatch
    ) -> None:
        self._settings = settings
        self._margins = margins
        self._repeats = repeats
        self._losses = losses
        self._is_lengthening = self._is_shortening = self._is_bending = False
        self._too_long = self._a_little_too_long = 0

    def target(self, packet_samples: int) -> int | None:
        """Return how far reading should be ahead, in samples; None before the first packet."""
        safe = self._margins.safe
        if safe is None:
            return None
        return safe - GUARD_SAMPLES - (self._repair_samples(packet_samples) if self._losses.repair else 0)

    def plan(
        self,
        ahead: float,
        packet_samples: int,
        is_pause: Callable[[], bool] = lambda: False,
        is_followed: bool = False,
    ) -> Plan:
        """Decide what to do where reading is `ahead` by so many samples, in speech or in a pause of it.

        `is_followed`: the sender's clock is, so that the resampler is at work anyway.
        """
        target = self.target(packet_samples)
        if target is None:
            return REST
        need = ahead - target
        if -need > self._settings.most_delay_ms * MS:
            return Plan(skip_samples=round(-need))
        until = LENGTHEN_TO if self._is_lengthening and self._losses.repair else LENGTHEN_FROM
        self._is_lengthening = need >= until
        if self._is_lengthening:
            self._is_shortening = False
            return Plan(round(need), -MOST_BEND_PPM, self._likeness(need))
        if self._is_too_long(-need) or (self._a_little_too_long > PAUSE_PATIENCE_PIECES and is_pause()):
            return Plan(round(need), MOST_BEND_PPM, self._likeness(-need))
        bend_ppm = _following_bend_ppm(need) if is_followed else self._bend_ppm(need)
        return Plan(0, bend_ppm) if bend_ppm else REST

    def _is_too_long(self, excess: float) -> bool:
        """Tell whether to shorten: what has been too long for a while, until it is nearly right."""
        if excess <= SHORTEN_PAUSE_FROM:
            self._too_long = self._a_little_too_long = 0
            self._is_shortening = False
            return False
        self._too_long = self._too_long + 1 if excess > SHORTEN_FROM else 0
        self._a_little_too_long += 1
        if excess > HURRY_FROM or self._too_long > PATIENCE_PIECES:
            self._is_shortening = True
        elif excess <= SHORTEN_TO:
            self._is_shortening = False
        return self._is_shortening

    def _likeness(self, off: float) -> float:
        return HURRIED_LIKENESS if off >= HURRY_FROM else EVEN_LIKENESS

    def _bend_ppm(self, need: float) -> float:
        """Return how the rate is to be bent; sound that is short of time is never left so."""
        is_right = -BEND_TO <= need <= 0
        self._is_bending = need > BEND_TO or -need > BEND_FROM or (self._is_bending and not is_right)
        if not self._is_bending:
            return 0.0
        bend_ppm = min(MOST_BEND_PPM, max(LEAST_BEND_PPM, abs(need) * BEND_PPM_PER_SAMPLE))
        return -bend_ppm if need > 0 else bend_ppm

    def _repair_samples(self, packet_samples: int) -> int:
        """Return by how much more a lossy line is waited for: until a repeat, or at least the next packet, is there."""
        repair = self._losses.repair
        answer_s = self._repeats.answer_s
        if repair is Repair.COPY or answer_s is None:
            return packet_samples
        once = packet_samples + round(answer_s * SAMPLE_RATE_HZ)
        twice = once + round(self._repeats.again_s * SAMPLE_RATE_HZ)
        if repair is Repair.SECOND_REPEAT and self._margins.spread + twice <= self._settings.hard_repair_delay_ms * MS:
            return twice
        return once if self._margins.spread + once <= self._settings.repair_delay_ms * MS else packet_samples


def _following_bend_ppm(need: float) -> float:
    """Return how the rate is to be bent where it is bent anyway."""
    per_sample = BEND_PPM_PER_SAMPLE if need > 0 else FOLLOWED_PPM_PER_SAMPLE
    return max(-MOST_BEND_PPM, min(-need * per_sample, MOST_BEND_PPM))
