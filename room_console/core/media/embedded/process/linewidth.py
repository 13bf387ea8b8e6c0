"""Whether a listener's line is too thin for the usual sound: decided from what is lost of it, apart from all sending.

What a full line loses it loses behind a queue, so its round trip is long; what is lost at random is not helped by
sending less. Pictures give way before: while one is carried nothing is decided. To go back is a trial; one that fails
doubles the wait.
"""

import math
from typing import Final

BAD_LOSS: Final = 0.05
CALM_LOSS: Final = 0.02
BAD_S: Final = 2.0
"""Loss that lasts so long is no burst."""
DEAF_S: Final = 4.0
"""If no report came through for so long while much was lost, it was the queue that had no room for it."""
QUEUE_S, LONG_S = 0.08, 0.2
"""A round trip longer than the least by as much tells of a queue; one longer than LONG_S may always."""
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 600.0
PROBATION_S: Final = 20.0
"""Loss so soon after the usual sound came back tells that the line is still thin."""
JUDGED_S: Final = 8.0
HELPED: Final = 0.6
"""With little sound as large a share of the former loss, and it was not the line's width."""


class LineWidth:
    """One listener's line. Instants are arguments."""

    def __init__(self) -> None:
        self.is_thin = False
        self._bad_mono_s: float | None = None
        """Since when much is lost."""
        self._loss = self._loss_before = 0.0
        self._least_s = math.inf
        self._last_report = 0
        self._queue_s: float | None = None
        """The round trip measured since then."""
        self._changed_mono_s = -math.inf
        self._wait_s = FIRST_WAIT_S
        self._calm_mono_s = -math.inf
        self._in_vain_until_mono_s = -math.inf
        self._picture_mono_s = -math.inf

    @property
    def is_doubtful(self) -> bool:
        """Tell whether much is lost now, so that round trips are worth measuring."""
        return self._bad_mono_s is not None

    def holds_pictures(self, now_mono_s: float) -> bool:
        """Tell whether the line is to be kept free of pictures."""
        return self.is_thin or self._is_on_probation(now_mono_s)

    def on_picture(self, now_mono_s: float) -> None:
        """Take that a picture is on the line."""
        self._picture_mono_s = now_mono_s
        self._bad_mono_s = None

    def on_report(self, loss: float, last_report: int, round_trip_s: float | None, now_mono_s: float) -> None:
        """Take what the listener says of the sound: what was lost, and by which of our reports it measures."""
        is_measured = round_trip_s is not None and last_report != self._last_report
        self._last_report = last_report
        if is_measured and round_trip_s is not None:
            self._least_s = min(self._least_s, round_trip_s)
        self._loss = loss
        if loss > CALM_LOSS:
            self._calm_mono_s = now_mono_s
        if loss < BAD_LOSS or now_mono_s - self._picture_mono_s < BAD_S:
            self._bad_mono_s = self._queue_s = None
            return
        if self._bad_mono_s is None:
            self._bad_mono_s = now_mono_s
        elif is_measured:
            self._queue_s = round_trip_s
        self._judge_loss(now_mono_s)

    def choose(self, now_mono_s: float) -> bool:
        """Tell whether the line is thin from now on; ask about once a second."""
        if not self.is_thin:
            if self._wait_s > FIRST_WAIT_S and now_mono_s - self._changed_mono_s > self._wait_s:
                self._wait_s = FIRST_WAIT_S
            return False
        since_s = now_mono_s - self._changed_mono_s
        if since_s > JUDGED_S and self._is_in_vain(now_mono_s):
            self._in_vain_until_mono_s = now_mono_s + LONGEST_WAIT_S
            self._set(False, -math.inf)
        elif since_s > self._wait_s and now_mono_s - self._calm_mono_s > FIRST_WAIT_S / 2:
            self._set(False, now_mono_s)
        return self.is_thin

    def _judge_loss(self, now_mono_s: float) -> None:
        assert self._bad_mono_s is not None
        if self.is_thin or now_mono_s < self._in_vain_until_mono_s:
            return
        bad_s = now_mono_s - self._bad_mono_s
        if self._is_on_probation(now_mono_s):
            self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
            self._become_thin(now_mono_s)
        elif (bad_s >= BAD_S and self._is_longer_than(min(self._least_s + QUEUE_S, LONG_S))) or (
            bad_s >= DEAF_S and self._queue_s is None
        ):
            self._become_thin(now_mono_s)

    def _become_thin(self, now_mono_s: float) -> None:
        self._loss_before = self._loss
        self._set(True, now_mono_s)

    def _is_longer_than(self, round_trip_s: float) -> bool:
        return self._queue_s is not None and self._queue_s > round_trip_s

    def _is_in_vain(self, now_mono_s: float) -> bool:
        """Tell whether as much is lost as before, of what is a third as much, and no queue stands."""
        is_bad = self._bad_mono_s is not None and now_mono_s - self._bad_mono_s > BAD_S
        has_queue = self._queue_s is None or self._is_longer_than(self._least_s + QUEUE_S)
        return is_bad and not has_queue and self._loss > HELPED * self._loss_before

    def _is_on_probation(self, now_mono_s: float) -> bool:
        return not self.is_thin and now_mono_s - self._changed_mono_s < PROBATION_S

    def _set(self, is_thin: bool, now_mono_s: float) -> None:
        self.is_thin, self._changed_mono_s = is_thin, now_mono_s
        self._bad_mono_s = self._queue_s = None
        self._calm_mono_s = now_mono_s
