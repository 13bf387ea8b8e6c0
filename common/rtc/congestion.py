"""What a line that gives way may be asked to carry: pictures give way first and step by step, sound last.

Both come back slowly. Loss without delay is borne up to BEARABLE_LOSS: most of it is the radio's, and is repaired.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from common.rtc.picturerate import STEPS, PictureStep

GOOD_BEFORE_UP_S = 5.0
UP_MARGIN = 1.1
BEARABLE_LOSS, HEAVY_LOSS = 0.1, 0.25
SURE_DEVIATIONS = 2.5
"""What is lost by chance in a second says little: so many standard deviations are taken off first."""
SLOW_S, VERY_SLOW_S = 0.25, 0.5
"""A round trip longer than the least by as much waits in queues."""
SETTLE_S = 1.0
SHARP_SHARE, REST_S = 0.5, 0.6
"""After an estimate under so much of what was sent no picture is sent for a while: sound waits behind those sent."""
EASING = 0.8
"""A queue that went down to as much since the last report is emptying."""
FIRST_STEP = 1
"""A line that nobody has tried yet is not given the most."""
UNTRIED_PACE = 1.5
UNBEARABLE_SHARE = 0.7
"""Of the last step: with less than that there is only sound."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 10.0, 80.0
"""Without pictures until they are tried again; twice as long after each failure."""
PROVEN_S = 30.0
SOUND_BPS = (64_000, 48_000, 40_000, 32_000, 24_000)
SOUND_SETTLE_S, SOUND_GOOD_S, LONGEST_SOUND_GOOD_S = 1.0, 10.0, 80.0
LEAST_SOUND_FOR_LOSS = 3
"""Loss alone brings sound no lower than this of SOUND_BPS: it may not be of our making."""
CLEAN_LOSS, CLEAN_S = 0.01, 10.0
COPIES_FROM_LOSS = 0.003
"""From here on each packet carries a copy of the one before: under it a voice without copies sounds a little better."""
NARROW_BPS = 400_000
"""On a narrower line the headers of short packets are too dear."""
LOSS_MEMORY_S = 15.0
EXPECTED_LOSS_PERCENT = (10, 15, 20, 30)
"""Under 10 the encoder leaves out most of the copies (docs/decisions/0100-opus.md), so it is that or nothing."""
LEAST_FOR_COPIES_BPS, NO_COPIES_PERCENT = 32_000, 5
"""With less the encoder pays for copies by the upper half of the band, and the voice is hard to interpret."""
RECENT_S = 1.5
"""Reports come sooner where more is lost: what they say is weighed by its packets."""
ROUND_TRIP_MEMORY_S = 60.0


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """How sound is to be encoded."""

    bit_rate_bps: int
    expected_loss_percent: int
    packet_ms: Literal[10, 20]


class _Loss(NamedTuple):
    mono_s: float
    expected: int
    lost: int


class Congestion:
    """Decides for one leg that is sent. Thread: one at a time; time enters by argument."""

    def __init__(self, now_mono_s: float, sound_bps: int = SOUND_BPS[1], steps: Sequence[PictureStep] = STEPS) -> None:
        self.line_bps: float | None = None
        """What the receiver believes that the line has for pictures."""
        self._steps = tuple(steps)
        self._step = FIRST_STEP
        self._is_paused = False
        self._rest_until_mono_s: float | None = None
        self._last_queue_s = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._changed_mono_s = now_mono_s - SETTLE_S
        self._troubled_mono_s = now_mono_s
        self._tried_mono_s = now_mono_s
        self._resumed_mono_s = now_mono_s - PROVEN_S
        self._most_sound = min(range(len(SOUND_BPS)), key=lambda n: abs(SOUND_BPS[n] - sound_bps))
        self._sound = self._most_sound
        self._sound_mono_s = now_mono_s
        self._sound_good_s = SOUND_GOOD_S
        self._has_risen = False
        self._losses: deque[_Loss] = deque()
        self._round_trips: deque[tuple[float, float]] = deque()
        self._is_unclean_until_mono_s = now_mono_s

    @property
    def step(self) -> PictureStep | None:
        """What the pictures may take; None while there is only sound."""
        return None if self._is_paused or self._rest_until_mono_s is not None else self._steps[self._step]

    def use_steps(self, steps: Sequence[PictureStep], now_mono_s: float) -> None:
        """Choose among other steps: like the present one, or as with a new line where it never was full."""
        now_bps = self._steps[self._step].bit_rate_bps
        self._steps = tuple(steps)
        if self.line_bps is None:
            now_bps = max(now_bps, self._steps[FIRST_STEP].bit_rate_bps)
        fitting = (n for n, step in enumerate(self._steps) if step.bit_rate_bps <= now_bps)
        self._step = next(fitting, len(self._steps) - 1)
        self._changed_mono_s = now_mono_s

    def sound(self, now_mono_s: float) -> SoundPlan:
        """Say how sound is to be encoded now; on a wide line the copies for what is lost have bits of their own."""
        is_wide = not self._is_paused and (self.line_bps is None or self.line_bps > NARROW_BPS)
        is_clean = is_wide and now_mono_s >= self._is_unclean_until_mono_s
        expected_percent = self._expected_loss_percent
        has_room = is_wide and expected_percent > 0 and self._sound == self._most_sound
        bit_rate_bps = SOUND_BPS[max(0, self._sound - has_room)]
        if bit_rate_bps < LEAST_FOR_COPIES_BPS:
            expected_percent = min(expected_percent, NO_COPIES_PERCENT)
        return SoundPlan(bit_rate_bps, expected_percent, 10 if is_clean else 20)

    def note_estimate(self, estimate_bps: float, now_mono_s: float) -> None:
        """Take what the receiver says that the line has for pictures."""
        if self._is_paused:
            return
        self.line_bps = estimate_bps
        rate_bps = self._steps[self._step].bit_rate_bps
        if estimate_bps >= rate_bps:
            return
        if estimate_bps < SHARP_SHARE * rate_bps:
            self._rest_until_mono_s = now_mono_s + REST_S
        fitting = (n for n, step in enumerate(self._steps) if step.bit_rate_bps <= estimate_bps)
        if (found := next(fitting, None)) is not None:
            self._step = max(self._step, found)
            self._changed_mono_s = self._troubled_mono_s = now_mono_s
        elif self._step < len(self._steps) - 1:
            self._step = len(self._steps) - 1
            self._changed_mono_s = self._troubled_mono_s = now_mono_s
        elif estimate_bps < self._steps[-1].bit_rate_bps * UNBEARABLE_SHARE:
            self._pause(now_mono_s)

    def note_report(self, expected: int, lost: int, round_trip_s: float | None, now_mono_s: float) -> None:
        """Take receiver reports: the packets that were sent and lost since the last ones, and the round trip."""
        self._losses.append(_Loss(now_mono_s, expected, lost))
        while self._losses[0].mono_s < now_mono_s - LOSS_MEMORY_S:
            self._losses.popleft()
        queue_s = self._queue_s(round_trip_s, now_mono_s) if round_trip_s is not None else 0.0
        loss = self._loss_since(now_mono_s - RECENT_S)
        if loss > CLEAN_LOSS or queue_s > SLOW_S:
            self._is_unclean_until_mono_s = now_mono_s + CLEAN_S
        is_emptying, self._last_queue_s = queue_s < EASING * self._last_queue_s, queue_s
        sure_loss = self._sure_loss_since(max(now_mono_s - RECENT_S, self._changed_mono_s))
        if (queue_s > SLOW_S and not is_emptying) or sure_loss > BEARABLE_LOSS:
            self._give_way(queue_s, sure_loss, now_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Let what gave way come back when its time has come: sound first, then pictures, step by step."""
        if self._rest_until_mono_s is not None and now_mono_s >= self._rest_until_mono_s:
            self._rest_until_mono_s = None
            self._changed_mono_s = now_mono_s
        good_s = now_mono_s - max(self._troubled_mono_s, self._changed_mono_s, self._sound_mono_s)
        if self._sound > self._most_sound:
            if good_s >= self._sound_good_s:
                self._sound -= 1
                self._sound_mono_s = now_mono_s
                self._has_risen = True
        elif self._is_paused:
            if good_s >= self._pause_s:
                self._resume(now_mono_s)
        elif self._step > 0 and good_s >= GOOD_BEFORE_UP_S:
            above = self._steps[self._step - 1]
            if self.line_bps is None or self.line_bps >= above.bit_rate_bps * UP_MARGIN:
                self._step -= 1
                self._changed_mono_s = self._tried_mono_s = now_mono_s
        elif now_mono_s - self._resumed_mono_s > PROVEN_S:
            self._pause_s, self._sound_good_s = FIRST_PAUSE_S, SOUND_GOOD_S

    def pace_bps(self, now_mono_s: float) -> float | None:
        """Say what pictures may take even for a moment: little on a line that is tried again; None is as they like."""
        is_tried = now_mono_s - self._tried_mono_s < GOOD_BEFORE_UP_S
        tried_bps = self._steps[self._step].bit_rate_bps * UNTRIED_PACE if is_tried else math.inf
        most_bps = min(tried_bps, math.inf if self.line_bps is None else self.line_bps)
        return most_bps if most_bps < math.inf else None

    @property
    def _expected_loss_percent(self) -> int:
        """Take what is lost lately, or on the whole: trouble counts soon, and for a while."""
        last_mono_s = self._losses[-1].mono_s if self._losses else 0.0
        loss = max(self._loss_since(last_mono_s - RECENT_S), self._loss_since(last_mono_s - LOSS_MEMORY_S))
        if loss < COPIES_FROM_LOSS:
            return 0
        return next((p for p in EXPECTED_LOSS_PERCENT if p >= loss * 100), EXPECTED_LOSS_PERCENT[-1])

    def _loss_since(self, begin_mono_s: float) -> float:
        losses = [loss for loss in self._losses if loss.mono_s >= begin_mono_s]
        return sum(loss.lost for loss in losses) / max(1, sum(loss.expected for loss in losses))

    def _sure_loss_since(self, begin_mono_s: float) -> float:
        loss = min(1.0, self._loss_since(begin_mono_s))
        expected = sum(loss.expected for loss in self._losses if loss.mono_s >= begin_mono_s)
        return loss - SURE_DEVIATIONS * math.sqrt(loss * (1 - loss) / max(1, expected))

    def _give_way(self, queue_s: float, loss: float, now_mono_s: float) -> None:
        self._troubled_mono_s = now_mono_s
        if self._is_paused:
            self._lower_sound(queue_s, now_mono_s)
        elif now_mono_s - self._changed_mono_s < SETTLE_S:
            return
        elif self._step < len(self._steps) - 1:
            self._step += 1
            self._changed_mono_s = now_mono_s
        elif queue_s > SLOW_S or loss > HEAVY_LOSS:
            self._pause(now_mono_s)

    def _lower_sound(self, queue_s: float, now_mono_s: float) -> None:
        """Take a step, or all where sound waits long already; who rose too soon waits longer the next time."""
        since_s = now_mono_s - self._sound_mono_s
        last = len(SOUND_BPS) - 1 if queue_s > SLOW_S else LEAST_SOUND_FOR_LOSS
        if since_s < SOUND_SETTLE_S or self._sound >= last:
            return
        if self._has_risen and since_s < self._sound_good_s:
            self._sound_good_s = min(LONGEST_SOUND_GOOD_S, self._sound_good_s * 2)
        self._has_risen = False
        self._sound = last if queue_s > VERY_SLOW_S else self._sound + 1
        self._sound_mono_s = now_mono_s

    def _pause(self, now_mono_s: float) -> None:
        """Go on with sound alone; the longer, the sooner this comes after the last time."""
        if now_mono_s - self._resumed_mono_s < PROVEN_S:
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
        self._is_paused = True
        self._troubled_mono_s = now_mono_s

    def _resume(self, now_mono_s: float) -> None:
        self._is_paused, self.line_bps = False, None
        self._step = len(self._steps) - 1
        self._changed_mono_s = self._resumed_mono_s = self._tried_mono_s = self._troubled_mono_s = now_mono_s

    def _queue_s(self, round_trip_s: float, now_mono_s: float) -> float:
        """Reckon how long packets wait in queues: what a round trip takes over the least of late."""
        self._round_trips.append((now_mono_s, round_trip_s))
        while self._round_trips[0][0] < now_mono_s - ROUND_TRIP_MEMORY_S:
            self._round_trips.popleft()
        return round_trip_s - min(s for _, s in self._round_trips)
