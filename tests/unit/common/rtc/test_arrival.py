"""A line is full when a queue stands in it, or when it loses all the time; not when packets merely jitter."""

import random

import pytest

from common.rtc.arrival import UNLIMITED_BPS, LineEstimate
from common.rtc.rtp import abs_send_time

PACKET_BYTES = 1000
PACKET_S = 0.01
RATE_BPS = PACKET_BYTES * 8 / PACKET_S


class Watched:
    """An estimate that is fed 100 packets a second."""

    def __init__(self, clock_ahead_s: float = 0.0) -> None:
        self.estimate = LineEstimate()
        self.cuts: list[float] = []
        self.now_s = 500.0
        self._clock_ahead_s = clock_ahead_s
        self._sent = self._expected = self._received = 0
        self._next_update_s = 0.0

    def run(self, seconds: float, queue_per_s: float = 0.0, loss_every: int = 0, jitter_s: float = 0.0) -> None:
        """Let packets come, with a queue that grows, or each so-manyth lost."""
        dice, queue_s = random.Random(2), 0.0
        for number in range(round(seconds / PACKET_S)):
            self.now_s += PACKET_S
            queue_s += queue_per_s * PACKET_S
            self._sent += 1
            if not loss_every or number % loss_every:
                self._expected, self._received = self._sent, self._received + 1
                sent_s = self.now_s - 0.03 - queue_s - dice.random() * jitter_s + self._clock_ahead_s
                self.estimate.take(abs_send_time(sent_s), PACKET_BYTES, self.now_s)
            if self.now_s >= self._next_update_s:
                self._next_update_s = self.now_s + 0.05
                if self.estimate.update(self.now_s, self._expected, self._received):
                    self.cuts.append(self.now_s)


def test_nothing_is_said_of_a_line_that_was_never_full() -> None:
    watched = Watched()
    watched.run(10.0, jitter_s=0.03)
    assert (watched.estimate.bps, watched.cuts) == (None, [])


@pytest.mark.parametrize("clock_ahead_s", [0.0, -1e6, 63.9])
def test_a_queue_that_grows_is_noticed_within_a_quarter_of_a_second(clock_ahead_s: float) -> None:
    watched = Watched(clock_ahead_s)
    watched.run(5.0)
    begin_s = watched.now_s
    watched.run(1.0, queue_per_s=0.5)
    assert watched.cuts[0] - begin_s < 0.35
    assert watched.estimate.bps is not None
    assert watched.estimate.bps < RATE_BPS


def test_a_line_that_loses_all_the_time_is_full() -> None:
    watched = Watched()
    watched.run(3.0)
    watched.run(2.0, loss_every=2)
    assert watched.cuts
    assert watched.estimate.bps is not None
    assert watched.estimate.bps < RATE_BPS * 0.5


def test_a_gap_is_not_a_full_line() -> None:
    watched = Watched()
    watched.run(3.0)
    watched.run(0.4, loss_every=1)
    watched.run(3.0)
    assert watched.cuts == []


def test_after_a_cut_the_estimate_grows_slowly_and_in_the_end_says_nothing() -> None:
    watched = Watched()
    watched.run(3.0)
    watched.run(0.5, queue_per_s=0.5)
    cut_bps = watched.estimate.bps
    assert cut_bps is not None
    watched.run(10.0)
    grown_bps = watched.estimate.bps
    assert grown_bps is not None
    assert 1.1 * cut_bps < grown_bps < 2.5 * cut_bps
    watched.estimate.bps = UNLIMITED_BPS * 0.999
    watched.run(3.0)
    assert watched.estimate.bps is None


def test_a_drift_between_the_clocks_is_not_a_queue() -> None:
    watched = Watched()
    watched.run(60.0, queue_per_s=200e-6)
    assert watched.cuts == []


def test_after_a_pause_the_line_is_taken_for_another() -> None:
    watched = Watched()
    watched.run(2.0)
    watched.run(0.5, queue_per_s=0.5)
    watched.now_s += 10.0
    watched.run(1.0)
    assert watched.estimate.bps is None
